import { readFileSync } from 'node:fs'
import type { Browser, CDPSession } from 'playwright-core'

/** ms of the time between two instants in which a thread had a processor, and in which it wanted one and got none. */
export interface ThreadTime {
  readonly had: number
  readonly waited: number
}

interface Reading extends ThreadTime {
  /** ms since the epoch. */
  readonly at: number
}

const LOOK_MS = 10
/** ms between two looks for pages that have been made: each may have a process of its own. */
const FIND_MS = 100
const NS_PER_MS = 1e6
const nowMs = (): number => performance.timeOrigin + performance.now()

/**
 * What the kernel gave to the main threads of a browser's pages, looked at from outside every 10 ms: a frame in which the thread had no processor is long, whatever the page does.
 * The numbers are the scheduler's own (`/proc/PID/schedstat`, which is of the main thread alone).
 */
export class ThreadWatch {
  private readonly readings = new Map<number, Reading[]>()
  private readonly timers: readonly ReturnType<typeof setInterval>[]
  private finding = Promise.resolve()

  private constructor(private readonly session: CDPSession) {
    this.timers = [setInterval(() => this.look(), LOOK_MS), setInterval(() => {
      this.finding = this.find()
    }, FIND_MS)]
  }

  /** Begins to watch every page that there is, and that comes. */
  static async start(browser: Browser): Promise<ThreadWatch> {
    const watch = new ThreadWatch(await browser.newBrowserCDPSession())
    await watch.find()
    return watch
  }

  /** @returns of the page that worked most: what its thread had between two instants, ms since the epoch */
  async stop(): Promise<(from: number, to: number) => ThreadTime> {
    this.timers.forEach((timer) => clearInterval(timer))
    await this.finding
    this.look()
    await this.session.detach()
    const busiest = [...this.readings.values()].sort((a, b) => total(b) - total(a))[0] ?? []
    return (from, to) => {
      const [before, after] = [readAt(busiest, from), readAt(busiest, to)]
      return { had: after.had - before.had, waited: after.waited - before.waited }
    }
  }

  private async find(): Promise<void> {
    const { processInfo } = await this.session.send('SystemInfo.getProcessInfo')
    for (const { type, id } of processInfo) if (type === 'renderer' && !this.readings.has(id)) this.readings.set(id, [])
  }

  private look(): void {
    for (const [pid, readings] of this.readings) {
      try {
        const [had = Number.NaN, waited = Number.NaN] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number)
        readings.push({ at: nowMs(), had: had / NS_PER_MS, waited: waited / NS_PER_MS })
      } catch {
        // The page has been closed, or this system does not tell: what was read of it stays.
      }
    }
  }
}

const total = (readings: readonly Reading[]): number => (readings.at(-1)?.had ?? 0) - (readings[0]?.had ?? 0)

/** Between two looks the thread is taken to have had its share evenly. */
function readAt(readings: readonly Reading[], at: number): ThreadTime {
  const next = readings.findIndex((reading) => reading.at >= at)
  const [b, a] = [readings[next] ?? readings.at(-1), readings[next < 0 ? readings.length - 1 : Math.max(0, next - 1)]]
  if (a === undefined || b === undefined) return { had: Number.NaN, waited: Number.NaN }
  const share = b.at === a.at ? 0 : Math.min(1, Math.max(0, (at - a.at) / (b.at - a.at)))
  return { had: a.had + (b.had - a.had) * share, waited: a.waited + (b.waited - a.waited) * share }
}
