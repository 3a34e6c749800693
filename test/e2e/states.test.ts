import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseCourse } from '../../src/shared/course/parse'
import { CAPTURE_REMEDY } from '../../src/shared/ipc/failure'
import type { SessionEvent } from '../../src/shared/model/events'
import { crowd } from '../../bench/render/crowd'
import type { FakeLabOptions, Script } from '../renderer/fake-lab'
import { activeClose, header, many } from '../renderer/story'
import { parsed } from '../shared/experiment/small'
import { violations } from './support/axe'
import { startChromium } from './support/browser-shell'
import { playShell } from './support/played-shell'
import { picture, PICTURES } from './support/screens'

// Every state of the window, empty and bad ones among them, in every theme: nothing that axe finds wrong, nothing cut off, a picture of each.
const experiments = ['active-close', 'lost-final-ack'].map((name) => parsed(readFileSync(resolve(import.meta.dirname, `../../resources/experiments/${name}.yaml`), 'utf8')))
const description: FakeLabOptions['description'] = {
  version: '0.1.0', versions: {}, shell: 'browser', kernel: '6.18.44', platform: 'linux', recordingsFolder: '/home/student/.local/share/timewait-lab/recordings', language: 'en', experiments,
  course: parseCourse(readFileSync(resolve(import.meta.dirname, '../../resources/course.yaml'), 'utf8'))
}
const fine = [{ id: 'user-namespace', state: 'ok', detail: 'User namespaces work here.' }] as const

interface State {
  readonly name: string
  readonly script?: Script
  readonly options?: Partial<FakeLabOptions>
  /** Brings the window from its start into the state. */
  readonly reach: (page: Page) => Promise<void>
  /** What must be said. */
  readonly says: RegExp
}
const running = (over: Partial<Script> = {}): Script => ({ header: header({ experiment: 'active-close', params: { first: 'client', data: true } }), events: activeClose(), fromMs: 9_000, end: 'open', ...over })
const begin = async (page: Page): Promise<void> => page.getByTestId('begin').click()
const inTimeWait = async (page: Page): Promise<void> => {
  await begin(page)
  await page.getByRole('timer').waitFor()
  await page.getByRole('tab', { name: /^Packets.*1[0-9]/ }).waitFor()
}
const watch = async (page: Page): Promise<void> => page.getByRole('button', { name: /Watch this machine/ }).click()
const file = (events: readonly SessionEvent[]): Script => ({ header: header({ mode: 'file', source: 'file' }), events })
const recording = { name: 'lecture.pcapng', path: '/r/lecture.pcapng', bytes: 81_920, changed: '2026-11-22T10:00:00Z' }
const open = async (page: Page): Promise<void> => page.getByRole('button', { name: /lecture\.pcapng/ }).first().click()
const table = (key: string) => async (page: Page): Promise<void> => {
  await inTimeWait(page)
  await page.keyboard.press(key)
}
const withMore: readonly SessionEvent[] = [
  { type: 'counter', at: 60e6, name: 'TcpActiveOpens', delta: 1 }, { type: 'counter', at: 70e6, name: 'TcpExtTW', delta: 1 },
  { type: 'fault', at: 5e6, action: 'sysctl', detail: 'net.ipv4.tcp_tw_reuse = 0', command: 'sysctl -w net.ipv4.tcp_tw_reuse=0' }, { type: 'note', at: 65e6, id: 'n1', text: 'Here it begins to wait.', packet: 8 }
]
const told: Script = running({ events: [...activeClose(), ...withMore].sort((a, b) => a.at - b.at) })

const STATES: readonly State[] = [
  { name: 'first-run', reach: async () => {}, says: /Run the first experiment/ },
  {
    name: 'no-libpcap', reach: async () => {}, says: /libpcap0\.8/,
    options: { checks: [...fine, { id: 'libpcap', state: 'missing', detail: 'libpcap is not installed: no packets can be captured.', remedy: 'sudo apt-get install -y libpcap0.8' }] }
  },
  { name: 'experiment', reach: async (page) => page.getByRole('button', { name: /The last ACK is lost/ }).click(), says: /Predict first/ },
  { name: 'running', script: told, reach: inTimeWait, says: /TIME-WAIT left/ },
  { name: 'sockets', script: told, reach: table('2'), says: /ss says|Local/ },
  { name: 'counters', script: told, reach: table('3'), says: /connections opened by connect/ },
  { name: 'calls', script: told, reach: table('4'), says: /connect\(/ },
  { name: 'actions', script: told, reach: table('5'), says: /sysctl -w/ },
  { name: 'notes', script: told, reach: table('6'), says: /Here it begins to wait/ },
  {
    name: 'bytes', script: told, says: /Control bits/,
    reach: async (page) => {
      await inTimeWait(page)
      await page.locator('.row', { hasText: 'FIN' }).first().click()
      await page.keyboard.press('Enter')
      await page.getByRole('option', { name: /Control bits/ }).click()
    }
  },
  {
    name: 'filter-fault', script: told, says: /FNI/,
    reach: async (page) => {
      await inTimeWait(page)
      await page.keyboard.press('/')
      await page.keyboard.type('c1 flags FNI')
    }
  },
  {
    name: 'keys', script: told, says: /Run or stop/,
    reach: async (page) => {
      await inTimeWait(page)
      await page.keyboard.press('?')
    }
  },
  {
    name: 'note', script: told, says: /Save/,
    reach: async (page) => {
      await inTimeWait(page)
      await page.keyboard.press('m')
      await page.getByPlaceholder(/What do you see/).waitFor()
    }
  },
  { name: 'finished', script: { ...told, end: 'result', fromMs: 90_000 }, reach: async (page) => {
    await begin(page)
    await page.getByRole('banner').getByText('Recorded').waitFor()
  }, says: /Checks/ },
  { name: 'engine-died', script: { ...told, end: 'died', fromMs: 90_000 }, reach: async (page) => {
    await begin(page)
    await page.getByTestId('restart').waitFor()
  }, says: /SIGKILL.*recordings\/active-close/s },
  {
    name: 'no-permission', script: { header: header({ mode: 'host', source: 'none' }), events: [], end: 'open' }, reach: async (page) => {
      await watch(page)
      await page.getByRole('alert').first().waitFor()
    }, says: /setcap/,
    options: { trouble: { code: 'no-capture-permission', message: 'This process may not capture packets; the kernel\'s states alone are shown.', remedy: CAPTURE_REMEDY } }
  },
  { name: 'nothing-yet', script: { header: header({ mode: 'host' }), events: [], end: 'open' }, reach: watch, says: /nc -l 12345/ },
  {
    name: 'replay', script: file(activeClose()), options: { recordings: [recording] }, reach: async (page) => {
      await open(page)
      await page.getByText('Replay of lecture.pcapng').waitFor()
    }, says: /Replay/
  },
  {
    name: 'damaged', options: { recordings: [recording] }, reach: open, says: /At byte 81,236/,
    script: file([...activeClose(), { type: 'damage', at: 70e9, offset: 81_236, reason: 'block length 0', skipped: 684 }])
  },
  { name: 'empty-file', options: { recordings: [recording] }, script: file([]), reach: open, says: /No TCP connection in this file/ },
  {
    name: 'forty', script: { header: header(), events: many(40, 90), fromMs: 9_000, end: 'open' }, reach: async (page) => {
      await watch(page)
      await page.getByTestId('overview').waitFor()
      await page.keyboard.press('o')
    }, says: /of 40 connections/
  }
]

let chromium: Browser
beforeAll(async () => {
  chromium = await startChromium()
})
afterAll(() => chromium.close())

/** The window in a state, in English at 1280 x 800. What the page complained of is a failure. */
async function inState({ script, options, reach }: State, use: (page: Page) => Promise<void>): Promise<void> {
  const complaints: string[] = []
  const shell = await playShell({ description, checks: fine, scriptFor: () => script, ...options })
  const context = await chromium.newContext({ viewport: PICTURES.small, reducedMotion: 'reduce', colorScheme: 'light' })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(shell.address)
    await page.getByTestId('begin').or(page.getByTestId('overview')).first().waitFor()
    await page.getByTestId('machine-checks').waitFor()
    await reach(page)
    await use(page)
    expect(complaints).toEqual([])
  } finally {
    await context.close()
    await shell.close()
  }
}
/** The page is as large as its window: nothing sticks out. */
const overflow = (page: Page): Promise<unknown> => page.evaluate('[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]')
async function setTheme(page: Page, theme: 'light' | 'dark' | 'contrast'): Promise<void> {
  for (let i = 0; i < 4 && await page.evaluate('document.documentElement.dataset.theme') !== theme; i++) await page.getByTestId('theme').click({ force: true })
}

describe.each(STATES)('the window: $name', (state) => {
  it('says what it must, sticks out nowhere, and is as accessible as axe can tell, in every theme and both languages', async () => {
    await inState(state, async (page) => {
      await expect.poll(() => page.locator('body').textContent(), { timeout: 10_000 }).toMatch(state.says)
      expect(await violations(page)).toEqual([])
      expect(await overflow(page)).toEqual([0, 0])
      await picture(page, state.name, 'light')
      if (await page.getByRole('dialog').count() > 0) return
      for (const theme of ['dark', 'contrast'] as const) {
        await setTheme(page, theme)
        expect(await violations(page, ['color-contrast']), theme).toEqual([])
        await picture(page, state.name, theme)
      }
      await page.getByTestId('projector').click()
      expect(await overflow(page)).toEqual([0, 0])
      await picture(page, state.name, 'projector')
      await page.getByTestId('projector').click()
      await setTheme(page, 'light')
      await page.getByTestId('language').selectOption('ko')
      await page.locator('html[lang=ko]').waitFor()
      expect(await overflow(page)).toEqual([0, 0])
      await picture(page, state.name, 'ko')
    })
  })
})

describe('28,000 connections', () => {
  it('are shown all at once, by state, and a part of them as lanes', async () => {
    // Fewer events for each than an engine would tell: the states alone.
    const events = [...crowd(28_000, 0.5)].filter(({ type }) => type === 'transition' || type === 'timer')
    await inState({ name: 'crowd', script: { header: header(), events, fromMs: 30_000, end: 'open' }, reach: watch, says: /./ }, async (page) => {
      await page.getByText('28,000 connections', { exact: true }).waitFor()
      await page.getByTestId('overview').hover({ position: { x: 200, y: 60 } })
      await page.getByTestId('overview').getByText(/^TIME-WAIT \d+/).waitFor()
      expect(await violations(page)).toEqual([])
      await picture(page, 'crowd', 'light')
      const box = await page.getByTestId('overview').boundingBox()
      await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 40)
      await page.mouse.down()
      await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 41, { steps: 2 })
      await page.mouse.up()
      await page.getByTestId('rows-shown').getByText(/to .* of 28,000/).waitFor()
    })
  })
})
