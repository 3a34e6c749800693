import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { breaking, hostRules, hostSetting, LOOKS, sleepers } from '../conformance/breaking-lab'
import { SMALL } from '../shared/experiment/small'
import { startHeadless, startServing } from './support/browser-shell'
import { startDesktop } from './support/desktop-app'
import { openDisplay } from './support/display'
import { LabPage } from './support/lab-page'
import { newMark, type Mark } from './support/left-running'
import { PATIENCE_MS } from './support/patience'

const RUNS = SMALL.replace('title: Small', 'title: A teacher\'s own').replace('do: pause, for: 100ms, when: { quick: false }', 'do: run, as: shell, command: [sh, -c, "echo spoken"]')
  .replace(/checks:\n[^]*?explanation/, 'checks:\n  - { id: spoke, title: It spoke, that: printed, program: shell, text: spoken }\nexplanation')

let mark: Mark
let folder: string
let experiments: string
let env: Readonly<Record<string, string>>
beforeEach(async () => {
  mark = newMark()
  folder = await mkdtemp(join(tmpdir(), 'own-'))
  experiments = join(folder, 'experiments')
  await mkdir(experiments)
  env = { ...mark.env, TWLAB_EXPERIMENTS: experiments }
})
afterEach(async () => {
  await mark.allGone()
  await rm(folder, { recursive: true })
})

/** A file that comes while the window is open, with a fault first; it is asked about, runs, and is asked about again when it has changed. */
async function ownExperiment(page: Page): Promise<void> {
  const own = page.getByTestId('own-experiments')
  const consent = page.getByTestId('consent')
  await own.getByText(experiments).waitFor()
  await writeFile(join(experiments, 'own.yaml'), RUNS.replace('do: accept,', 'do: acept,'))
  await page.getByTestId('reload-own').click()
  await own.getByText(/own\.yaml:\d+:\d+: steps\[2\]\.do: "acept" is not one of: .*did you mean accept\?/).waitFor()

  await writeFile(join(experiments, 'own.yaml'), RUNS)
  await page.getByTestId('reload-own').click()
  await own.getByRole('button', { name: /A teacher's own/ }).click()
  await page.getByTestId('run-experiment').click()
  await consent.waitFor()
  expect(await consent.locator('code').allTextContents()).toEqual(['sh -c \'echo spoken\''])
  await page.getByTestId('refuse-programs').click()
  await page.locator('[data-stage=brief]').waitFor()
  await page.getByTestId('run-experiment').click()
  await page.getByTestId('allow-programs').click()
  await page.locator('[data-stage=outcome] [data-verdict=held]').first().waitFor()
  await writeFile(join(experiments, 'own.yaml'), RUNS.replace('echo spoken', 'echo spoken again'))
  await page.getByRole('complementary', { name: 'Experiments' }).locator('.back').click()
  await own.getByRole('button', { name: /A teacher's own/ }).click()
  await page.locator('[data-stage=outcome] footer button').last().click()
  await page.getByTestId('run-experiment').click()
  await page.getByRole('dialog', { name: 'Keep the recording?' }).getByRole('button', { name: 'Discard and go on' }).click()
  await consent.waitFor()
  expect(await consent.locator('code').allTextContents()).toEqual(['sh -c \'echo spoken again\''])
  await page.keyboard.press('Escape')
  await consent.waitFor({ state: 'detached' })
}

/** Whoever stops a run in its middle finds the machine as it was, and the next run a laboratory in which nothing was done. */
async function stoppedInTheMiddle(page: Page): Promise<void> {
  const lab = new LabPage(page)
  const seconds = `9875${process.pid}`
  const [setting, rules] = [hostSetting(), hostRules()]
  await writeFile(join(experiments, 'breaks.yaml'), breaking(seconds))
  await writeFile(join(experiments, 'looks.yaml'), LOOKS)
  await page.getByRole('complementary', { name: 'Experiments' }).locator('.back').click()
  await page.getByTestId('reload-own').click()
  const run = async (title: string): Promise<void> => {
    await page.getByTestId('own-experiments').getByRole('button', { name: title }).click()
    await page.getByTestId('run-experiment').click()
    const keep = page.getByRole('dialog', { name: 'Keep the recording?' })
    await keep.or(page.getByTestId('consent')).waitFor()
    if (await keep.isVisible()) await keep.getByRole('button', { name: 'Discard and go on' }).click()
    await page.getByTestId('allow-programs').click()
  }
  await run('The one that breaks')
  await vi.waitFor(() => expect(sleepers(seconds)).toHaveLength(1), { timeout: PATIENCE_MS, interval: 50 })
  await lab.stop()
  await vi.waitFor(() => expect(sleepers(seconds)).toEqual([]), { timeout: PATIENCE_MS, interval: 50 })
  expect([hostSetting(), hostRules()]).toEqual([setting, rules])
  await page.getByRole('complementary', { name: 'Experiments' }).locator('.back').click()
  await run('The one that looks')
  await page.locator('[data-stage=outcome] [data-verdict]').nth(2).waitFor()
  expect(await page.locator('[data-stage=outcome] [data-verdict=held]').count()).toBe(3)
}

describe('an experiment of one\'s own', () => {
  it('in a browser is found, judged, asked about and run; stopped in the middle it leaves nothing', async () => {
    const shell = await startServing({ folder, env })
    const chromium = await startHeadless()
    try {
      const page = await chromium.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
      page.setDefaultTimeout(PATIENCE_MS)
      await page.goto(shell.address)
      await ownExperiment(page)
      await stoppedInTheMiddle(page)
    } finally {
      await chromium.close()
      await shell.end()
    }
  })

  it('on the desktop is found, judged, asked about and run', async () => {
    const display = await openDisplay()
    const desktop = await startDesktop({ folder, display: display.name, env })
    try {
      await ownExperiment(desktop.page)
    } finally {
      await desktop.quit()
      await display.close()
    }
  })
})
