import type { Browser, Page } from 'playwright-core'

export interface FrameTimes {
  /** ms of script in each frame: of the processor's time, so that what else runs on the machine does not count. */
  readonly script: readonly number[]
  /** ms between the beginnings of two frames. */
  readonly between: readonly number[]
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly ts: number
  readonly dur?: number
  /** The part of it in which the thread had a processor. */
  readonly tdur?: number
  readonly tid: number
  readonly pid: number
}

/** What runs script on a page's main thread, as Chromium's tracing names it (the outermost one of those that lie within each other counts). */
const SCRIPT: ReadonlySet<string> = new Set(['FunctionCall', 'EvaluateScript', 'FireAnimationFrame', 'TimerFire', 'RunMicrotasks', 'EventDispatch', 'V8.GCScavenger', 'V8.GCFinalizeMC', 'MajorGC', 'MinorGC'])

/** Traces the page while `work` runs, and sums up the script of each frame: from one animation frame to the next. */
export async function frameTimes(browser: Browser, page: Page, work: () => Promise<void>): Promise<FrameTimes> {
  await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-v8.gc', 'v8'] })
  await work()
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { readonly traceEvents: readonly TraceEvent[] }
  const whole = trace.traceEvents.filter(({ ph, name, dur }) => ph === 'X' && dur !== undefined && SCRIPT.has(name))
  const frames = whole.filter(({ name }) => name === 'FireAnimationFrame')
  const main = busiest(frames)
  const script = whole.filter(({ tid, pid }) => tid === main?.tid && pid === main?.pid).sort((a, b) => a.ts - b.ts)
  const outermost: TraceEvent[] = []
  let until = Number.NEGATIVE_INFINITY
  for (const event of script) {
    if (event.ts < until) continue
    outermost.push(event)
    until = event.ts + (event.dur ?? 0)
  }
  // Several callbacks of one animation frame follow each other at once: a frame begins with the first.
  const begins = frames.filter(({ tid }) => tid === main?.tid).map(({ ts }) => ts).sort((a, b) => a - b).filter((ts, i, all) => i === 0 || ts - (all[i - 1] ?? 0) > 4_000)
  const sums = begins.map(() => 0)
  let frame = 0
  for (const { ts, dur, tdur } of outermost) {
    while (frame + 1 < begins.length && ts >= (begins[frame + 1] ?? 0)) frame++
    if (ts >= (begins[0] ?? 0)) sums[frame] = (sums[frame] ?? 0) + (tdur ?? dur ?? 0) / 1000
  }
  return { script: sums.slice(0, -1), between: begins.slice(1).map((ts, i) => (ts - (begins[i] ?? 0)) / 1000) }
}

/** The thread on which most of them are. */
function busiest(events: readonly TraceEvent[]): TraceEvent | undefined {
  const counts = new Map<string, { readonly event: TraceEvent; count: number }>()
  for (const event of events) {
    const key = `${event.pid} ${event.tid}`
    const known = counts.get(key)
    if (known === undefined) counts.set(key, { event, count: 1 })
    else known.count++
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.event
}

export const percentile = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
