import type { Nanoseconds } from '../../../shared/base/brand'
import type { ConnectionEnd } from './connection'
import { NEVER } from './watch'

/** Which ends the kernel is to be asked about, and when: a binary heap by time. An end stands for its latest request; older ones are skipped. */
export class LookupAgenda {
  private readonly times: number[] = []
  private readonly ends: ConnectionEnd[] = []

  /** Asks about an end at `at`, or earlier if that was wanted already. */
  ask(end: ConnectionEnd, at: Nanoseconds): void {
    const { watch } = end
    if (watch === undefined || watch.askAt <= at) return
    watch.askAt = at
    this.push(at, end)
  }

  /** Asks at `at`, whatever was wanted before. */
  askInstead(end: ConnectionEnd, at: Nanoseconds): void {
    if (end.watch === undefined || end.watch.askAt === at) return
    end.watch.askAt = NEVER
    this.ask(end, at)
  }

  cancel(end: ConnectionEnd): void {
    if (end.watch !== undefined) end.watch.askAt = NEVER
  }

  /** When the next question is due, or undefined. */
  next(): Nanoseconds | undefined {
    this.skipStale()
    return this.times[0] as Nanoseconds | undefined
  }

  /** @returns the end that has waited longest, no longer on the agenda; undefined when none is due */
  takeDue(now: Nanoseconds): ConnectionEnd | undefined {
    this.skipStale()
    const end = this.ends[0]
    if (end?.watch === undefined || (this.times[0] ?? NEVER) > now) return undefined
    end.watch.askAt = NEVER
    this.pop()
    return end
  }

  private skipStale(): void {
    while (this.ends.length > 0 && this.ends[0]?.watch?.askAt !== this.times[0]) this.pop()
  }

  private push(time: number, end: ConnectionEnd): void {
    const { times, ends } = this
    let at = times.length
    times.push(time)
    ends.push(end)
    while (at > 0) {
      const above = (at - 1) >> 1
      if ((times[above] ?? 0) <= time) break
      this.copy(above, at)
      at = above
    }
    times[at] = time
    ends[at] = end
  }

  private pop(): void {
    const { times, ends } = this
    const time = times.pop()
    const end = ends.pop()
    if (time === undefined || end === undefined || times.length === 0) return
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= times.length) break
      if ((times[below + 1] ?? Infinity) < (times[below] ?? Infinity)) below++
      if ((times[below] ?? Infinity) >= time) break
      this.copy(below, at)
      at = below
    }
    times[at] = time
    ends[at] = end
  }

  private copy(from: number, to: number): void {
    const end = this.ends[from]
    if (end === undefined) return
    this.times[to] = this.times[from] ?? 0
    this.ends[to] = end
  }
}
