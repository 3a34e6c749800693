import type { Page } from 'playwright-core'
import type { FakeLabOptions, Script } from '../../renderer/fake-lab'

/** A state of the window: what its shell plays, how a person gets there, what must then be said. */
export interface WindowState {
  readonly name: string
  readonly script?: Script
  readonly options?: Partial<FakeLabOptions>
  /** The first part of the way there. States with the same script and base that follow each other are reached from there, in one window. */
  readonly base?: (page: Page) => Promise<void>
  /** Brings the window from its base, or from its start, into the state. */
  readonly reach: (page: Page) => Promise<void>
  /** Back to the base. Without it the next state begins with a new window. */
  readonly leave?: (page: Page) => Promise<void>
  /** What must be said. */
  readonly says: RegExp
  /** The part in which it differs from `running` or `first-run`, by a selector: axe looks at the rest there. @default all of it */
  readonly of?: string
}
