import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byNumber, byText, reversed, RowOrder } from '../../../src/renderer/src/session/row-order'

const never = (): boolean => false
const shownOf = (order: RowOrder, total: number): number[] => Array.from({ length: order.count(total) }, (_, position) => order.at(position))

describe('the order of rows', () => {
  it('without filter and order shows the list as it is', () => {
    const order = new RowOrder()
    expect(order.advance(3, never)).toBe(false)
    expect([shownOf(order, 3), order.positionOf(2), order.active]).toEqual([[0, 1, 2], 2, false])
  })
  it('keeps what matches, as rows come', () => {
    const order = new RowOrder()
    order.set((row) => row % 2 === 0, null)
    order.advance(4, never)
    expect(shownOf(order, 4)).toEqual([0, 2])
    order.advance(7, never)
    expect([shownOf(order, 7), order.positionOf(4), order.positionOf(5)]).toEqual([[0, 2, 4, 6], 2, -1])
  })
  it('sorts so that equals keep their order, both ways', () => {
    const keys = ['b', 'a', 'b', 'a']
    const order = new RowOrder()
    order.set(null, byText((row) => keys[row] ?? ''))
    order.advance(4, never)
    expect(shownOf(order, 4)).toEqual([1, 3, 0, 2])
    order.set(null, reversed(byText((row) => keys[row] ?? '')))
    order.advance(4, never)
    expect(shownOf(order, 4)).toEqual([0, 2, 1, 3])
  })
  it('shows the earlier rows until the new ones are known, a frame\'s share at a time', () => {
    const order = new RowOrder()
    order.set((row) => row < 3, null)
    order.advance(10_000, never)
    order.set((row) => row > 9_997, null)
    expect(order.advance(10_000, () => true)).toBe(true)
    expect(shownOf(order, 10_000)).toEqual([0, 1, 2])
    expect(order.advance(10_000, never)).toBe(false)
    expect(shownOf(order, 10_000)).toEqual([9_998, 9_999])
  })
  it('forgets everything with another list', () => {
    const order = new RowOrder()
    order.set(() => true, null)
    order.advance(5, never)
    order.reset()
    expect(order.count(0)).toBe(0)
  })
  it('however the rows come in, is that of a stable sort of those that match', () => {
    fc.assert(fc.property(fc.array(fc.nat(9), { maxLength: 60 }), fc.array(fc.nat(60), { maxLength: 6 }), fc.nat(9), fc.boolean(), (keys, cuts, least, back) => {
      const order = new RowOrder()
      const compare = byNumber((row) => keys[row] ?? 0)
      order.set((row) => (keys[row] ?? 0) >= least, back ? reversed(compare) : compare)
      for (const cut of [...cuts.sort((a, b) => a - b), keys.length]) order.advance(Math.min(cut, keys.length), never)
      const expected = keys.map((_, row) => row).filter((row) => (keys[row] ?? 0) >= least).sort((a, b) => (back ? -1 : 1) * ((keys[a] ?? 0) - (keys[b] ?? 0)) || a - b)
      expect(shownOf(order, keys.length)).toEqual(expected)
      expected.forEach((row, position) => expect(order.positionOf(row)).toBe(position))
    }))
  })
})
