import { describe, expect, it } from 'vitest'
import { LINK } from '../../../../src/main/engine/wire/link-types'
import { address, concat, decode, ethernet, hex, ipPacket, STATIONS, word } from './frames'

const v4 = ipPacket()
const v6 = ipPacket({ source: address('::1'), destination: address('::1') })

/** A tag of VLAN 100 with priority 1. */
const tag = (type: number): Uint8Array => concat(word(type), word(0x2064))

/** Each frame must be the segment above, on its link layer; and truncated when cut anywhere before its TCP header ends. */
function expectSegment(frame: Uint8Array, linkType: number, ends: string): void {
  const whole = decode(frame, { linkType })
  expect([whole.decoded, whole.source, whole.segment.sourcePort, whole.segment.destinationPort]).toEqual(['tcp', ends, 41234, 12345])
  for (let capturedLength = 0; capturedLength < frame.length; capturedLength++) {
    expect([capturedLength, decode(frame, { linkType, capturedLength }).decoded]).toEqual([capturedLength, 'truncated'])
  }
}

describe('Ethernet', () => {
  it('with IPv4 and with IPv6', () => {
    expectSegment(ethernet(0x0800, v4), LINK.ethernet, '127.0.0.1')
    expectSegment(ethernet(0x86dd, v6), LINK.ethernet, '::1')
  })

  it('with an 802.1Q tag, and with two (QinQ, in the standard and the older number)', () => {
    expectSegment(concat(STATIONS, tag(0x8100), word(0x0800), v4), LINK.ethernet, '127.0.0.1')
    expectSegment(concat(STATIONS, tag(0x88a8), tag(0x8100), word(0x86dd), v6), LINK.ethernet, '::1')
    expectSegment(concat(STATIONS, tag(0x9100), tag(0x8100), word(0x0800), v4), LINK.ethernet, '127.0.0.1')
  })

  it('with ever more tags is not followed for ever', () => {
    const tags = Array.from({ length: 50 }, () => concat(word(0x8100), word(1)))
    expect(decode(concat(STATIONS, ...tags, word(0x0800), v4)).decoded).toBe('tunnel')
  })

  it('with MPLS or PPPoE is a tunnel that is not opened', () => {
    expect([0x8847, 0x8848, 0x8864].map((type) => decode(ethernet(type, concat(hex('00001140'), v4))).decoded)).toEqual(['tunnel', 'tunnel', 'tunnel'])
  })
})

describe('Linux cooked captures', () => {
  it('of the first kind', () => {
    expectSegment(concat(hex('0000 0304 0006 00005e005301 0000 0800'), v4), LINK.linuxSll, '127.0.0.1')
    expectSegment(concat(hex('0004 0001 0006 00005e005301 0000 86dd'), v6), LINK.linuxSll, '::1')
  })

  it('of the second kind', () => {
    expectSegment(concat(hex('0800 0000 00000001 0304 00 06 0000000000000000'), v4), LINK.linuxSll2, '127.0.0.1')
    expectSegment(concat(hex('86dd 0000 00000002 0001 04 06 00005e0053010000'), v6), LINK.linuxSll2, '::1')
  })

  it('with a VLAN tag', () => {
    expectSegment(concat(hex('0000 0001 0006 00005e005301 0000 8100 0064 0800'), v4), LINK.linuxSll, '127.0.0.1')
  })
})

describe('the BSD loopback header', () => {
  it.each([['little-endian', '02000000'], ['big-endian', '00000002']])('with IPv4, %s', (_, family) => {
    expectSegment(concat(hex(family), v4), LINK.null, '127.0.0.1')
    expectSegment(concat(hex(family), v4), LINK.loop, '127.0.0.1')
  })

  it.each([['Linux', 10], ['OpenBSD', 24], ['FreeBSD', 28], ['macOS', 30]])('with IPv6 as %s numbers it', (_, family) => {
    expectSegment(concat(Uint8Array.of(family, 0, 0, 0), v6), LINK.null, '::1')
    expectSegment(concat(Uint8Array.of(0, 0, 0, family), v6), LINK.loop, '::1')
  })

  it('with another family is not IP', () => {
    expect(decode(concat(hex('17000000'), v4), { linkType: LINK.null }).decoded).toBe('not-ip')
  })
})

describe('no link layer at all', () => {
  it('by the version of each packet', () => {
    expectSegment(v4, LINK.raw, '127.0.0.1')
    expectSegment(v6, LINK.raw, '::1')
    expectSegment(v4, LINK.ipv4, '127.0.0.1')
    expectSegment(v6, LINK.ipv6, '::1')
  })
})
