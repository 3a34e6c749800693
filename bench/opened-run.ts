import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { addressOf, ended } from './live/live-run'
import type { LongFrame } from './render/long-frame'
import { LONG_FRAMES, WATCH_FRAMES } from './render/page-scripts'
import { type ThreadTime, ThreadWatch } from './render/thread-time'

// A capture in the window, as a person opens it: shell, engine, and a page in Chromium. Prints JSON.

export interface OpenedRun {
  /** From the page's request to a session that is over, everything of it shown. */
  readonly ms: number
  /** The longest frame, from the page's first on. */
  readonly longest: LongFrame & ThreadTime
  /** Of JavaScript, after it, without the typed columns; and the columns. */
  readonly heapMb: number
  readonly columnsMb: number
  readonly packets: number
}

/** ms the window may take for everything. */
const TAKEN_MS = 120_000

const NO_FRAME: LongFrame = { at: 0, length: 0, script: 0, layout: 0 }

const folder = await mkdtemp(join(tmpdir(), 'twlab-opened-'))
const { WAYLAND_DISPLAY: _wayland, ...env } = process.env
const shell = spawn(process.execPath, [join(process.cwd(), 'bin/twlab.cjs'), 'app', resolve(process.argv[2] ?? '')], {
  stdio: ['ignore', 'pipe', 'ignore'], env: { ...env, DISPLAY: '', XDG_DATA_HOME: folder, TWLAB_RECORDINGS: join(folder, 'recordings') }
})
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, timeout: 30_000, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] })
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.setDefaultTimeout(TAKEN_MS)
  await page.addInitScript(WATCH_FRAMES)
  const threads = await ThreadWatch.start(browser)
  const address = await addressOf(shell)
  const began = performance.now()
  await page.goto(address)
  await page.getByTestId('replay').waitFor()
  const ms = performance.now() - began
  const timeOf = await threads.stop()
  const [frame = NO_FRAME] = await page.evaluate<LongFrame[]>(LONG_FRAMES)
  const longest = { ...frame, ...timeOf(frame.at, frame.at + frame.length) }
  const packets = Number((await page.getByRole('tab', { name: /^Packets/ }).textContent() ?? '').replace(/\D/g, ''))
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage')
  const result: OpenedRun = { ms, longest, heapMb: usedSize / 1e6, columnsMb: backingStorageSize / 1e6, packets }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await browser.close()
  await ended(shell)
  await rm(folder, { recursive: true, force: true })
}

// An ES module by its syntax: what a bundler takes for CommonJS (package.json says so) it wraps, and every constant becomes a variable.
export {}
