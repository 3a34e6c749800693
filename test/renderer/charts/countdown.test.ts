import { describe, expect, it } from 'vitest'
import { ringDash } from '../../../src/renderer/src/charts/countdown'
import { countdownOf, histogramOf } from '../../../src/shared/figures/countdown'
import type { TimelineTimeWait } from '../../../src/shared/model/timeline'

const S = 1e9
const wait = (over: Partial<TimelineTimeWait> = {}): TimelineTimeWait => ({ end: 'client', from: 0, to: null, restarts: 0, evidence: 'confirmed', expectedEnd: 60 * S, ...over })

describe('the countdown of a TIME-WAIT', () => {
  it('counts the kernel\'s number down', () => {
    expect(countdownOf(wait(), 0, 18.7 * S)).toMatchObject({ phase: 'counting', remainingMs: 41_300 })
    expect(countdownOf(wait(), 0, 15 * S).share).toBe(0.75)
  })
  it('is full again when the timer began anew', () => {
    expect(countdownOf(wait({ restarts: 1, expectedEnd: 70 * S }), 10 * S, 10 * S)).toMatchObject({ phase: 'counting', remainingMs: 60_000, share: 1 })
  })
  it('is overdue between 0 and its removal', () => {
    expect(countdownOf(wait(), 0, 60.9 * S)).toMatchObject({ phase: 'overdue', remainingMs: 0, share: 0 })
    expect(countdownOf(wait(), 0, 60.9 * S).lateMs).toBeCloseTo(900)
  })
  it('tells how long it lasted when it is gone', () => {
    expect(countdownOf(wait({ from: S, to: 62.204 * S }), S, 90 * S)).toMatchObject({ phase: 'gone', lastedMs: 61_204 })
  })
  it('tells no number when nobody asked the kernel', () => {
    expect(countdownOf(wait({ expectedEnd: null }), 0, 5 * S)).toMatchObject({ phase: 'unknown', remainingMs: 0 })
  })
})

describe('the ring', () => {
  it('draws what is left, clockwise from the top', () => {
    const { length } = ringDash(1, 72)
    expect(ringDash(0.25, 72).dashArray.split(' ').map(Number)[0]).toBeCloseTo(length / 4, 1)
    expect(ringDash(7, 72).dashArray).toBe(ringDash(1, 72).dashArray)
  })
})

describe('the histogram of many', () => {
  it('counts by whole seconds left, the overdue apart', () => {
    const { counts, most, unknown } = histogramOf((count) => [60, 60, 59.5, 0.5, 0, -1].forEach((left) => count(left * S)), 0)
    expect(counts).toHaveLength(61)
    expect([counts[60], counts[1], counts[0]]).toEqual([3, 1, 2])
    expect([most, unknown]).toEqual([3, 0])
  })
  it('counts those without a number apart', () => {
    expect(histogramOf((count) => count(null), 0).unknown).toBe(1)
  })
})
