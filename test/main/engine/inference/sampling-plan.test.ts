import { describe, expect, it } from 'vitest'
import { SamplingPlan } from '../../../../src/main/engine/inference/sampling-plan'
import { ns } from '../../../../src/shared/base/brand'

const MS = 1_000_000
const quiet = { packets: true, changed: 0, crowded: false }
const planAfter = (costMs: number, timeWait = true): SamplingPlan => {
  const plan = new SamplingPlan()
  plan.taken(ns(10_000 * MS), ns(costMs * MS), timeWait)
  return plan
}

describe('SamplingPlan', () => {
  it('takes the first dump at once, with TIME-WAIT', () => {
    expect(new SamplingPlan().due(ns(0), quiet)).toBe(true)
    expect(new SamplingPlan().includesTimeWait(ns(0), quiet)).toBe(true)
  })
  it('is slow while nothing happens: a second, and never more than 1 % of a CPU', () => {
    expect(planAfter(0.7).next(quiet)).toBe(11_000 * MS)
    expect(planAfter(20).next(quiet)).toBe(12_000 * MS)
  })
  it('is quick after much has changed', () => {
    expect(planAfter(0.7).next({ ...quiet, changed: 500 })).toBe(10_020 * MS)
    expect(planAfter(12).next({ ...quiet, changed: 500 })).toBe(10_240 * MS)
  })
  it('is quick where dumps are all there is', () => {
    expect(planAfter(0.4).next({ ...quiet, packets: false })).toBe(10_050 * MS)
    expect(planAfter(2).next({ ...quiet, packets: false })).toBe(10_200 * MS)
  })
  it('is dense while many countdowns end, and lists TIME-WAIT then', () => {
    const crowded = { ...quiet, crowded: true }
    expect(planAfter(3).next(crowded)).toBe(10_050 * MS)
    expect(planAfter(12).next(crowded)).toBe(10_050 * MS)
    expect(planAfter(20).next(crowded)).toBe(10_080 * MS)
    expect(planAfter(20).includesTimeWait(ns(10_080 * MS), crowded)).toBe(true)
  })
  it('leaves TIME-WAIT out between where it is dear', () => {
    const plan = planAfter(30)
    expect(plan.includesTimeWait(ns(11_000 * MS), quiet)).toBe(false)
    plan.taken(ns(11_000 * MS), ns(2 * MS), false)
    expect(plan.next(quiet)).toBe(12_000 * MS)
    expect(plan.includesTimeWait(ns(12_900 * MS), quiet)).toBe(false)
    expect(plan.includesTimeWait(ns(13_000 * MS), quiet)).toBe(true)
  })
})
