import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RuleCount } from '../../../../../src/main/engine/lab/faults/rule-count'
import type { Which } from '../../../../../src/main/engine/lab/faults/nft-rule'
import { ns } from '../../../../../src/shared/base/brand'

/** A rule that was put and read by instant 100, before it had met anything. */
function placedRule(which: Which, counted = 0): RuleCount {
  const rule = new RuleCount(which)
  rule.placed(ns(100), counted)
  return rule
}
const metOf = (rule: RuleCount, ...stamps: readonly number[]): readonly number[] => stamps.filter((at) => rule.meets(ns(at)))

describe('which of the captured segments a rule met', () => {
  it('none that was captured before the rule was there', () => {
    expect(metOf(placedRule('all'), 98, 99, 101, 102)).toEqual([101, 102])
  })

  it('those that the rule itself counted while nft was still at work', () => {
    expect(metOf(placedRule('all', 1), 99, 101)).toEqual([99, 101])
    expect(metOf(placedRule({ first: 2 }, 1), 99, 101, 102)).toEqual([99, 101])
  })

  it('the first so many, or the n-th alone', () => {
    expect(metOf(placedRule({ first: 2 }), 101, 102, 103)).toEqual([101, 102])
    expect(metOf(placedRule({ nth: 2 }), 99, 101, 102, 103)).toEqual([102])
  })

  it('after its end no more than it counted: what was captured between its end and the reading of the capture was let through', () => {
    const rule = placedRule('all')
    expect(metOf(rule, 101)).toEqual([101])
    rule.removed(2)
    expect(metOf(rule, 102, 103, 104)).toEqual([102])
    expect(rule.met).toBe(2)
  })

  it('is compared with a counter that goes on by what was captured until it was read', () => {
    const rule = placedRule('all')
    metOf(rule, 101, 102)
    rule.beforeReading(ns(110))
    metOf(rule, 109, 111, 112)
    expect(rule.metUntilRead).toBe(3)
    expect(rule.met).toBe(5)
  })

  it('as many as the kernel, whenever nft begins and ends, and however late the capture is read', () => {
    const which = fc.oneof(fc.constant<Which>('all'), fc.integer({ min: 1, max: 5 }).map((first): Which => ({ first })))
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { maxLength: 40 }), which, fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 600 })), (at, meant, [commit, known, lasting, late]) => {
      const stamps = at.toSorted((a, b) => a - b)
      const gone = commit + known + lasting
      const most = meant === 'all' ? Infinity : 'first' in meant ? meant.first : 1
      const kernel = (until: number): number => Math.min(most, stamps.filter((stamp) => stamp > commit && stamp <= until).length)
      const rule = new RuleCount(meant)
      rule.placed(ns(commit + known), kernel(commit + known))
      // Until the rule is gone the capture was read so far; the rest of it only when the counter's last word is known.
      const read = stamps.filter((stamp) => stamp <= gone - late)
      metOf(rule, ...read)
      rule.removed(kernel(gone))
      metOf(rule, ...stamps.slice(read.length))
      expect(rule.met).toBe(kernel(gone))
    }))
  })
})
