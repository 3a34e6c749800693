import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { startDesktop, type DesktopApp } from './desktop-app'
import { openDisplay, type Display } from './display'
import { LabPage } from './lab-page'
import { newMark, type Mark } from './left-running'

export interface StartedDesktop {
  /** Its profile, its recordings, and whatever a test puts there. */
  readonly folder: string
  /** On everything that comes of it. */
  readonly mark: Mark
  readonly desktop: DesktopApp
  readonly window: LabPage
}

export interface DesktopTests {
  /** @param files captures named at the start @param before a start whose folder and mark this one shares: the same person's, later. @default a folder and a mark of its own */
  start(files?: readonly string[], before?: Pick<StartedDesktop, 'folder' | 'mark'>): Promise<StartedDesktop>
  /** Quits, and proves that nothing is left running. */
  quit(started: StartedDesktop): Promise<void>
  /** For the environment variable DISPLAY. */
  readonly display: string
}

/** The desktop program for the tests of a file, in English, on a display that is there from the first of them to the last. @param env more of its environment */
export function desktopTests(env: Readonly<Record<string, string>> = {}): DesktopTests {
  let display: Display
  beforeAll(async () => {
    display = await openDisplay()
  })
  afterAll(() => display.close())
  return {
    start: async (files = [], before) => {
      const folder = before?.folder ?? await mkdtemp(join(tmpdir(), 'desktop-'))
      const mark = before?.mark ?? newMark()
      const desktop = await startDesktop({ folder, display: display.name, env: { ...mark.env, ...env }, args: ['--lang=en'], files })
      return { folder, mark, desktop, window: new LabPage(desktop.page) }
    },
    quit: async ({ folder, mark, desktop }) => {
      await desktop.quit()
      await mark.allGone()
      await rm(folder, { recursive: true })
    },
    get display() {
      return display.name
    }
  }
}
