import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startHeadless, startServing, type ServedShell } from './support/browser-shell'
import { LabPage } from './support/lab-page'
import { newMark, type Mark } from './support/left-running'
import { PATIENCE_MS } from './support/patience'
import { windowScreens } from './support/screens'
import { TerminalsPage } from './support/terminals-page'

let chromium: Browser
let mark: Mark
let folder: string
let shell: ServedShell
let context: BrowserContext
let page: Page
let complaints: string[]

beforeAll(async () => {
  chromium = await startHeadless()
})
afterAll(() => chromium.close())
beforeEach(async () => {
  complaints = []
  mark = newMark()
  folder = await mkdtemp(join(tmpdir(), 'terminals-'))
  await writeFile(join(folder, '.bashrc'), "PS1='$ '\n")
  // A shell whose prompt is the same on every machine.
  shell = await startServing({ folder, env: { ...mark.env, SHELL: '/bin/bash', HOME: folder } })
  context = await chromium.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
  page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(shell.address)
})
afterEach(async () => {
  await context.close()
  await shell.end()
  await mark.allGone()
  await rm(folder, { recursive: true })
  expect(complaints).toEqual([])
})

/** A syllable as a Korean input method makes it: letter by letter, then handed over. */
async function compose(page: Page, stages: readonly string[], syllable: string): Promise<void> {
  const browser = await page.context().newCDPSession(page)
  for (const text of stages) await browser.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  await browser.send('Input.insertText', { text: syllable })
  await browser.detach()
}

describe('the two terminals of the course text', () => {
  it('nc -l, nc, Ctrl-C: the client\'s port is in TIME-WAIT, in the chart and in what ss prints; closing leaves nothing running', async () => {
    const lab = new LabPage(page)
    const terminals = new TerminalsPage(page)
    await page.getByRole('button', { name: 'Open two terminals' }).click()
    await terminals.ready()
    await terminals.suggest('nc -l 12345')
    await page.keyboard.press('Enter')
    await page.keyboard.press('F6')
    await page.keyboard.type('until ss -Htln | grep -q :12345; do sleep 0.05; done; echo it listens\n')
    await terminals.shows(2, /^it listens$/m)
    await terminals.suggest('nc 127.0.0.1 12345')
    await page.keyboard.press('Enter')
    await lab.lanes().client.waitFor()
    await page.keyboard.type('hello\n')
    await terminals.shows(1, /^hello$/m)
    await page.keyboard.press('Control+C')
    await terminals.shows(2, /\^C/)
    await page.getByRole('timer').waitFor()
    await lab.countdown()
    await terminals.suggest('ss -tan state time-wait')
    await page.keyboard.press('Enter')
    // ss leaves the state out where one was asked for.
    await terminals.shows(2, /^0 +0 +127\.0\.0\.1:\d+ +127\.0\.0\.1:12345/m)
    await terminals.suggest('ss -tan')
    await page.keyboard.press('Enter')
    await terminals.shows(2, /^TIME-WAIT +0 +0 +127\.0\.0\.1:\d+ +127\.0\.0\.1:12345/m)
    await windowScreens(page, 'terminals')
    await lab.stop()
    expect(await terminals.text(2)).toContain('TIME-WAIT')
    await terminals.terminal(2).getByText('The laboratory has closed.').waitFor()
  })

  it('keys belong to the terminal that has the focus, and F6 leads out of it; Korean is written as it is', async () => {
    const terminals = new TerminalsPage(page)
    await page.getByRole('banner').getByRole('button', { name: 'Terminals' }).click()
    await terminals.ready()
    await page.keyboard.type('echo e1 ')
    await compose(page, ['ㅎ', '하', '한'], '한')
    await compose(page, ['ㄱ', '그', '글'], '글')
    await page.keyboard.press('Enter')
    await terminals.shows(1, /^e1 한글$/m)
    await page.keyboard.press('F6')
    await page.keyboard.type('tty\n')
    await terminals.shows(2, /^\/dev\/pts\/\d+$/m)
    await page.keyboard.press('F6')
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Back to the tables')
    await page.keyboard.press('Enter')
    await page.getByRole('tablist', { name: 'Tables' }).waitFor()
    await page.keyboard.press('t')
    await terminals.ready()
    await page.keyboard.type('echo back\n')
    await vi.waitFor(async () => expect(await terminals.text(1) + await terminals.text(2)).toMatch(/^back$/m), { timeout: PATIENCE_MS })
  })

  it('a program that writes without end fills nobody\'s memory, and the window goes on', async () => {
    const lab = new LabPage(page)
    const terminals = new TerminalsPage(page)
    await page.getByRole('button', { name: 'Open two terminals' }).click()
    await terminals.ready()
    await page.keyboard.type('yes\n')
    await terminals.shows(1, /^y$/m)
    // While it floods: a connection is made and followed.
    await page.keyboard.press('F6')
    await page.keyboard.type('(nc -l 12345 &) ; until ss -Htln | grep -q :12345; do sleep 0.05; done; echo bye | nc -N 127.0.0.1 12345; sleep 100\n')
    await lab.lanes().client.waitFor()
    await lab.countdownMoves(0.5)
    await page.keyboard.press('Shift+F6')
    await page.keyboard.press('Control+C')
    await terminals.shows(1, /\^C/)
    await page.keyboard.type('echo done\n')
    await terminals.shows(1, /^done$/m)
  })

  it('are there during an experiment, too', async () => {
    const lab = new LabPage(page)
    const terminals = new TerminalsPage(page)
    await lab.chooseExperiment(/Whoever closes first waits/)
    await lab.runUntilTimeWait()
    await page.keyboard.press('t')
    await terminals.ready()
    await page.keyboard.type('ss -tan\n')
    await terminals.shows(1, /^TIME-WAIT/m)
  })
})
