import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { difference } from '../../../../src/main/engine/recording/difference'

describe('a stretch compared with what it was', () => {
  it.each([
    ['one is another', [1, 2, 3], [1, 9, 3], { what: 'changed', at: 1 }],
    ['one is missing', [1, 2, 3], [1, 3], { what: 'removed', at: 1 }],
    ['the last is missing', [1, 2, 3], [1, 2], { what: 'removed', at: 2 }],
    ['one is more', [1, 2, 3], [1, 2, 2, 3], { what: 'added', at: 2 }],
    ['two have changed places', [1, 2, 3, 4], [1, 3, 2, 4], { what: 'moved', at: 1 }]
  ] as const)('%s', (_what, recorded, found, expected) => {
    expect(difference(recorded, found)).toEqual(expected)
  })

  it('is the same as itself, whatever it holds', () => {
    fc.assert(fc.property(fc.array(fc.nat(0xffff)), (items) => { expect(difference(items, [...items])).toBeUndefined() }))
  })

  it('names an item within what was found, or its end', () => {
    fc.assert(fc.property(fc.array(fc.nat(3), { maxLength: 8 }), fc.array(fc.nat(3), { maxLength: 8 }), (recorded, found) => {
      const { at } = difference(recorded, found) ?? { at: 0 }
      expect(at).toBeGreaterThanOrEqual(0)
      expect(at).toBeLessThanOrEqual(found.length)
    }))
  })
})
