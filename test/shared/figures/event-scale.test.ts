import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventScale, eventScaleOf, roomFor } from '../../../src/shared/figures/event-scale'

const MS = 1e6
const S = 1e9
const scaleOf = (...instants: number[]): EventScale => {
  const scale = new EventScale()
  for (const at of instants) scale.add(at, true)
  return scale
}

describe('the room of an event', () => {
  it('is a unit at least, grows slowly up to a second, and faster within waits', () => {
    expect(roomFor(0)).toBe(1)
    expect(roomFor(22_000)).toBeLessThan(2)
    expect(roomFor(40 * MS)).toBeLessThan(roomFor(300 * MS))
    expect(roomFor(60 * S)).toBeGreaterThan(2 * roomFor(S))
  })
})

describe('the event scale', () => {
  it('gives each segment room, whatever the time between them', () => {
    const scale = scaleOf(0, 22_000, 40 * MS, 340 * MS)
    const units = [0, 22_000, 40 * MS, 340 * MS].map((at) => scale.toUnit(at, 340 * MS))
    units.slice(1).forEach((unit, i) => expect(unit - (units[i] ?? 0)).toBeGreaterThanOrEqual(1))
  })
  it('is linear within a wait, so that half the time is half the room', () => {
    const scale = scaleOf(0)
    const horizon = 60 * S
    expect(scale.toUnit(30 * S, horizon)).toBeCloseTo(scale.toUnit(60 * S, horizon) / 2)
  })
  it('lets a change of state share the room of its segment, whichever was told first', () => {
    const before = new EventScale()
    before.add(10 * MS - 20_000, false)
    before.add(10 * MS, true)
    const after = new EventScale()
    after.add(10 * MS, true)
    after.add(10 * MS - 20_000, false)
    expect([before.count, after.count]).toEqual([1, 1])
    expect(before.instant(0)).toBe(10 * MS)
    expect(after.instant(0)).toBe(10 * MS)
  })
  it('gives a change of state room of its own when no segment is near: a timer that ends', () => {
    const scale = scaleOf(0)
    scale.add(61 * S, false)
    expect(scale.count).toBe(2)
  })
  it('never runs backwards, and back again gives the same instant', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 100 * S }), { minLength: 1, maxLength: 60 }), fc.array(fc.integer({ min: 0, max: 120 * S }), { minLength: 2 }), (events, probes) => {
      const scale = scaleOf(...events)
      const horizon = 120 * S
      const sorted = [...probes].sort((a, b) => a - b)
      let last = Number.NEGATIVE_INFINITY
      for (const at of sorted) {
        const unit = scale.toUnit(at, horizon)
        expect(unit).toBeGreaterThanOrEqual(last)
        expect(Math.abs(scale.toInstant(unit, horizon) - at)).toBeLessThanOrEqual(Math.max(2, at * 1e-9))
        last = unit
      }
    }))
  })
  it('is the same whatever order late events come in', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 2 }), (millis) => {
      const sorted = scaleOf(...[...millis].sort((a, b) => a - b).map((ms) => ms * MS))
      const mixed = scaleOf(...millis.map((ms) => ms * MS))
      expect(mixed.count).toBe(sorted.count)
      expect(mixed.toUnit(500 * MS, 1000 * MS)).toBeCloseTo(sorted.toUnit(500 * MS, 1000 * MS), 9)
    }))
  })
  it('counts the events up to an instant', () => {
    const scale = scaleOf(10, 20_000, 30_000)
    expect([scale.countUntil(9), scale.countUntil(20_000), scale.countUntil(1e9)]).toEqual([0, 2, 3])
    expect(scale.instant(3)).toBeNaN()
  })
  it('can be made of a few connections alone', () => {
    const scale = eventScaleOf([{ packets: [0, 2], transitions: [{ at: 5 * MS }], restarts: [] }], (packet) => packet * MS)
    expect([scale.instant(0), scale.instant(1), scale.instant(2)]).toEqual([0, 2 * MS, 5 * MS])
  })
})
