import { assert, integer, nat, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchText, passes, segmentTest } from '../../../src/shared/experiment/match'
import { ACK, FIN, flagsText, PSH, RST, SYN } from '../../../src/shared/tcp/flags'

describe('a match of segments', () => {
  it('by at least these bits', () => {
    const fin = segmentTest({ flags: 'FIN' })
    expect([FIN | ACK, FIN | PSH | ACK].every((bits) => passes(fin, bits, 0))).toBe(true)
    expect(passes(fin, ACK, 0)).toBe(false)
  })

  it('by these bits and no others; PSH does not count unless it is named', () => {
    const ack = segmentTest({ exactly: 'ACK' })
    expect([ACK, ACK | PSH].map((bits) => passes(ack, bits, 0))).toEqual([true, true])
    expect([ACK | FIN, ACK | SYN, RST | ACK].some((bits) => passes(ack, bits, 0))).toBe(false)
    expect(passes(segmentTest({ exactly: 'PSH,ACK' }), ACK, 4)).toBe(false)
  })

  it('by the bytes of its payload', () => {
    const data = segmentTest({ flags: 'ACK', len: [1, 4] })
    expect([0, 1, 4, 5].map((length) => passes(data, ACK, length))).toEqual([false, true, true, false])
  })

  it('without bits: whatever has one of them is not meant', () => {
    assert(property(nat(255), nat(1460), (bits, length) => {
      expect(passes(segmentTest({ without: 'RST' }), bits, length)).toBe((bits & RST) === 0)
    }))
  })

  it('by exactly a segment\'s own bits always passes that segment', () => {
    assert(property(integer({ min: 1, max: 0x1f }), (bits) => {
      expect(passes(segmentTest({ exactly: flagsText(bits) }), bits, 0)).toBe(true)
    }))
  })

  it('is told to people in a few words', () => {
    expect(matchText({ from: 'client', exactly: 'ACK', len: [0, 0] })).toBe('client =ACK 0..0 B')
  })
})
