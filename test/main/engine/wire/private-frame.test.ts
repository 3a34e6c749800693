import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { folded, ipv4ChecksumState, pseudoHeaderSum, tcpChecksumState } from '../../../../src/main/engine/wire/checksum'
import { LINK } from '../../../../src/main/engine/wire/link-types'
import { makePrivate } from '../../../../src/main/engine/wire/private-frame'
import { address, decode, frameOf, hex, ipPacket, STATIONS } from './frames'

const FRAME = 14
const others = (bytes: Uint8Array): Uint8Array => (bytes.length === 4 ? address('10.0.0.9') : address('2001:db8::9'))
const anonymous = { address: others, withoutPayload: false }
const v4 = (payload = hex('010203')): Uint8Array => frameOf(ipPacket({ payload }))
const v6 = (payload = hex('010203')): Uint8Array => frameOf(ipPacket({ source: address('2001:db8:1::1'), destination: address('fe80::1'), payload }))

describe('a segment that is handed on without its addresses', () => {
  it.each([['IPv4', v4(), 20], ['IPv6', v6(), 40]] as const)('over %s has other addresses, no stations, and a checksum that is right for them', (_name, frame, header) => {
    expect(makePrivate(frame, frame.length, LINK.ethernet, anonymous)).toBe(frame.length)
    const { source, destination, segment } = decode(frame)
    expect([source, destination]).toEqual(header === 20 ? ['10.0.0.9', '10.0.0.9'] : ['2001:db8::9', '2001:db8::9'])
    expect(segment.payloadLength).toBe(3)
    expect(frame.subarray(0, STATIONS.length)).toEqual(new Uint8Array(STATIONS.length))
    expect(tcpChecksumState(frame, FRAME, FRAME + header, frame.length, frame.length)).toBe('good')
    if (header === 20) expect(ipv4ChecksumState(frame, FRAME)).toBe('good')
  })

  it('keeps a wrong checksum wrong, and one that was never completed incomplete', () => {
    const wrong = v4()
    wrong[FRAME + 20 + 17] = (wrong[FRAME + 20 + 17] ?? 0) ^ 0x55
    makePrivate(wrong, wrong.length, LINK.ethernet, anonymous)
    expect(tcpChecksumState(wrong, FRAME, FRAME + 20, wrong.length, wrong.length)).toBe('bad')
    const partial = v4()
    const sum = folded(pseudoHeaderSum(partial, FRAME, partial.length - FRAME - 20))
    partial.set([sum >>> 8, sum & 0xff], FRAME + 20 + 16)
    makePrivate(partial, partial.length, LINK.ethernet, anonymous)
    expect(tcpChecksumState(partial, FRAME, FRAME + 20, partial.length, partial.length)).toBe('partial')
  })

  it('whatever it carries, a right checksum stays right', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ minLength: 4, maxLength: 4 }), (payload, other) => {
      const frame = v4(payload)
      makePrivate(frame, frame.length, LINK.ethernet, { address: () => other, withoutPayload: false })
      expect(tcpChecksumState(frame, FRAME, FRAME + 20, frame.length, frame.length)).not.toBe('bad')
      expect(ipv4ChecksumState(frame, FRAME)).toBe('good')
    }))
  })
})

it('a payload that is taken out is one that was not captured: lengths stay', () => {
  const frame = v4(hex('73656372 6574'))
  const left = makePrivate(frame, frame.length, LINK.ethernet, { address: undefined, withoutPayload: true })
  expect(left).toBe(frame.length - 6)
  expect(decode(frame.slice(0, left), { length: frame.length }).segment.payloadLength).toBe(6)
})

it('hands nothing on whose parts are not all known', () => {
  const arp = frameOf(ipPacket())
  arp.set([0x08, 0x06], 12)
  const extended = v6()
  extended[FRAME + 6] = 43
  for (const frame of [arp, extended, v4().slice(0, 40), new Uint8Array(0)]) expect(makePrivate(frame, frame.length, LINK.ethernet, anonymous)).toBeUndefined()
})

it('never writes outside of a hostile frame, and never throws', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), fc.constantFrom(...Object.values(LINK)), fc.boolean(), (bytes, link, withoutPayload) => {
    const left = makePrivate(bytes.slice(), bytes.length, link, { address: others, withoutPayload })
    expect(left === undefined || (left >= 0 && left <= bytes.length)).toBe(true)
  }))
})
