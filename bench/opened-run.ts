import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { addressOf, ended } from './live/live-run'
import { LONGEST_GAP, WATCH_GAPS } from './render/page-scripts'

// A capture in the window, as a person opens it: shell, engine, and a page in Chromium. Prints JSON.

export interface OpenedRun {
  /** From the page's request to a session that is over, everything of it shown. */
  readonly ms: number
  readonly longestGap: number
  /** Of JavaScript, after it, without the typed columns; and the columns. */
  readonly heapMb: number
  readonly columnsMb: number
  readonly packets: number
}

/** ms the window may take for everything. */
const TAKEN_MS = 120_000

const folder = await mkdtemp(join(tmpdir(), 'twlab-opened-'))
const { WAYLAND_DISPLAY: _wayland, ...env } = process.env
const shell = spawn(process.execPath, [join(process.cwd(), 'out/node/twlab.mjs'), 'app', resolve(process.argv[2] ?? '')], {
  stdio: ['ignore', 'pipe', 'ignore'], env: { ...env, DISPLAY: '', XDG_DATA_HOME: folder, TWLAB_RECORDINGS: join(folder, 'recordings') }
})
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, timeout: 30_000, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] })
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.setDefaultTimeout(TAKEN_MS)
  await page.addInitScript(WATCH_GAPS)
  const address = await addressOf(shell)
  const began = performance.now()
  await page.goto(address)
  await page.getByTestId('replay').waitFor()
  const ms = performance.now() - began
  const longestGap = await page.evaluate<number>(LONGEST_GAP)
  const packets = Number((await page.getByRole('tab', { name: /^Packets/ }).textContent() ?? '').replace(/\D/g, ''))
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage')
  const result: OpenedRun = { ms, longestGap, heapMb: usedSize / 1e6, columnsMb: backingStorageSize / 1e6, packets }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await browser.close()
  await ended(shell)
  await rm(folder, { recursive: true, force: true })
}

// An ES module by its syntax: what a bundler takes for CommonJS (package.json says so) it wraps, and every constant becomes a variable.
export {}
