import * as v from 'valibot'

/**
 * A length of time as an experiment states it: a fixed part, and what the kernel's timer wheel may add to timers of the given lengths.
 * The second part depends on the machine's HZ, so it becomes a number only for a session.
 */
export interface Duration {
  /** As written: `60s + wheel(60s)`. */
  readonly text: string
  readonly fixedMs: number
  /** Timers (ms) whose rounding is added. */
  readonly wheelsOfMs: readonly number[]
}

/** TCP_TIMEWAIT_LEN (include/net/tcp.h): a constant of the kernel, not a setting. */
export const TIME_WAIT_MS = 60_000
/** ms; no step and no check may speak of more. */
export const LONGEST_MS = 3_600_000

/** kernel/time/timer.c: LVL_BITS, LVL_CLK_SHIFT. Level n counts in steps of 8^n jiffies and begins where the 63 buckets of the one before end. */
const BUCKETS_BEFORE_NEXT_LEVEL = 63
const LEVEL_SHIFT = 3
const LEVELS = 8

/**
 * How late a timer of this length may fire, ms: the granularity of its level of the timer wheel (kernel/time/timer.c, calc_wheel_index).
 * A TIME-WAIT of 60 s: 2048 ms at HZ=250, 4096 ms at HZ=1000, 5120 ms at HZ=100.
 */
export function wheelMs(timerMs: number, hz: number): number {
  const jiffies = Math.ceil((timerMs * hz) / 1000)
  let level = 0
  while (level < LEVELS && jiffies >= BUCKETS_BEFORE_NEXT_LEVEL * 2 ** (LEVEL_SHIFT * level)) level++
  return (2 ** (LEVEL_SHIFT * level) * 1000) / hz
}

/** @param hz jiffies a second of the session's kernel. @returns ms */
export const durationMs = (duration: Duration, hz: number): number =>
  duration.wheelsOfMs.reduce((sum, timerMs) => sum + wheelMs(timerMs, hz), duration.fixedMs)

/**
 * Grammar: terms joined by `+`; a term is `60ms`, `1.5s`, `time-wait` (60 s, the kernel's constant) or `wheel(term)`.
 * @returns undefined for anything else, and for more than an hour
 */
export function parseDuration(text: string): Duration | undefined {
  let fixedMs = 0
  const wheelsOfMs: number[] = []
  for (const part of text.split('+').map((part) => part.trim())) {
    const wheel = /^wheel\((.*)\)$/.exec(part)
    const value = plainMs(wheel?.[1]?.trim() ?? part)
    if (value === undefined) return undefined
    if (wheel) wheelsOfMs.push(value)
    else fixedMs += value
  }
  return fixedMs > LONGEST_MS ? undefined : { text, fixedMs, wheelsOfMs }
}

function plainMs(term: string): number | undefined {
  if (term === 'time-wait') return TIME_WAIT_MS
  const match = /^([0-9]{1,7}(?:\.[0-9]{1,3})?)(ms|s)$/.exec(term)
  if (!match) return undefined
  const value = Number(match[1]) * (match[2] === 's' ? 1000 : 1)
  return value > LONGEST_MS ? undefined : value
}

export const durationSchema = v.pipe(v.string(), v.rawTransform(({ dataset, addIssue, NEVER }): Duration => {
  const duration = parseDuration(dataset.value)
  if (duration !== undefined) return duration
  addIssue({ message: 'form:duration' })
  return NEVER
}))
