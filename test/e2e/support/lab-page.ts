import type { Locator, Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import { PATIENCE_MS } from './patience'

const PATIENCE = { timeout: PATIENCE_MS, interval: 50 }

/** The window as a person meets it: by roles and names, in English. The same in a browser and on the desktop. */
export class LabPage {
  constructor(readonly page: Page) {}

  /** Buttons of the title bar: Run, Stop, Keep, Open. */
  command(name: 'Run' | 'Stop' | 'Keep' | 'Kept' | 'Open'): Locator {
    return this.page.getByRole('banner').getByRole('button', { name, exact: true })
  }

  /** By its card, or a kept recording by its entry (the course's Next and a sample may name the same). */
  async chooseExperiment(title: string | RegExp): Promise<void> {
    await this.page.getByRole('complementary', { name: 'Experiments' }).locator('button.card, button.recording').filter({ hasText: title }).last().click()
  }

  /** Starts the chosen experiment and waits until the kernel's countdown is on the screen. */
  async runUntilTimeWait(): Promise<void> {
    await this.command('Run').click()
    await this.page.getByRole('timer').waitFor()
    await this.countdown()
  }

  /** Seconds on the ring. */
  async countdown(): Promise<number> {
    return vi.waitFor(async () => {
      const seconds = Number.parseFloat((await this.page.getByRole('timer').textContent()) ?? '')
      expect(seconds).toBeGreaterThan(0)
      return seconds
    }, PATIENCE)
  }

  /** Waits until the ring has gone down by so many seconds. @returns from and to */
  async countdownMoves(by: number): Promise<{ readonly from: number; readonly to: number }> {
    const from = await this.countdown()
    const to = await vi.waitFor(async () => {
      const now = await this.countdown()
      expect(now).toBeLessThanOrEqual(from - by)
      return now
    }, PATIENCE)
    return { from, to }
  }

  /** The two lanes of the first connection, by their names. */
  lanes(): { readonly client: Locator; readonly server: Locator } {
    return { client: this.page.getByRole('button', { name: /^c1 client / }), server: this.page.getByRole('button', { name: /^c1 server / }) }
  }

  /** What the pane at the right says of the chosen connection's ends. */
  countdownPane(): Locator {
    return this.page.getByRole('region', { name: 'Countdown' })
  }

  /** Waits until it says this of them: the kernel is asked, and tells a moment later. */
  async endsAre(what: RegExp): Promise<void> {
    await this.countdownPane().filter({ hasText: what }).waitFor()
  }

  tab(name: 'Packets' | 'Sockets' | 'System calls'): Locator {
    return this.page.getByRole('tab', { name: new RegExp(`^${name}`) })
  }

  /** How many packets the table has. */
  async packets(): Promise<number> {
    return Number(/\d+/.exec((await this.tab('Packets').textContent()) ?? '')?.[0] ?? 0)
  }

  async stop(): Promise<void> {
    await this.command('Stop').click()
    await this.atRest()
  }

  /** A file has been read, a session has ended: what is grey until then is black. */
  async atRest(): Promise<void> {
    await this.command('Run').waitFor()
  }
}
