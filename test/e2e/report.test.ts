import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogue } from '../../src/main/shell/text/catalogue'
import type { SessionEvent } from '../../src/shared/model/events'
import { HtmlReport } from '../../src/shared/report/html/html-report'

const hostile = '<script>window.pwned = 1</script><img src=x onerror="window.pwned=2"> \u001b[2J \u202egnp.exe'
const folder = mkdtempSync(join(tmpdir(), 'twlab-report-'))
const file = join(folder, 'report.html')

/** One connection, opened and closed, whose every text was written by somebody who means harm. */
function hostileSession(): SessionEvent[] {
  const ends = { client: '127.0.0.1:41234', server: '127.0.0.1:12345' }
  const packet = (n: number, at: number, from: 'client' | 'server', flags: string): SessionEvent => ({
    type: 'packet', at, n, conn: 'c1', from: ends[from], to: ends[from === 'client' ? 'server' : 'client'], flags, seq: n, ack: n, len: 0, win: 1, length: 74, caplen: 74,
    verdict: n === 3 ? 'dropped' : 'passed', rawSeq: n, rawAck: n, ...(n === 3 ? { fault: hostile } : {})
  })
  const enter = (at: number, end: 'client' | 'server', from: 'CLOSED' | 'SYN-SENT' | 'ESTABLISHED', to: 'SYN-SENT' | 'ESTABLISHED' | 'TIME-WAIT', n: number): SessionEvent => ({
    type: 'transition', at, conn: 'c1', end, local: ends[end], remote: ends[end === 'client' ? 'server' : 'client'], from, to, evidence: 'confirmed', cause: 'connect()', packet: n
  })
  return [
    { type: 'session', at: 0, startedAt: '2026-11-22T10:00:00.000000000Z', startedAtNs: '1795341600000000000', mode: 'file', schema: 1, kernel: hostile, hz: 250, source: 'file', experiment: hostile, connections: [hostile] },
    { type: 'step', at: 1, id: 'a', title: hostile }, { type: 'fault', at: 2, action: 'drop', detail: hostile, command: hostile, id: hostile },
    packet(1, 1_000_000, 'client', 'SYN'), enter(1_000_000, 'client', 'CLOSED', 'SYN-SENT', 1), packet(2, 1_100_000, 'server', 'SYN,ACK'), enter(1_100_000, 'client', 'SYN-SENT', 'ESTABLISHED', 2),
    packet(3, 1_200_000, 'client', 'ACK'), { type: 'api', at: 1_300_000, conn: 'c1', end: 'client', call: hostile, args: [hostile], result: 0, errno: hostile },
    { type: 'program', at: 1_400_000, id: hostile, event: 'output', text: hostile }, { type: 'note', at: 1_500_000, id: 'n', text: hostile, packet: 2 },
    { type: 'prediction', at: 2_000_000, id: 'p', question: hostile, given: hostile, answer: hostile, right: false }, { type: 'damage', at: 2_000_000, offset: 1, reason: hostile, skipped: 2 },
    {
      type: 'connection', at: 2_000_000, id: 'c1', client: ends.client, server: ends.server, packets: 3, timeWait: null, complete: false,
      states: { client: [{ state: 'SYN-SENT', from: 1_000_000, to: 1_100_000, evidence: 'confirmed' }, { state: 'ESTABLISHED', from: 1_100_000, to: null, evidence: 'confirmed' }], server: [] }
    },
    { type: 'result', at: 2_000_000, experiment: null, ok: false, checks: [{ id: 'k', ok: false, title: hostile, detail: hostile, evidence: [{ event: 'packet', n: 2, conn: 'c1' }] }], captured: 3, dropped: 0, gaps: 0 }
  ]
}

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
    const shown = String.raw`<script>window.pwned = 1</script><img src=x onerror="window.pwned=2"> \x1b[2J \u202egnp.exe`
    for (const id of ['predictions', 'checks', 'notes', 'interventions', 'session', 'packets', 'calls', 'programs', 'unseen']) expect(await page.locator(`#${id}`).innerText(), id).toContain(shown)
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
