import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, type Happenings, neighbourOf, type ReplayRange } from '../../../src/renderer/src/session/replay-clock'

const S = 1e9
const happeningsOf = (instants: readonly number[]): Happenings => ({
  count: instants.length, instant: (index) => instants[index] ?? Number.NaN, countUntil: (at) => instants.filter((one) => one <= at).length
})
/** A connection that closes within a second and waits a minute. */
const rangeOf = (folded: boolean, instants: readonly number[] = [0, 0.2 * S, 0.5 * S, 60.5 * S], end = 61 * S): ReplayRange => ({ happenings: happeningsOf(instants), start: 0, end, folded })

describe('the clock of a replay', () => {
  it('goes as the session went', () => {
    expect(advance(0.1 * S, 0.3 * S, rangeOf(false))).toBeCloseTo(0.4 * S)
    expect(advance(60 * S, 5 * S, rangeOf(false))).toBe(61 * S)
  })

  it('passes a wait of a minute in a second when waits are folded, and nothing else faster', () => {
    expect(advance(0, 0.5 * S, rangeOf(true))).toBeCloseTo(0.5 * S)
    expect(advance(0.5 * S, 0.5 * S, rangeOf(true))).toBeCloseTo(30.5 * S)
    expect(advance(0, 1.5 * S, rangeOf(true))).toBeCloseTo(60.5 * S)
    expect(advance(0, 1.75 * S, rangeOf(true))).toBeCloseTo(60.75 * S)
  })

  it('in two steps is where it is in one, never before, never past the end', () => {
    const instants = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 8 }).map((all) => all.sort((a, b) => a - b).map((one) => one * S))
    fc.assert(fc.property(instants, fc.boolean(), fc.double({ min: 0, max: 60, noNaN: true }), fc.double({ min: 0, max: 60, noNaN: true }), (all, folded, a, b) => {
      const range = rangeOf(folded, all, (all.at(-1) ?? 0) + S)
      const once = advance(0, (a + b) * S, range)
      const first = advance(0, a * S, range)
      expect(advance(first, b * S, range)).toBeCloseTo(once, -3)
      expect(first).toBeLessThanOrEqual(once + 1e3)
      expect(once).toBeLessThanOrEqual(range.end)
    }))
  })

  it('steps from event to event, to the beginning and to the end', () => {
    const range = rangeOf(true)
    expect(neighbourOf(0.3 * S, 1, range)).toBe(0.5 * S)
    expect(neighbourOf(0.3 * S, -1, range)).toBe(0.2 * S)
    expect(neighbourOf(0.2 * S, -1, range)).toBe(0)
    expect(neighbourOf(0, -1, range)).toBe(0)
    expect(neighbourOf(60.6 * S, 1, range)).toBe(61 * S)
  })
})
