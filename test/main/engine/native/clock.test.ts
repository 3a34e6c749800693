import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { boottimeMs, hz, realtime, SessionClock } from '../../../../src/main/engine/native/clock'
import type { ClockStep } from '../../../../src/main/engine/native/clock'
import { HandClock } from './hand-clock'

const NO_STEP = (step: ClockStep): never => {
  throw new Error(`unexpected step of ${step.byNs} ns`)
}

/** Seconds since the machine began, with its sleep. */
const up = (): number => Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])

describe('the session clock', () => {
  it('writes the start with all nine decimals', () => {
    const clock = new SessionClock(NO_STEP, new HandClock())
    expect(clock.startedAt).toBe('2026-11-22T10:00:00.123456789Z')
    expect(clock.startedAtNs).toBe('1795341600123456789')
  })

  it('reads the same clock as the stamps of packets, to the nanosecond', () => {
    const hand = new HandClock()
    const clock = new SessionClock(NO_STEP, hand)
    hand.pass(86_400_000)
    expect(clock.now()).toBe(86_400_000_000_000)
    expect(clock.fromStamp(...hand.stamp())).toBe(86_400_000_000_000)
    expect(clock.fromStamp(1_795_341_600, 123_456_790)).toBe(1)
    expect(clock.fromStamp(1_795_341_600, 123_456_788)).toBe(-1)
  })

  it.each([3_600_000, -3_600_000])('goes on evenly when the wall clock is set by %i ms, and says so', (byMs) => {
    const hand = new HandClock()
    const steps: ClockStep[] = []
    const clock = new SessionClock((step) => steps.push(step), hand)
    hand.pass(1_000)
    clock.now()
    hand.pass(10)
    const before = hand.stamp()
    hand.set(byMs)
    hand.pass(10)
    expect(clock.now()).toBe(1_020_000_000)
    expect(steps).toEqual([{ reason: 'clock-step', at: 1_000_000_000, until: 1_020_000_000, byNs: byMs * 1_000_000 }])
    expect(clock.fromStamp(...hand.stamp())).toBe(1_020_000_000)
    expect(clock.fromStamp(...before)).toBe(1_010_000_000)
  })

  it('stands still while the machine sleeps, as the kernel\'s timers do, and says how long that was', () => {
    const hand = new HandClock()
    const steps: ClockStep[] = []
    const clock = new SessionClock((step) => steps.push(step), hand)
    hand.pass(1_000)
    clock.now()
    hand.sleep(28_800_000)
    hand.pass(10)
    expect(clock.now()).toBe(1_010_000_000)
    expect(steps.splice(0)).toEqual([{ reason: 'suspend', at: 1_000_000_000, until: 1_010_000_000, byNs: 28_800_000_000_000 }])
    expect(clock.fromStamp(...hand.stamp())).toBe(1_010_000_000)
    // Awake, it asks for the time of day: that is told apart, and so is the next sleep.
    hand.sleep(5_000)
    hand.set(-2_000)
    hand.pass(10)
    expect(clock.now()).toBe(1_020_000_000)
    expect(steps.map(({ reason, byNs }) => [reason, byNs])).toEqual([['suspend', 5_000_000_000], ['clock-step', -2_000_000_000]])
  })

  it('follows the slow drift and small jumps of a disciplined clock without a word', () => {
    const hand = new HandClock()
    const clock = new SessionClock(NO_STEP, hand)
    hand.pass(50)
    hand.set(1)
    expect(clock.now()).toBe(51_000_000)
  })

  it('takes a reading that was interrupted between the two clocks for what it is', () => {
    const hand = new HandClock()
    let late = 0
    const clock = new SessionClock(NO_STEP, {
      realtime: (into) => hand.realtime(into), boottimeMs: () => hand.boottimeMs(),
      monotonicMs: () => {
        if (late > 0) hand.pass(late)
        late = 0
        return hand.monotonicMs()
      }
    })
    late = 20
    clock.now()
    expect(clock.now()).toBe(20_000_000)
  })

  it('runs with the machine\'s time', () => {
    const clock = new SessionClock(NO_STEP)
    const { seconds, nanoseconds } = realtime()
    const stamp = clock.fromStamp(seconds, nanoseconds)
    expect(stamp).toBeGreaterThanOrEqual(0)
    expect(clock.now()).toBeGreaterThanOrEqual(stamp)
    expect(Math.abs(Date.parse(clock.startedAt) - Date.now())).toBeLessThan(5_000)
  })

  it('reads the clock that goes on in a machine\'s sleep: the one of /proc/uptime, in this time namespace', () => {
    const before = up()
    const read = boottimeMs() / 1000
    // Hundredths of a second, cut off.
    expect(read).toBeGreaterThanOrEqual(before)
    expect(read).toBeLessThanOrEqual(up() + 0.01)
  })

  it('knows the kernel\'s tick', () => {
    expect([100, 250, 300, 1000]).toContain(hz())
  })
})
