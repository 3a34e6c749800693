import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startHeadless, startServing, type ServedShell } from './support/browser-shell'
import { newMark, type Mark } from './support/left-running'
import { PATIENCE_MS } from './support/patience'
import { screen } from './support/screens'

let chromium: Browser
let mark: Mark
let folder: string
let shell: ServedShell
let context: BrowserContext
let page: Page

beforeAll(async () => {
  chromium = await startHeadless()
})
afterAll(() => chromium.close())
beforeEach(async () => {
  mark = newMark()
  folder = await mkdtemp(join(tmpdir(), 'course-'))
  shell = await startServing({ folder, env: mark.env })
  context = await chromium.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  await page.goto(shell.address)
})
afterEach(async () => {
  await context.close()
  await shell.end()
  await mark.allGone()
  await rm(folder, { recursive: true })
})

/** The path in light, in dark and in Korean; afterwards it is as before. */
async function pathScreens(): Promise<void> {
  await screen(page, 'course-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await screen(page, 'course-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.getByTestId('language').selectOption('ko')
  await page.getByText('19개 중 1개 완료').waitFor()
  await screen(page, 'course-ko')
  await page.getByTestId('language').selectOption('en')
  await page.getByText('1 of 19 done').waitFor()
}

describe('the course', () => {
  it('counts a run whose checks held, says what is so, and goes on from there, also after the window was closed', async () => {
    const claim = page.locator('[data-claim=four-way]')
    await claim.getByRole('button', { name: 'Three segments or four' }).click()
    await page.getByTestId('run-experiment').click()
    await page.locator('aside.experiment[data-stage=outcome]').waitFor()
    await page.getByRole('button', { name: 'All experiments' }).click()
    await page.getByText('1 of 19 done').waitFor()
    await claim.getByText('Often three segments close it').waitFor()
    // The first that is not done, not the one after the last.
    await page.getByTestId('course-next').getByText('Whoever closes first waits').waitFor()
    const saved = JSON.parse(await readFile(join(folder, 'data/timewait-lab/course.json'), 'utf8')) as { readonly steps: object }
    expect(Object.keys(saved.steps)).toEqual(['three-or-four'])

    await page.getByRole('banner').getByRole('button', { name: 'Keep' }).click()
    await page.getByRole('banner').getByRole('button', { name: 'Kept' }).waitFor()
    await page.reload()
    await page.getByText('1 of 19 done').waitFor()
    await pathScreens()
    await page.getByTestId('course-summary').click()
    const summary = page.getByRole('dialog', { name: 'Summary with your recordings' })
    await summary.getByRole('button', { name: /^three-or-four-.*\.pcapng$/ }).waitFor()
    await screen(page, 'course-summary')
    await summary.getByRole('button', { name: /^three-or-four-.*\.pcapng$/ }).click()
    await vi.waitFor(async () => expect(await page.getByTestId('mode').textContent()).toMatch(/^Replay of three-or-four/), { timeout: PATIENCE_MS })
  })
})
