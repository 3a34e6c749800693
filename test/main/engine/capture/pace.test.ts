import { describe, expect, it } from 'vitest'
import { Pace } from '../../../../src/main/engine/capture/pace'

/** Looks that each bring what came since the last one, at so many packets a ms. @returns the rest after each */
function looks(pace: Pace, from: number, perMs: number, count: number): number[] {
  let now = from
  return Array.from({ length: count }, () => {
    const elapsed = Math.max(1, pace.restMs)
    now += elapsed
    return pace.seen(perMs * elapsed, now)
  })
}

describe('how long packets are let gather', () => {
  it('not at all while they come one by one', () => {
    expect(looks(new Pace(0), 0, 1, 100).every((rest) => rest === 0)).toBe(true)
  })

  it('4 ms in a crowd', () => {
    expect(looks(new Pace(0), 0, 20, 100).slice(-50).every((rest) => rest === 4)).toBe(true)
  })

  it('longer and longer in a flood, to 32 ms', () => {
    const rests = looks(new Pace(0), 0, 160, 10)
    expect(rests[0]).toBe(4)
    expect(rests).toEqual([...rests].sort((a, b) => a - b))
    expect(rests.at(-1)).toBe(32)
  })

  it('shorter and shorter when it is over, and after 60 ms not at all', () => {
    const pace = new Pace(0)
    looks(pace, 0, 160, 100)
    expect(looks(pace, 10_000, 0, 5)).toEqual([16, 8, 4, 0, 0])
  })

  it('4 ms after a burst of moments, and then not at all', () => {
    const pace = new Pace(0)
    expect(pace.seen(100, 1)).toBe(4)
    expect(pace.seen(0, 5)).toBe(0)
  })

  it('a look that comes late, with little, does not end it', () => {
    const pace = new Pace(0)
    looks(pace, 0, 160, 100)
    expect(pace.seen(1_000, 10_000)).toBe(16)
    expect(looks(pace, 10_000, 160, 1)).toEqual([32])
  })

  it('many at the same instant are a flood, and no division by nothing', () => {
    expect(new Pace(5).seen(1_000, 5)).toBe(4)
  })
})
