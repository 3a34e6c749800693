import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DesktopApp } from './support/desktop-app'
import { desktopTests, signalEnds } from './support/desktop-tests'
import type { LabPage } from './support/lab-page'
import type { Mark } from './support/left-running'
import { PATIENCE_MS } from './support/patience'

const EXPERIMENT = /Whoever closes first waits/
const SOON = { timeout: PATIENCE_MS, interval: 50 }
/** How files end that are whole: what is being written is seen in parts. */
const ENDS = { svg: /<\/svg>\s*$/, png: /IEND....$/s, csv: /\r\n$/ } as const
const program = desktopTests()
let folder: string
let mark: Mark
let desktop: DesktopApp
let window: LabPage

async function begin(): Promise<void> {
  ({ folder, mark, desktop, window } = await program.start())
}
const quit = (): Promise<void> => program.quit({ folder, mark, desktop, window })
const running = async (): Promise<void> => {
  await window.chooseExperiment(EXPERIMENT)
  await window.runUntilTimeWait()
}
const signal = (name: NodeJS.Signals): void => mark.running().forEach(({ pid }) => process.kill(pid, name))

describe('a session that runs', () => {
  beforeAll(async () => {
    await begin()
    await running()
  })
  afterAll(quit)
  it('goes on after the machine has slept: nothing of it moves for a while, and then everything', async () => {
    const before = await window.countdown()
    await vi.waitFor(() => expect(mark.engines()).toHaveLength(1), SOON)
    const engines = mark.engines()
    await desktop.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'))
    signal('SIGSTOP')
    await new Promise((wake) => setTimeout(wake, 2_500))
    signal('SIGCONT')
    await desktop.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'))
    await window.countdownMoves(0.3)
    expect(before - await window.countdown()).toBeGreaterThan(2.4)
    expect(mark.engines()).toEqual(expect.arrayContaining([...engines]))
    expect(await desktop.page.getByRole('alert').count()).toBe(0)
  })
  it('has charts and tables that are saved where the person says: each chart as PNG and as SVG, a table as CSV', async () => {
    const { page } = desktop
    const save = async (section: string, format: string, extension: keyof typeof ENDS): Promise<Buffer> => {
      const path = join(folder, `${section}.${extension}`)
      await desktop.app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
      }, path)
      await page.locator(`section.${section}`).getByRole('button', { name: /^Save/ }).click()
      await page.getByRole('menuitem', { name: format }).click()
      return vi.waitFor(async () => {
        const bytes = await readFile(path)
        expect(bytes.length > 200 && ENDS[extension].test(bytes.toString('latin1').slice(-20))).toBe(true)
        return bytes
      }, SOON)
    }
    for (const section of ['lifecycle', 'ladder', 'machine']) {
      if (section === 'machine') await page.getByRole('tab', { name: 'State machine' }).click()
      const svg = (await save(section, 'SVG', 'svg')).toString()
      expect(svg).toMatch(/^<svg .*TIME-WAIT.*<\/svg>\s*$/s)
      const png = await save(section, 'PNG', 'png')
      expect(png.subarray(1, 4).toString()).toBe('PNG')
      // Twice as fine as it is on the screen: width and height stand after the header's name.
      expect(png.readUInt32BE(16)).toBe(2 * Math.ceil(Number(/width="([\d.]+)"/.exec(svg)?.[1])))
    }
    const csv = (await save('tables', 'CSV', 'csv')).toString()
    expect(csv.split('\r\n')[0]).toMatch(/^No\.,Time/)
    expect(csv.split('\r\n').length).toBeGreaterThan(8)
  })
  it('ends in order with SIGINT, and what was not kept is discarded', async () => {
    await signalEnds({ desktop, mark }, 'SIGINT', [])
  })
})
