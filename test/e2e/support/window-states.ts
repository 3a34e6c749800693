import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { parseCourse } from '../../../src/shared/course/parse'
import { CAPTURE_REMEDY } from '../../../src/shared/ipc/failure'
import type { SessionEvent } from '../../../src/shared/model/events'
import type { FakeLabOptions, Script } from '../../renderer/fake-lab'
import { activeClose, connectionEvents, header, many, merge } from '../../renderer/story'
import { parsed, SMALL } from '../../shared/experiment/small'
import { RECORD_STATES, RECORDS } from './record-states'
import type { WindowState } from './window-state'

const resources = resolve(import.meta.dirname, '../../../resources')
const resource = (name: string): string => readFileSync(join(resources, name), 'utf8')
export const DESCRIPTION: FakeLabOptions['description'] = {
  version: '0.1.0', versions: {}, shell: 'browser', kernel: '6.18.44', platform: 'linux', recordingsFolder: '/home/student/.local/share/timewait-lab/recordings', language: 'en',
  experiments: readdirSync(join(resources, 'experiments')).map((file) => parsed(resource(`experiments/${file}`))), course: parseCourse(resource('course.yaml'))
}
export const FINE = [{ id: 'user-namespace', state: 'ok', detail: 'User namespaces work here.' }] as const

const running = (over: Partial<Script> = {}): Script => ({ header: header({ experiment: 'active-close', params: { first: 'client', data: true } }), events: activeClose(), fromMs: 9_000, end: 'open', ...over })
const begin = async (page: Page): Promise<void> => page.getByTestId('begin').click()
const inTimeWait = async (page: Page): Promise<void> => {
  await begin(page)
  await page.getByRole('timer').waitFor()
  await page.getByRole('tab', { name: /^Packets.*1[0-9]/ }).waitFor()
}
export const watch = async (page: Page): Promise<void> => page.getByRole('button', { name: /Watch this machine/ }).click()
const file = (events: readonly SessionEvent[]): Script => ({ header: header({ mode: 'file', source: 'file' }), events })
const recording = { name: 'lecture.pcapng', path: '/r/lecture.pcapng', bytes: 81_920, changed: '2026-11-22T10:00:00Z' }
const open = async (page: Page): Promise<void> => page.getByRole('button', { name: /lecture\.pcapng/ }).first().click()
const keys = (...pressed: readonly string[]) => async (page: Page): Promise<void> => {
  for (const key of pressed) await page.keyboard.press(key)
}
const machine = async (page: Page): Promise<void> => page.getByRole('tab', { name: 'State machine' }).click()
const asTable = (pane: 'ladder' | 'machine') => async (page: Page): Promise<void> => page.locator(`section.${pane}`).getByRole('button', { name: 'Table' }).click()
const replayed = async (page: Page): Promise<void> => {
  await open(page)
  await page.getByText('Replay of lecture.pcapng').waitFor()
  // It can be told again once it has been read to its end.
  await page.getByTestId('replay').waitFor()
}

/** Where nobody waits any more, what comes again is answered by a reset. */
const answeredByReset = (events: readonly SessionEvent[]): SessionEvent[] => {
  const last = events.findLast((event) => event.type === 'packet')
  return events.map((event) => (event === last && event.type === 'packet' ? { ...event, flags: 'RST' } : event))
}
const withMore: readonly SessionEvent[] = [
  { type: 'counter', at: 60e6, name: 'TcpActiveOpens', delta: 1 }, { type: 'counter', at: 70e6, name: 'TcpExtTW', delta: 1 },
  { type: 'fault', at: 5e6, action: 'sysctl', detail: 'net.ipv4.tcp_tw_reuse = 0', command: 'sysctl -w net.ipv4.tcp_tw_reuse=0' }, { type: 'note', at: 65e6, id: 'n1', text: 'Here it begins to wait.', packet: 8 }
]
const told: Script = running({ events: [...activeClose(), ...withMore].sort((a, b) => a.at - b.at) })
/** The window in TIME-WAIT, whose parts are looked at one after the other. */
const waiting = { script: told, base: inTimeWait } as const
const finished: Script = { ...told, end: 'result', fromMs: 90_000 }
/** The same, over. */
const over = {
  script: finished,
  base: async (page: Page): Promise<void> => {
    await begin(page)
    await page.getByRole('banner').getByText('Recorded').waitFor()
  }
} as const
const closeExport = async (page: Page): Promise<void> => page.getByTestId('export-dialog').locator('.answers button').last().click()
const run = { done: '2026-11-22T10:01:04Z', runs: 1, last: '2026-11-22T10:01:04Z', predictions: [{ id: 'who', right: true }] }
const RUNS_PROGRAMS = SMALL.replace('title: Small', 'title: A teacher\'s own').replace('do: pause, for: 100ms, when: { quick: false }', 'do: run, as: shell, command: [sh, -c, "echo spoken"]')
const SHELL = 'student@lab:~$ ss -tan\r\nState      Recv-Q Send-Q Local Address:Port   Peer Address:Port\r\nLISTEN     0      1      0.0.0.0:12345        0.0.0.0:*\r\nTIME-WAIT  0      0      127.0.0.1:41234      127.0.0.1:12345\r\nstudent@lab:~$ '

/** Every state of the window, empty and bad ones among them. */
export const WINDOW_STATES: readonly WindowState[] = [
  { name: 'first-run', options: { records: RECORDS }, reach: async () => {}, says: /Run the first experiment/ },
  {
    name: 'no-libpcap', reach: async () => {}, says: /libpcap0\.8/,
    options: { checks: [...FINE, { id: 'libpcap', state: 'missing', detail: 'libpcap is not installed: no packets can be captured.', remedy: 'sudo apt-get install -y libpcap0.8' }] }
  },
  {
    name: 'course', options: { progress: { version: 1, steps: { 'active-close': run, 'three-or-four': { ...run, predictions: [{ id: 'count', right: false }] } } } },
    reach: async (page) => page.locator('[data-claim=four-way]').scrollIntoViewIfNeeded(), says: /Often three segments close it/
  },
  {
    name: 'course-summary', of: '[role=dialog]', options: { progress: { version: 1, steps: { 'active-close': run, 'three-or-four': run } } }, says: /Summary with your recordings/,
    reach: async (page) => page.getByTestId('course-summary').click()
  },
  {
    name: 'recovered', says: /cut off before it could end/, options: { recordings: [{ ...recording, name: 'recovered-2026-11-22-100000.pcapng', recovered: true }] },
    reach: async (page) => page.getByTestId('recovered').waitFor()
  },
  { name: 'experiment', reach: async (page) => page.getByRole('button', { name: /The last ACK is lost/ }).click(), says: /Predict first/ },
  {
    name: 'own-consent', of: '[data-testid=consent]', says: /echo spoken/, options: { own: { folder: '/home/student/experiments', files: [{ name: 'own.yaml', source: RUNS_PROGRAMS, hash: 'a'.repeat(64) }] }, asks: ['own.yaml'] },
    reach: async (page) => {
      await page.getByTestId('own-experiments').getByRole('button', { name: /A teacher's own/ }).click()
      await page.getByTestId('run-experiment').click()
      await page.getByTestId('consent').waitFor()
    }
  },
  { name: 'running', ...waiting, reach: keys(), leave: keys(), says: /TIME-WAIT left/ },
  {
    name: 'chosen', of: '.inspector', ...waiting, says: /Segment 8/, leave: keys('Escape'),
    reach: async (page) => {
      await page.getByRole('button', { name: /^c1 client / }).click()
      await page.locator('.row', { hasText: 'FIN' }).first().click()
    }
  },
  { name: 'sockets', of: '.tables', ...waiting, reach: keys('2'), leave: keys('1'), says: /ss says|Local/ },
  { name: 'counters', of: '.tables', ...waiting, reach: keys('3'), leave: keys('1'), says: /connections opened by connect/ },
  { name: 'calls', of: '.tables', ...waiting, reach: keys('4'), leave: keys('1'), says: /connect\(/ },
  { name: 'actions', of: '.tables', ...waiting, reach: keys('5'), leave: keys('1'), says: /sysctl -w/ },
  { name: 'notes', of: '.tables', ...waiting, reach: keys('6'), leave: keys('1'), says: /Here it begins to wait/ },
  { name: 'ladder-table', of: '.ladder', ...waiting, reach: asTable('ladder'), leave: asTable('ladder'), says: /FIN/ },
  { name: 'machine', of: '.machine', ...waiting, reach: machine, leave: keys(), says: /TIME-WAIT/ },
  { name: 'machine-table', of: '.machine', ...waiting, says: /FIN-WAIT-2/, reach: async (page) => {
    await machine(page)
    await asTable('machine')(page)
  }, leave: async (page) => {
    await asTable('machine')(page)
    await page.getByRole('tab', { name: 'Ladder' }).click()
  } },
  {
    name: 'bytes', of: '.tables', ...waiting, says: /Control bits/, leave: keys('b', 'Escape'),
    reach: async (page) => {
      await page.locator('.row', { hasText: 'FIN' }).first().click()
      await page.keyboard.press('Enter')
      await page.getByRole('option', { name: /Control bits/ }).click()
    }
  },
  {
    name: 'filter-fault', of: '.tables', ...waiting, says: /FNI/,
    reach: async (page) => {
      await page.keyboard.press('/')
      await page.keyboard.type('c1 flags FNI')
    },
    leave: async (page) => {
      await page.getByTestId('filter').fill('')
      await page.getByTestId('filter').press('Escape')
      await page.getByTestId('filter').blur()
    }
  },
  { name: 'keys', of: '[role=dialog]', ...waiting, says: /Run or stop/, reach: keys('?'), leave: keys('Escape') },
  {
    name: 'about', of: '[role=dialog]', ...waiting, says: /MIT/, leave: keys('Escape'),
    reach: async (page) => {
      await page.keyboard.press('?')
      await page.getByRole('button', { name: 'About TIME_WAIT Lab' }).click()
    }
  },
  {
    name: 'note', of: '[data-testid=note]', ...waiting, says: /Save/,
    reach: async (page) => {
      await page.keyboard.press('m')
      await page.getByPlaceholder(/What do you see/).waitFor()
    }
  },
  {
    name: 'terminals', script: { header: header(), events: activeClose(), fromMs: 9_000, end: 'open' }, options: { terminalText: SHELL }, says: /To type:/,
    reach: async (page) => {
      await page.getByTestId('free-lab').click()
      await page.getByText('12345').last().waitFor()
    }
  },
  {
    name: 'compared', says: /Answer to the mark/,
    script: {
      header: header({ experiment: 'lost-final-ack', params: {}, connections: ['with TIME-WAIT', 'without TIME-WAIT'] }), fromMs: 90_000,
      events: merge(connectionEvents({ id: 'c1', startMs: 18, lost: 1 }, 1), answeredByReset(connectionEvents({ id: 'c2', startMs: 2_018, clientPort: 41_236, lost: 1, timeWaitMs: 500 }, 1)))
    },
    reach: async (page) => {
      await page.getByRole('button', { name: /The last ACK is lost/ }).click()
      await page.getByTestId('run-experiment').click()
      await page.getByTestId('view-switch').waitFor()
      await page.keyboard.press('c')
    }
  },
  { name: 'finished', ...over, reach: keys(), leave: keys(), says: /Checks/ },
  { name: 'export', of: '[role=dialog]', ...over, says: /CSV/, reach: async (page) => {
    await page.getByTestId('export').click()
    await page.getByTestId('export-dialog').waitFor()
  }, leave: closeExport },
  { name: 'exported', of: '[role=dialog]', ...over, says: /talk\.csv/, reach: async (page) => {
    await page.getByTestId('export').click()
    await page.getByTestId('export-format').selectOption('csv')
    await page.getByTestId('export-go').click()
    await page.getByTestId('exported').waitFor()
  }, leave: closeExport },
  {
    name: 'unkept', of: '[role=dialog]', ...over, says: /Discard and go on/,
    reach: async (page) => {
      await page.getByTestId('run').click()
      await page.getByRole('dialog').waitFor()
    }
  },
  { name: 'engine-died', script: { ...told, end: 'died', fromMs: 90_000 }, reach: async (page) => {
    await begin(page)
    await page.getByTestId('restart').waitFor()
  }, says: /SIGKILL.*recordings\/active-close/s },
  {
    name: 'no-permission', script: { header: header({ mode: 'host', source: 'none' }), events: [], end: 'open' }, reach: async (page) => {
      await watch(page)
      await page.getByRole('alert').first().waitFor()
    }, says: /setcap/,
    options: { trouble: { code: 'no-capture-permission', said: 'This process may not capture packets; the kernel\'s states alone are shown.', remedy: CAPTURE_REMEDY } }
  },
  { name: 'nothing-yet', script: { header: header({ mode: 'host' }), events: [], end: 'open' }, reach: watch, says: /nc -l 12345/ },
  { name: 'read', script: file(activeClose()), options: { recordings: [recording] }, reach: replayed, says: /Replay of/ },
  {
    name: 'replay', script: file(activeClose()), options: { recordings: [recording] }, says: /Replay/,
    reach: async (page) => {
      await replayed(page)
      await page.keyboard.press('p')
      await page.getByTestId('replay-veil').waitFor()
      await page.keyboard.press('p')
      await page.getByTestId('replay-seek').fill('5000')
    }
  },
  {
    name: 'damaged', options: { recordings: [recording] }, reach: open, says: /At byte 81,236/,
    script: file([...activeClose(), { type: 'damage', at: 70e9, offset: 81_236, reason: 'block length 0', skipped: 684 }])
  },
  { name: 'empty-file', options: { recordings: [recording] }, script: file([]), reach: open, says: /No TCP connection in this file/ },
  { name: 'dropping', says: /Open this capture/, reach: async (page) => {
    await page.evaluate(`(() => {
      const carried = new DataTransfer()
      carried.items.add(new File(['x'], 'lecture.pcapng'))
      document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer: carried, bubbles: true, cancelable: true }))
    })()`)
  } },
  {
    name: 'overview', script: { header: header(), events: many(40, 90), fromMs: 9_000, end: 'open' }, says: /TIME-WAIT/, reach: async (page) => {
      await watch(page)
      await page.getByTestId('overview').waitFor()
    }
  },
  {
    name: 'forty', script: { header: header(), events: many(40, 90), fromMs: 9_000, end: 'open' }, reach: async (page) => {
      await watch(page)
      await page.getByTestId('overview').waitFor()
      await page.keyboard.press('o')
    }, says: /–40 of 40/
  },
  ...RECORD_STATES
]
