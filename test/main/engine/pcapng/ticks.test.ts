import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NanosecondTicks, StampClock } from '../../../../src/main/engine/pcapng/ticks'

const NS = 1_000_000_000n

function clockReads(resolution: number, offset: number, units: bigint): readonly [number, number] {
  const clock = new StampClock(resolution, offset)
  clock.set(Number(units >> 32n), Number(units & 0xffff_ffffn))
  return [clock.seconds, clock.nanoseconds]
}

describe('stamps of a file', () => {
  it('are exact in every resolution, power of ten or of two, as far as seconds are (2^53)', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }), fc.nat(127), fc.boolean(), fc.integer({ min: -1000, max: 1000 }),
      (units, exponent, two, offset) => {
      const perSecond = (two ? 2n : 10n) ** BigInt(exponent)
      const seconds = Number(units / perSecond) + offset
      const nanoseconds = Number(((units % perSecond) * NS) / perSecond)
      fc.pre(Number.isSafeInteger(seconds))
      expect(clockReads(two ? 0x80 | exponent : exponent, offset, units)).toEqual([seconds, nanoseconds])
    }), { numRuns: 1000 })
  })

  it('are told apart at the last nanosecond of a second, and over the upper word', () => {
    const clock = new StampClock(9, 0)
    const seen = [0xffff_ffffn, 0x1_0000_0000n, 999_999_999n, 1_795_341_600_123_456_789n, 1_795_341_600_999_999_999n].map((units) => {
      clock.set(Number(units >> 32n), Number(units & 0xffff_ffffn))
      return [clock.seconds, clock.nanoseconds]
    })
    expect(seen).toEqual([[4, 294_967_295], [4, 294_967_296], [0, 999_999_999], [1_795_341_600, 123_456_789], [1_795_341_600, 999_999_999]])
  })

  it('finer than a nanosecond are cut off, never rounded up', () => {
    expect(clockReads(12, 0, 1_999_999_999_999n)).toEqual([1, 999_999_999])
  })
})

describe('stamps written', () => {
  it('are nanoseconds since 1970 in two words', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(18_446_744_072), fc.nat(999_999_999)), { minLength: 1 }), (stamps) => {
      const ticks = new NanosecondTicks()
      for (const [seconds, nanoseconds] of stamps) {
        ticks.set(seconds, nanoseconds)
        expect((BigInt(ticks.high) << 32n) | BigInt(ticks.low)).toBe(BigInt(seconds) * NS + BigInt(nanoseconds))
      }
    }))
  })

  it('beyond what 64 bits hold are the nearest that they hold', () => {
    const ticks = new NanosecondTicks()
    ticks.set(-5, 999_999_999)
    expect([ticks.high, ticks.low]).toEqual([0, 999_999_999])
    ticks.set(1e15, 0)
    expect(ticks.high).toBe(0xffff_ffff)
  })
})
