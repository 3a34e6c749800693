import type { Locator, Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import { PATIENCE_MS } from './patience'

const PATIENCE = { timeout: PATIENCE_MS, interval: 50 }

/** The terminals as a person meets them: read off the screen, typed at with the keyboard. */
export class TerminalsPage {
  constructor(private readonly page: Page) {}

  terminal(n: 1 | 2): Locator {
    return this.page.getByRole('group', { name: `Terminal ${n}`, exact: true })
  }

  /** Both shells have said that they are there. */
  async ready(): Promise<void> {
    for (const n of [1, 2] as const) await this.shows(n, /[$#]/)
  }

  /** The rows on the screen of one, without what fills them up. */
  async text(n: 1 | 2): Promise<string> {
    const rows = await this.terminal(n).locator('.xterm-rows > div').allTextContents()
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).join('\n')
  }

  async shows(n: 1 | 2, what: RegExp): Promise<void> {
    await vi.waitFor(async () => expect(await this.text(n)).toMatch(what), PATIENCE)
  }

  /** Types a suggested command by its button: the terminal has the focus then. */
  async suggest(command: string): Promise<void> {
    await this.page.getByRole('group', { name: 'To type:' }).getByRole('button', { name: command, exact: true }).click()
  }
}
