import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Stretches } from '../../../src/renderer/src/session/stretches'

const stretch = fc.record({ from: fc.integer({ min: 0, max: 1000 }), length: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant(Number.POSITIVE_INFINITY)) })
const made = (stretches: readonly { readonly from: number; readonly length: number }[]): Stretches =>
  new Stretches(Float64Array.from(stretches, ({ from }) => from), Float64Array.from(stretches, ({ from, length }) => from + length))
const idsAt = (stretches: Stretches, at: number): number[] => {
  const ids: number[] = []
  stretches.eachAt(at, (id) => ids.push(id))
  return ids
}

describe('stretches of time', () => {
  it('end before their end, and a stretch without length never lasts', () => {
    const stretches = made([{ from: 10, length: 5 }, { from: 12, length: 0 }])
    expect([9, 10, 14, 15].map((at) => stretches.countAt(at))).toEqual([0, 1, 1, 0])
    expect(stretches.lastBegunBy(12)).toBe(1)
    expect([stretches.newestAt(12), stretches.newestAt(15)]).toEqual([0, -1])
  })

  it('that last at an instant are those that a look at all of them finds, in the order of their beginnings', () => {
    // More than a block of them, and short ones, so that whole blocks are over.
    fc.assert(fc.property(fc.array(stretch, { maxLength: 700, size: 'max' }), fc.integer({ min: -1, max: 1400 }), (all, at) => {
      const stretches = made(all)
      const lasting = all.map((each, id) => ({ ...each, id })).filter(({ from, length }) => from <= at && from + length > at).sort((a, b) => a.from - b.from || a.id - b.id)
      const begun = all.map((each, id) => ({ ...each, id })).filter(({ from }) => from <= at).sort((a, b) => a.from - b.from || a.id - b.id)
      expect(idsAt(stretches, at)).toEqual(lasting.map(({ id }) => id))
      expect(stretches.countAt(at)).toBe(lasting.length)
      expect(stretches.newestAt(at)).toBe(lasting.at(-1)?.id ?? -1)
      expect(stretches.lastBegunBy(at)).toBe(begun.at(-1)?.id ?? -1)
    }), { numRuns: 60 })
  })
})
