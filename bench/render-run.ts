import { setTimeout as delay } from 'node:timers/promises'
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core'
import { BenchShell, type Play } from './render/bench-shell'
import { crowd, longConnection, PACKETS_EACH } from './render/crowd'
import { type FrameTimes, frameTimes, percentile } from './render/frame-times'
import { LONGEST_GAP, moveOneThing, seekTo, WATCH_GAPS } from './render/page-scripts'

// The built window in a real browser, fed by a shell without an engine: what a frame costs with very many connections, packets, and while they come. Prints JSON.
const root = process.cwd()
const MANY = 28_000
const TABLE_PACKETS = 100_000
const WATCHED_MS = 6_000
/** ms the window may take for everything. */
const TAKEN_MS = 200_000

/** Packets of a large file. */
const LARGE = 1_000_000
const LADDER_SEGMENTS = 100_000
/** Places that are sought, one after the other, all over the session. */
const SEEKS = 24
/** Events stepped over, by key. */
const STEPS = 60
/** ms for which a page without work is looked at. */
const FLOOR_MS = 2_000

export interface RenderResult {
  readonly large: {
    readonly loadSeconds: number; readonly loadLongest: number; readonly heapMb: number; readonly arraysMb: number; readonly beginLongest: number; readonly stepLongest: number; readonly playLongest: number
    readonly idleBetweenP95: number; readonly seekLongest: number; readonly seekWorkLongest: number; readonly seekMedian: number; readonly scriptP95: number; readonly betweenP95: number
  }
  readonly ladder: { readonly scriptP95: number; readonly betweenP95: number; readonly longest: number }
  readonly many: { readonly scriptP95: number; readonly betweenP95: number; readonly lanesScriptP95: number }
  readonly table: { readonly scriptP95: number; readonly betweenP95: number; readonly perSecond: number; readonly rows: number; readonly filterLongest: number; readonly sortLongest: number }
}

async function withWindow<T>(browser: Browser, play: Play, use: (page: Page, shell: BenchShell) => Promise<T>): Promise<T> {
  const shell = await BenchShell.start(root, play)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.goto(shell.address)
  await page.getByRole('button', { name: 'Watch this machine' }).click()
  const result = await use(page, shell)
  await context.close()
  await shell.close()
  return result
}

const packetsTab = (page: Page): Promise<number> =>
  page.getByRole('tab', { name: /^Packets/ }).textContent().then((text) => Number((text ?? '').replace(/[^0-9]/g, '').replace(/^0*/, '') || 0))
async function untilPackets(page: Page, count: number): Promise<void> {
  for (const end = performance.now() + TAKEN_MS; performance.now() < end;) {
    if (await packetsTab(page) >= count) return
    await delay(100)
  }
  throw new Error(`the window has ${await packetsTab(page)} of ${count} packets`)
}
const longest = ({ between }: FrameTimes): number => Math.max(0, ...between)

async function many(browser: Browser): Promise<RenderResult['many']> {
  // The last of them is told 55 s before its TIME-WAIT ends, so that all of them last while the frames are watched.
  return withWindow(browser, { events: () => crowd(MANY, 0.18) }, async (page) => {
    await untilPackets(page, MANY * PACKETS_EACH)
    await page.getByTestId('overview').waitFor()
    await delay(1_500)
    const overview = await frameTimes(browser, page, async () => {
      const box = await page.getByTestId('overview').boundingBox()
      for (let i = 0; i < 40; i++) {
        await page.mouse.move((box?.x ?? 0) + 40 + i * 8, (box?.y ?? 0) + 30 + i * 4)
        await delay(WATCHED_MS / 40)
      }
    })
    await page.getByTestId('overview-toggle').click()
    const lanes = await frameTimes(browser, page, async () => {
      await page.getByTestId('lifecycle-plot').hover()
      for (let i = 0; i < 20; i++) {
        await page.keyboard.down('Shift')
        await page.mouse.wheel(0, i < 10 ? 200 : -200)
        await page.keyboard.up('Shift')
        await delay(150)
      }
    })
    return { scriptP95: percentile(overview.script, 0.95), betweenP95: percentile(overview.between, 0.95), lanesScriptP95: percentile(lanes.script, 0.95) }
  })
}

async function table(browser: Browser): Promise<RenderResult['table']> {
  const connections = Math.ceil(TABLE_PACKETS / PACKETS_EACH)
  return withWindow(browser, { events: () => crowd(connections, 0.4) }, async (page) => {
    await untilPackets(page, connections * PACKETS_EACH)
    await delay(1_500)
    await page.getByRole('grid', { name: 'Packets' }).hover()
    const scrolled = await frameTimes(browser, page, async () => {
      for (let i = 0; i < 120; i++) {
        await page.mouse.wheel(0, i < 60 ? -900 : 700)
        await delay(33)
      }
    })
    const filtered = await frameTimes(browser, page, async () => {
      await page.getByTestId('filter').pressSequentially('from client and state TIME-WAIT or len > 0', { delay: 40 })
      await delay(800)
    })
    const rows = Number(await page.getByRole('grid', { name: 'Packets' }).getAttribute('aria-rowcount')) - 1
    await page.getByTestId('filter').fill('')
    await page.getByTestId('filter').press('Escape')
    const sorted = await frameTimes(browser, page, async () => {
      await page.getByRole('columnheader', { name: 'From' }).getByRole('button').click()
      await delay(1_000)
    })
    return { scriptP95: percentile(scrolled.script, 0.95), betweenP95: percentile(scrolled.between, 0.95), perSecond: 1000 / (scrolled.between.reduce((sum, ms) => sum + ms, 0) / scrolled.between.length), rows, filterLongest: longest(filtered), sortLongest: longest(sorted) }
  })
}

/** The longest time between two animation frames, ms, as the page itself sees them while `work` goes on: for what lasts too long to be traced. */
async function longestGap(page: Page, work: () => Promise<void>): Promise<number> {
  await page.evaluate(WATCH_GAPS)
  await work()
  return page.evaluate<number>(LONGEST_GAP)
}

/** Processor time of the page's main thread so far, ms. */
async function workedMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
}

async function large(browser: Browser): Promise<RenderResult['large']> {
  const connections = Math.ceil(LARGE / PACKETS_EACH)
  return withWindow(browser, { events: () => crowd(connections, 0.4), file: true }, async (page) => {
    const began = performance.now()
    const loadLongest = await longestGap(page, () => untilPackets(page, connections * PACKETS_EACH))
    const loadSeconds = (performance.now() - began) / 1000
    const session = await page.context().newCDPSession(page)
    await session.send('HeapProfiler.collectGarbage')
    // The protocol's types are of a browser that did not tell of typed arrays yet.
    const { usedSize, backingStorageSize = 0 }: { readonly usedSize: number; readonly backingStorageSize?: number } = await session.send('Runtime.getHeapUsage')
    const idle = await frameTimes(browser, page, () => page.evaluate(moveOneThing(FLOOR_MS)))
    await page.getByRole('grid', { name: 'Packets' }).hover()
    const scrolled = await frameTimes(browser, page, async () => {
      for (let i = 0; i < 60; i++) {
        await page.mouse.wheel(0, i < 30 ? -90_000 : 70_000)
        await delay(33)
      }
    })
    const beginLongest = await longestGap(page, async () => {
      await page.getByTestId('replay').getByRole('button').first().click()
      await page.getByTestId('replay-seek').waitFor()
      await page.getByRole('button', { name: 'Pause', exact: true }).click()
    })
    const took: number[] = []
    const worked: number[] = []
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    // Far jumps: each lands half the session away from the one before.
    for (let i = 0; i < SEEKS; i++) {
      const before = await workedMs(session)
      took.push(await page.evaluate<number>(seekTo((i % 2) * 0.5 + (i / SEEKS) * 0.49 + 0.003)))
      worked.push(await workedMs(session) - before)
    }
    const stepLongest = await longestGap(page, async () => {
      for (let i = 0; i < STEPS; i++) await page.keyboard.press('ArrowRight')
    })
    await page.getByTestId('replay-speed').selectOption('100')
    const playLongest = await longestGap(page, async () => {
      await page.evaluate(seekTo(0.01))
      await page.getByRole('button', { name: 'Play', exact: true }).click()
      await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
      await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    })
    return {
      heapMb: usedSize / 1e6, arraysMb: backingStorageSize / 1e6, idleBetweenP95: percentile(idle.between, 0.95), beginLongest, stepLongest, playLongest,
      loadSeconds, loadLongest, seekWorkLongest: Math.max(...worked), seekLongest: Math.max(...took), seekMedian: percentile(took, 0.5), scriptP95: percentile(scrolled.script, 0.95), betweenP95: percentile(scrolled.between, 0.95)
    }
  })
}

async function ladder(browser: Browser): Promise<RenderResult['ladder']> {
  return withWindow(browser, { events: () => longConnection(LADDER_SEGMENTS), file: true }, async (page) => {
    await untilPackets(page, LADDER_SEGMENTS + 3)
    // Nothing else on this screen asks for frames.
    await page.evaluate(WATCH_GAPS)
    await page.getByTestId('ladder').hover()
    const scrolled = await frameTimes(browser, page, async () => {
      for (let i = 0; i < 90; i++) {
        await page.mouse.wheel(0, i < 45 ? -40_000 : 30_000)
        await delay(33)
      }
    })
    return { scriptP95: percentile(scrolled.script, 0.95), betweenP95: percentile(scrolled.between, 0.95), longest: longest(scrolled) }
  })
}

const PARTS = { many, table, large, ladder }
const isPart = (name: string): name is keyof typeof PARTS => name in PARTS
/** Those asked for; all of them, when nothing is. */
const wanted = process.argv.slice(2).filter(isPart)

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, timeout: 30_000, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] })
try {
  const result: Partial<Record<keyof typeof PARTS, unknown>> = {}
  for (const name of wanted.length > 0 ? wanted : (Object.keys(PARTS) as (keyof typeof PARTS)[])) result[name] = await PARTS[name](browser)
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await browser.close()
}
