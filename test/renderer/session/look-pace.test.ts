import { describe, expect, it } from 'vitest'
import { FLOOD_LOOK_MS, LookPace } from '../../../src/renderer/src/session/look-pace'

/** ms of each look at batches of so many events, one every `everyMs`. */
function looks(events: number, everyMs: number, untilMs: number): number[] {
  const pace = new LookPace()
  const seen: number[] = []
  let later = Number.POSITIVE_INFINITY
  for (let now = 0; now < untilMs; now += everyMs) {
    if (now >= later) {
      seen.push(later)
      later = Number.POSITIVE_INFINITY
    }
    const wait = pace.wait(events, seen.at(-1) ?? Number.NEGATIVE_INFINITY, now)
    if (wait === 0) {
      seen.push(now)
      later = Number.POSITIVE_INFINITY
    } else later = Math.min(later, now + wait)
  }
  return seen
}

describe('looks at a session that runs', () => {
  it('come with each batch, as long as a person can follow', () => {
    expect(looks(8, 20, 2_000)).toHaveLength(100)
  })

  it('come ten times a second in a flood, the first ones at once', () => {
    const seen = looks(150, 20, 2_000)
    expect(seen.slice(0, 4)).toEqual([0, 20, 40, 140])
    expect(seen.slice(3).map((at, i, all) => at - (all[i - 1] ?? at)).slice(1)).toEqual(Array.from({ length: seen.length - 4 }, () => FLOOD_LOOK_MS))
  })

  it('come at once again when the flood is over', () => {
    const pace = new LookPace()
    expect([pace.wait(100_000, 0, 10), pace.wait(40, 0, 50), pace.wait(40, 110, 210)]).toEqual([90, 50, 0])
  })
})
