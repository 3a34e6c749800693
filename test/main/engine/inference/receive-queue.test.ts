import { array, assert as holds, integer, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ReceiveQueue } from '../../../../src/main/engine/inference/receive-queue'
import { seq } from '../../../../src/shared/tcp/sequence'

describe('ReceiveQueue', () => {
  it('advances over everything that is here without a hole, in any order of arrival, across the wrap', () => {
    const range = tuple(integer({ min: 0, max: 60 }), integer({ min: 1, max: 12 }))
    const base = integer({ min: 2 ** 32 - 40, max: 2 ** 32 })
    holds(property(array(range, { maxLength: 30 }), integer({ min: 0, max: 60 }), base, (ranges, next, base) => {
      const queue = new ReceiveQueue()
      const here = new Set<number>()
      for (const [start, length] of ranges) {
        queue.add(seq(base + start), seq(base + start + length))
        for (let i = 0; i < length; i++) here.add(start + i)
      }
      let reached = next
      while (here.has(reached)) reached++
      expect(queue.advance(seq(base + next))).toBe(seq(base + reached))
    }))
  })
  it('knows its right edge', () => {
    const queue = new ReceiveQueue()
    expect(queue.edge).toBeUndefined()
    queue.add(seq(20), seq(30))
    queue.add(seq(5), seq(9))
    expect(queue.edge).toBe(30)
  })
  it('keeps a bounded number of holes', () => {
    const queue = new ReceiveQueue()
    for (let i = 1000; i > 0; i--) queue.add(seq(10 * i), seq(10 * i + 1))
    expect(queue.edge).toBe(321)
  })
})
