import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { moveBorder, sharesFrom } from '../../../src/renderer/src/layout/shares'

const LEAST = [0.2, 0.05, 0.05]
const sum = (shares: readonly number[]): number => shares.reduce((total, share) => total + share, 0)

describe('moving the border between two panes', () => {
  it('gives to one what it takes from the other', () => {
    expect(moveBorder([0.4, 0.3, 0.3], 1, 0.1, LEAST)).toEqual([0.4, 0.4, expect.closeTo(0.2)])
  })
  it('stops where one of them has its least', () => {
    expect(moveBorder([0.4, 0.3, 0.3], 0, -1, LEAST)).toEqual([0.2, expect.closeTo(0.5), 0.3])
    expect(moveBorder([0.4, 0.3, 0.3], 1, 1, LEAST)).toEqual([0.4, expect.closeTo(0.55), expect.closeTo(0.05)])
  })
  it('never loses or makes room, and leaves the others alone', () => {
    const shares = fc.tuple(fc.double({ min: 0.2, max: 1, noNaN: true }), fc.double({ min: 0.05, max: 1, noNaN: true }), fc.double({ min: 0.05, max: 1, noNaN: true }))
    fc.assert(fc.property(shares, fc.integer({ min: 0, max: 1 }), fc.double({ min: -2, max: 2, noNaN: true }), (before, border, by) => {
      const after = moveBorder(before, border, by, LEAST)
      expect(sum(after)).toBeCloseTo(sum(before))
      after.forEach((share, i) => expect(share).toBeGreaterThanOrEqual((LEAST[i] ?? 0) - 1e-9))
      expect(after[border === 0 ? 2 : 0]).toBe(before[border === 0 ? 2 : 0])
    }))
  })
})

describe('what was remembered', () => {
  it('is taken when it is so many parts of a whole', () => {
    expect(sharesFrom([2, 1, 1], 3)).toEqual([0.5, 0.25, 0.25])
  })
  it.each([undefined, 'x', [1], [1, 2, 'x'], [1, 2, -1], [1, 2, null]])('is not taken otherwise: %j', (value) => {
    expect(sharesFrom(value, 3)).toBeUndefined()
  })
})
