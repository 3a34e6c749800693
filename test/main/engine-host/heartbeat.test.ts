import { describe, expect, it } from 'vitest'
import { Heartbeat } from '../../../src/main/engine-host/heartbeat'
import { RestartBudget } from '../../../src/main/engine-host/restart-budget'

const share = (now: number): number => now * 0.15
const limit = { everyMs: 2_000, deadMs: 20_000 }
const ticks = (heart: Heartbeat, from: number, to: number, cpu: (now: number) => number | undefined = () => undefined): boolean[] => {
  const seen: boolean[] = []
  for (let now = from; now <= to; now += 2_000) seen.push(heart.tick(now, cpu(now)))
  return seen
}

describe('Heartbeat', () => {
  it('takes an engine for hung after 20 s without an answer', () => {
    const heart = new Heartbeat(0, limit)
    expect(ticks(heart, 2_000, 18_000)).not.toContain(true)
    expect(heart.tick(20_000)).toBe(true)
  })

  it('an answer starts the count anew', () => {
    const heart = new Heartbeat(0, limit)
    ticks(heart, 2_000, 18_000)
    heart.answered(18_100)
    expect(ticks(heart, 20_000, 38_000)).not.toContain(true)
    expect(heart.tick(40_000)).toBe(true)
  })

  it('time in which we slept ourselves does not count', () => {
    const heart = new Heartbeat(0, limit)
    heart.tick(2_000)
    expect(heart.tick(3_602_000)).toBe(false)
    heart.answered(3_602_001)
    expect(ticks(heart, 3_604_000, 3_620_000)).not.toContain(true)
  })

  it('an engine that is silent because others have the processor is only late', () => {
    const heart = new Heartbeat(0, limit)
    expect(ticks(heart, 2_000, 130_000, share)).not.toContain(true)
    expect(ticks(heart, 132_000, 140_000, share)).toContain(true)
  })

  it('one that runs in circles has had its 20 s; one that is stopped uses none', () => {
    expect(ticks(new Heartbeat(0, limit), 2_000, 22_000, (now) => now).indexOf(true)).toBe(10)
    expect(ticks(new Heartbeat(0, limit), 2_000, 22_000, () => 500).indexOf(true)).toBe(10)
    const busyThenStopped = new Heartbeat(0, limit)
    expect(ticks(busyThenStopped, 2_000, 10_000, (now) => now / 10)).not.toContain(true)
    expect(ticks(busyThenStopped, 12_000, 40_000, () => 1_000).indexOf(true)).toBe(9)
  })

  it('an answer starts the count of the processor anew, too', () => {
    const heart = new Heartbeat(0, limit)
    ticks(heart, 2_000, 18_000, (now) => now)
    heart.answered(18_100)
    expect(ticks(heart, 20_000, 36_000, (now) => now)).not.toContain(true)
  })
})

describe('RestartBudget', () => {
  it('allows five deaths within a minute, and more once they are old', () => {
    const budget = new RestartBudget({ deaths: 5, periodMs: 60_000 })
    const allowed = [0, 1, 2, 3, 4].map((second) => {
      budget.died(second * 1_000)
      return budget.mayRestart(second * 1_000)
    })
    expect(allowed).toEqual([true, true, true, true, false])
    expect(budget.mayRestart(59_999)).toBe(false)
    expect(budget.mayRestart(60_000)).toBe(true)
  })
})
