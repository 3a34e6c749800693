import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogue } from '../../src/main/shell/text/catalogue'
import { HtmlReport } from '../../src/shared/report/html/html-report'
import { HOSTILE_SHOWN, hostileSession } from '../hostile-session'

const folder = mkdtempSync(join(tmpdir(), 'twlab-report-'))
const file = join(folder, 'report.html')

let browser: Browser
let page: Page
const asked: string[] = []
const complaints: string[] = []

beforeAll(async () => {
  const report = new HtmlReport({ words: catalogue('en'), texts: () => undefined, version: '1', language: 'en', digest: (text) => createHash('sha256').update(text).digest('base64') })
  for (const event of hostileSession()) report.take(event)
  writeFileSync(file, report.finish())
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('dialog', (dialog) => complaints.push(dialog.message()))
  await page.goto(pathToFileURL(file).href)
})
afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true })
})

describe('a report opened from disk', () => {
  it('asks for nothing, runs nothing that is not its own, and breaks no rule of its policy', async () => {
    expect(asked).toEqual([pathToFileURL(file).href])
    expect(complaints).toEqual([])
    expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false)
    expect(await page.locator('script').count()).toBe(1)
    expect(await page.locator('img').count()).toBe(0)
  })

  it('shows what somebody wrote as text, control characters and turned writing as their codes', async () => {
    for (const id of ['predictions', 'checks', 'notes', 'interventions', 'session', 'packets', 'calls', 'programs', 'unseen']) expect(await page.locator(`#${id}`).innerText(), id).toContain(HOSTILE_SHOWN)
  })

  it('selects one place in figures and tables, by pointer and by keys', async () => {
    await page.locator('#packets tbody tr').nth(1).click()
    expect(await page.locator('#detail').innerText()).toContain('SYN,ACK')
    expect(await page.locator('.lifecycle .light g.sel').count()).toBeGreaterThan(0)
    expect(await page.locator('#ladder [data-of="c1"] .light g.sel').count()).toBeGreaterThan(0)
    await page.keyboard.press('Escape')
    expect(await page.locator('.sel').count()).toBe(0)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('#detail').innerText()).not.toBe('')
    expect(await page.locator('.cursor').first().getAttribute('visibility')).toBe('visible')
    await page.locator('#checks button.place').first().focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('#packets tr.sel').innerText()).toContain('SYN,ACK')
  })

  it('is whole on paper, without what only a screen can do', async () => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.locator('nav').isVisible()).toBe(false)
    expect(await page.locator('#detail').isVisible()).toBe(false)
    expect(await page.locator('.lifecycle .light').isVisible()).toBe(true)
    expect(await page.locator('.lifecycle .dark').isVisible()).toBe(false)
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-')
  })
})
