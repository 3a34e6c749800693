import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seq, seqAdd, seqRelative, seqShown } from '../../../src/shared/tcp/sequence'

const numbers = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map(seq)

describe('a relative number as people read it', () => {
  it('is below zero for what was meant below the first number', () => {
    fc.assert(fc.property(numbers, fc.integer({ min: 1, max: 2 ** 24 }), (first, before) => {
      expect(seqShown(seqRelative(seqAdd(first, -before), first))).toBe(-before)
    }))
  })

  it('is what it is for all of a stream of 4,000 million bytes', () => {
    fc.assert(fc.property(numbers, fc.integer({ min: 0, max: 4_000_000_000 }), (first, after) => {
      expect(seqShown(seqRelative(seqAdd(first, after), first))).toBe(after)
    }))
  })
})
