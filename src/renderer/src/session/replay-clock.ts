import { NS_PER_S } from '../../../shared/base/brand'

/** How fast a replay goes, as a multiple of the session's own time. */
export const SPEEDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100] as const
export type Speed = (typeof SPEEDS)[number]

/** While waits are folded, a stretch without any event that is longer than `from` takes `to` of the replay's time. ns */
export const FOLD = { from: 2 * NS_PER_S, to: NS_PER_S } as const

/** Instants at which something happened, in order. ns */
export interface Happenings {
  readonly count: number
  instant(index: number): number
  /** Number of them at or before the instant. */
  countUntil(at: number): number
}

export interface ReplayRange {
  readonly happenings: Happenings
  readonly start: number
  readonly end: number
  readonly folded: boolean
}

/**
 * Where a replay is after some of its own time.
 * @param from ns, the session's instant it stands at @param elapsed ns of the replay's time, at speed 1
 */
export function advance(from: number, elapsed: number, { happenings, start, end, folded }: ReplayRange): number {
  if (!folded) return Math.min(end, from + elapsed)
  let at = from
  let left = elapsed
  for (let next = happenings.countUntil(at); at < end; next++) {
    const before = next > 0 ? happenings.instant(next - 1) : start
    const after = next < happenings.count ? Math.min(end, happenings.instant(next)) : end
    const gap = after - before
    const rate = gap > FOLD.from ? gap / FOLD.to : 1
    const needed = Math.max(0, after - at) / rate
    if (needed > left) return at + left * rate
    left -= needed
    at = Math.max(at, after)
  }
  return end
}

/** The instant of the event after (1) or before (-1) another; the end or the start where there is none. */
export function neighbourOf(at: number, direction: 1 | -1, { happenings, start, end }: ReplayRange): number {
  const after = happenings.countUntil(at)
  const index = direction === 1 ? after : after - (happenings.instant(after - 1) === at ? 2 : 1)
  const found = happenings.instant(index)
  return Number.isNaN(found) ? (direction === 1 ? end : start) : found
}
