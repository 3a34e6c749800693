import { assert } from '../../../shared/base/assert'
import { NS_PER_S, ns } from '../../../shared/base/brand'
import type { Nanoseconds } from '../../../shared/base/brand'
import type { GapSeen } from '../../../shared/model/events'
import { CLOCK, libc } from './libc'
import type { LibcCalls } from './libc'

/** An instant as the kernel stamps packets: exact as two numbers. */
export interface Instant {
  /** Since 1970-01-01T00:00:00Z. */
  seconds: number
  /** 0..999,999,999 */
  nanoseconds: number
}

/** Where a SessionClock reads the time; tests give their own. */
export interface TimeSource {
  /** CLOCK_REALTIME into `into`: the clock of packet stamps. */
  realtime(into: Instant): void
  /** CLOCK_MONOTONIC in ms: not set by anyone. */
  monotonicMs(): number
  /** CLOCK_BOOTTIME in ms: CLOCK_MONOTONIC and the time in which the machine slept (clock_gettime(2)). */
  boottimeMs(): number
}

/** The wall clock jumped while the session's time went on evenly: it was set, by NTP or by hand, or the machine slept. Who slept and was set then is told twice. */
export interface ClockStep {
  /** `suspend`: CLOCK_BOOTTIME went as far ahead of CLOCK_MONOTONIC. Timers of the kernel stood still as long, and so does the session's time. */
  readonly reason: 'clock-step' | 'suspend'
  /** The session's time before and after it was noticed; it happened between. */
  readonly at: Nanoseconds
  readonly until: Nanoseconds
  /** How far the wall clock jumped, or how long the machine slept, ns; negative: backwards. */
  readonly byNs: number
}

/** The step as an event: shown on the time axis, and in the recording. Nothing is lost by it. */
export const gapOf = ({ reason, at, until, byNs }: ClockStep): GapSeen => ({ type: 'gap', at, until, reason, packets: 0, by: byNs })

/** struct timespec { i64 seconds; i64 nanoseconds } of 64-bit Linux */
const timespec = new Uint32Array(4)
const WORD = 2 ** 32
const MS = 1_000_000
/** A jump of the wall clock beyond this is a step. Both clocks are slewed by NTP alike: their distance changes by steps only. */
const STEP_MS = 1
/** Reading two clocks takes time: a reading torn apart by more than this says nothing about their distance. */
const TORN_MS = 0.2
const CONFIRMATIONS = 8

let clockGettime: LibcCalls['clock_gettime'] | undefined

/** CLOCK_REALTIME into an object one has: no garbage for each packet. */
export function readRealtime(into: Instant): void {
  clockGettime ??= libc().clock_gettime
  clockGettime(CLOCK.realtime, timespec)
  into.seconds = (timespec[0] ?? 0) + (timespec[1] ?? 0) * WORD
  into.nanoseconds = timespec[2] ?? 0
}

/** CLOCK_REALTIME now, exactly as the kernel would stamp a packet. */
export function realtime(): Instant {
  const instant = { seconds: 0, nanoseconds: 0 }
  readRealtime(instant)
  return instant
}

/** CLOCK_BOOTTIME now, ms. */
export function boottimeMs(): number {
  clockGettime ??= libc().clock_gettime
  clockGettime(CLOCK.boottime, timespec)
  return ((timespec[0] ?? 0) + (timespec[1] ?? 0) * WORD) * 1000 + (timespec[2] ?? 0) / MS
}

const KERNEL_TIME: TimeSource = { realtime: readRealtime, monotonicMs: () => performance.now(), boottimeMs }

/** Jiffies a second (CONFIG_HZ): the resolution of CLOCK_REALTIME_COARSE is one jiffy (kernel/time/posix-timers.c, posix_get_coarse_res). */
export function hz(): number {
  const result = libc().clock_getres(CLOCK.realtimeCoarse, timespec)
  const jiffy = timespec[2] ?? 0
  assert(result === 0 && jiffy > 0, 'clock_getres(CLOCK_REALTIME_COARSE)')
  return Math.round(NS_PER_S / jiffy)
}

/**
 * The session's one time axis: nanoseconds since its start, of CLOCK_REALTIME, so that packets, samples and system calls fit together.
 * When the wall clock is set, or the machine sleeps, session time goes on evenly, and the step is reported.
 */
export class SessionClock {
  readonly start: Readonly<Instant>
  private readonly source: TimeSource
  private readonly onStep: (step: ClockStep) => void
  private readonly reading: Instant = { seconds: 0, nanoseconds: 0 }
  /** CLOCK_REALTIME since start minus CLOCK_MONOTONIC, ms. */
  private distanceMs: number
  /** CLOCK_BOOTTIME minus CLOCK_MONOTONIC, ms: it grows by what the machine sleeps. */
  private asleepMs: number
  /** Added to the wall clock's distance from `start`; changes with each step. */
  private offset = 0
  private offsetBefore: number | undefined
  private last = ns(0)

  /** Starts the session's time. @param onStep called from within now() */
  constructor(onStep: (step: ClockStep) => void, source: TimeSource = KERNEL_TIME) {
    this.source = source
    this.onStep = onStep
    this.start = { seconds: 0, nanoseconds: 0 }
    source.realtime(this.start)
    this.distanceMs = -source.monotonicMs()
    this.distanceMs = this.distance()
    this.asleepMs = this.asleep()
  }

  /** RFC 3339 in UTC with nine decimals. */
  get startedAt(): string {
    const seconds = new Date(this.start.seconds * 1000).toISOString().slice(0, 19)
    return `${seconds}.${nineDigits(this.start.nanoseconds)}Z`
  }

  /** Nanoseconds since 1970 in decimal digits (more than a double holds). */
  get startedAtNs(): string {
    return `${this.start.seconds}${nineDigits(this.start.nanoseconds)}`
  }

  now(): Nanoseconds {
    const distance = this.read()
    if (Math.abs(distance - this.distanceMs) > STEP_MS) this.confirm()
    this.last = ns(this.raw(this.reading.seconds, this.reading.nanoseconds) + this.offset)
    return this.last
  }

  /**
   * The session's time of a kernel stamp, exact. Stamps of before and after a step come from different clocks:
   * the nearer one to now is taken.
   */
  fromStamp(seconds: number, nanoseconds: number): Nanoseconds {
    const raw = this.raw(seconds, nanoseconds)
    if (this.offsetBefore === undefined) return ns(raw + this.offset)
    const distance = raw + this.offset - this.last
    const distanceBefore = raw + this.offsetBefore - this.last
    return ns(raw + (Math.abs(distance) <= Math.abs(distanceBefore) ? this.offset : this.offsetBefore))
  }

  private raw(seconds: number, nanoseconds: number): number {
    return (seconds - this.start.seconds) * NS_PER_S + (nanoseconds - this.start.nanoseconds)
  }

  /** Reads both clocks. @returns their distance, ms */
  private read(): number {
    this.source.realtime(this.reading)
    return this.raw(this.reading.seconds, this.reading.nanoseconds) / MS - this.source.monotonicMs()
  }

  private distance(): number {
    return this.untorn(() => this.read())
  }

  private asleep(): number {
    return this.untorn(() => this.source.boottimeMs() - this.source.monotonicMs())
  }

  /** Two clocks' distance, from a reading that was not torn apart (a busy machine may stop us between the two). */
  private untorn(read: () => number): number {
    let distance = 0
    for (let i = 0; i < CONFIRMATIONS; i++) {
      const before = this.source.monotonicMs()
      distance = read()
      if (this.source.monotonicMs() - before < TORN_MS) break
    }
    return distance
  }

  private confirm(): void {
    const distance = this.distance()
    const jump = distance - this.distanceMs
    if (Math.abs(jump) <= STEP_MS) return
    const at = this.last
    this.distanceMs = distance
    this.offsetBefore = this.offset
    this.offset -= Math.round(jump * MS)
    const until = ns(this.raw(this.reading.seconds, this.reading.nanoseconds) + this.offset)
    const asleep = this.asleep()
    const slept = Math.max(0, asleep - this.asleepMs)
    this.asleepMs = asleep
    for (const [reason, ms] of [['suspend', slept], ['clock-step', jump - slept]] as const) {
      if (Math.abs(ms) > STEP_MS) this.onStep({ reason, at, until, byNs: Math.round(ms * MS) })
    }
  }
}

const nineDigits = (nanoseconds: number): string => String(nanoseconds).padStart(9, '0')
