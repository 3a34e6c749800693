import { chromium } from 'playwright-core'
import { liveRun } from './live/live-run'

// A minute of a real laboratory under 200 connections a second, in the built window in a real browser. Prints JSON.
/** s after the end: once what was still on its way has come, and when the last TIME-WAIT is over. */
const HEAP_AFTER = [10, 60]
const [perSecond = 200, seconds = 60] = process.argv.slice(2).map(Number)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, timeout: 30_000, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] })
try {
  process.stdout.write(`${JSON.stringify(await liveRun({ browser, root: process.cwd(), perSecond, seconds, heapAfter: HEAP_AFTER }))}\n`)
} finally {
  await browser.close()
}

// An ES module by its syntax: what a bundler takes for CommonJS (package.json says so) it wraps, and every constant becomes a variable.
export {}
