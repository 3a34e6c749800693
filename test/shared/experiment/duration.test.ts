import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationMs, parseDuration, wheelMs } from '../../../src/shared/experiment/duration'

const ms = (text: string, hz = 250): number | undefined => {
  const duration = parseDuration(text)
  return duration === undefined ? undefined : durationMs(duration, hz)
}

describe('a length of time', () => {
  it.each([['60ms', 60], ['1.5s', 1500], ['0s', 0], ['time-wait', 60_000], ['1s + 250ms', 1250], ['time-wait + wheel(60s) + 4s', 66_048], ['wheel(time-wait)', 2048]])(
    '%s is %d ms at HZ=250', (text, expected) => {
      expect(ms(text)).toBe(expected)
    }
  )

  it.each(['', '60', '60 s', 's', '-1s', '1e3s', '1s +', 'wheel(60s', 'wheel(wheel(1s))', 'twice(1s)', '3601s', '59min'])('cannot be written %j', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })

  it('depends on HZ only where the timer wheel comes in', () => {
    expect([100, 250, 1000].map((hz) => ms('1s + wheel(60s)', hz))).toEqual([6120, 3048, 5096])
    expect([100, 250, 1000].map((hz) => ms('1s', hz))).toEqual([1000, 1000, 1000])
  })
})

describe('the kernel\'s timer wheel', () => {
  it('rounds a TIME-WAIT up by at most 2.048 s at HZ=250, and a FIN-WAIT-2 of 3 s by 256 ms', () => {
    expect([wheelMs(60_000, 250), wheelMs(3_000, 250)]).toEqual([2048, 256])
  })

  it('rounds short timers by one jiffy', () => {
    expect([wheelMs(4, 250), wheelMs(248, 250), wheelMs(252, 250)]).toEqual([4, 4, 32])
  })

  it('is never finer for a longer timer, and never rounds by more than an eighth of it beyond the first level', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 3_600_000 }), fc.integer({ min: 0, max: 1000 }), fc.constantFrom(100, 250, 300, 1000), (timerMs, more, hz) => {
      expect(wheelMs(timerMs + more, hz)).toBeGreaterThanOrEqual(wheelMs(timerMs, hz))
      const jiffies = Math.ceil((timerMs * hz) / 1000)
      if (jiffies >= 63) expect(wheelMs(timerMs, hz)).toBeLessThanOrEqual(((jiffies / 63) * 8 * 1000) / hz)
    }))
  })
})
