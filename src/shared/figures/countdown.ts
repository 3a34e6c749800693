import { NS_PER_MS } from '../base/brand'
import type { TimelineTimeWait } from '../model/timeline'

/**
 * `counting`: the kernel's number runs. `overdue`: it is 0, and the timer wheel has not come round yet. `gone`. `unknown`: nobody asked the kernel; only packets
 * tell of this TIME-WAIT, and packets never tell how long.
 */
export type CountdownPhase = 'counting' | 'overdue' | 'gone' | 'unknown'

export interface Countdown {
  readonly phase: CountdownPhase
  /** ms the kernel still counts; 0 unless counting. */
  readonly remainingMs: number
  /** What is left of the whole, 0..1. */
  readonly share: number
  /** ms past 0; 0 unless overdue. */
  readonly lateMs: number
  /** ms it lasted in all; 0 unless gone. */
  readonly lastedMs: number
}

/**
 * @param armedAt ns, when its timer was set last: at its beginning, or when it began anew
 * @param now ns
 */
export function countdownOf(timeWait: TimelineTimeWait, armedAt: number, now: number): Countdown {
  const none = { remainingMs: 0, share: 0, lateMs: 0, lastedMs: 0 }
  if (timeWait.to !== null) return { ...none, phase: 'gone', lastedMs: (timeWait.to - timeWait.from) / NS_PER_MS }
  const { expectedEnd } = timeWait
  if (expectedEnd === null) return { ...none, phase: 'unknown' }
  const remainingMs = (expectedEnd - now) / NS_PER_MS
  if (remainingMs <= 0) return { ...none, phase: 'overdue', lateMs: -remainingMs }
  return { ...none, phase: 'counting', remainingMs, share: Math.min(1, (expectedEnd - now) / Math.max(expectedEnd - armedAt, 1)) }
}

/** Bars of the histogram: TIME-WAITs with 0..1 s left, 1..2 s …; the first bar is for those that are overdue. */
export const HISTOGRAM_SECONDS = 60

/** From so many TIME-WAITs on, and with none chosen, the histogram is the picture of them. */
export const MANY_WAITING = 7

export interface Histogram {
  /** Overdue first, then one for each second. */
  readonly counts: readonly number[]
  readonly most: number
  readonly unknown: number
}

/** In which bar a TIME-WAIT is. @param expectedEnd, now ns */
export function barOf(expectedEnd: number, now: number): number {
  const seconds = (expectedEnd - now) / (1000 * NS_PER_MS)
  return seconds <= 0 ? 0 : Math.min(HISTOGRAM_SECONDS, Math.floor(seconds) + 1)
}

/** @param each tells when the timer of each TIME-WAIT reaches 0, ns; null: nobody was told */
export function histogramOf(each: (count: (expectedEnd: number | null) => void) => void, now: number): Histogram {
  const counts = Array.from({ length: HISTOGRAM_SECONDS + 1 }, () => 0)
  let unknown = 0
  each((expectedEnd) => {
    if (expectedEnd === null) {
      unknown++
      return
    }
    const bar = barOf(expectedEnd, now)
    counts[bar] = (counts[bar] ?? 0) + 1
  })
  return { counts, most: Math.max(...counts), unknown }
}
