import { describe, expect, it } from 'vitest'
import { LINK } from '../../../../src/main/engine/wire/link-types'
import { address, concat, decode, frameOf, hex, ipPacket, patched } from './frames'

const v4 = ipPacket({ payload: hex('0102') })
const v6 = ipPacket({ source: address('2001:db8::1'), destination: address('2001:db8::2'), payload: hex('0102') })
/** Offsets within an IPv4 packet. */
const FLAGS = 6
const OFFSET = 7
const PROTOCOL = 9
const withFlags = (flags: number, offset: number): string => decode(frameOf(patched(v4, { [FLAGS]: flags, [OFFSET]: offset }))).decoded

describe('IPv4', () => {
  it('with options before the TCP header', () => {
    const header = concat(Uint8Array.of(0x46, 0, 0, 46), v4.subarray(4, 20), hex('01010100'))
    const { decoded, segment } = decode(frameOf(concat(header, v4.subarray(20))))
    expect([decoded, segment.sourcePort, segment.payloadLength]).toEqual(['tcp', 41234, 2])
  })

  it("a first, a middle and a last fragment are fragments; Don't Fragment and the reserved bit are not", () => {
    expect([withFlags(0x20, 0), withFlags(0x20, 5), withFlags(0x00, 5), withFlags(0x1f, 0xff)]).toEqual(['fragment', 'fragment', 'fragment', 'fragment'])
    expect([withFlags(0x00, 0), withFlags(0x40, 0), withFlags(0x80, 0)]).toEqual(['tcp', 'tcp', 'tcp'])
  })

  it('a TCP header quoted in an ICMP message is no segment', () => {
    const unreachable = concat(hex('4500003800000000400100007f0000017f000001'), hex('0303000000000000'), v4.subarray(0, 28))
    expect(decode(frameOf(unreachable)).decoded).toBe('icmp')
  })

  it.each([[17, 'not-tcp'], [132, 'not-tcp'], [4, 'tunnel'], [41, 'tunnel'], [47, 'tunnel'], [50, 'tunnel'], [51, 'tunnel']])('protocol %i is %s',
    (protocol, name) => {
    expect(decode(frameOf(patched(v4, { [PROTOCOL]: protocol }))).decoded).toBe(name)
  })
})

/** The IPv6 packet with extension headers put in; each is [protocol number, bytes from the length field on]. */
function extended(...headers: readonly (readonly [number, string])[]): Uint8Array {
  const numbers = [...headers.map(([number]) => number), 6]
  const chain = headers.map(([, rest], i) => concat(Uint8Array.of(numbers[i + 1] ?? 0), hex(rest)))
  const inserted = concat(...chain)
  const length = v6.length - 40 + inserted.length
  return concat(patched(v6.subarray(0, 40), { 4: length >>> 8, 5: length & 0xff, 6: numbers[0] ?? 0 }), inserted, v6.subarray(40))
}

const HOP_BY_HOP = [0, '00 0104 00000000'] as const
const DESTINATION = [60, '01 010c 000000000000000000000000'] as const
const ROUTING = [43, '00 0000 00000000'] as const
const AUTHENTICATION = [51, '04 0000 00000001 00000001 000000000000000000000000'] as const
const fragment = (offsetAndMore: string) => [44, `00 ${offsetAndMore} 12345678`] as const

describe('IPv6', () => {
  it('with the extension headers that RFC 8200 names, in its order', () => {
    const all = extended(HOP_BY_HOP, DESTINATION, ROUTING, fragment('0000'), AUTHENTICATION, DESTINATION)
    for (const packet of [extended(HOP_BY_HOP), extended(DESTINATION), extended(AUTHENTICATION), all]) {
      const { decoded, segment, source, destination } = decode(frameOf(packet))
      expect([decoded, segment.sourcePort, segment.payloadLength, source, destination]).toEqual(['tcp', 41234, 2, '2001:db8::1', '2001:db8::2'])
    }
  })

  it('truncated at every byte of its extension headers', () => {
    const frame = frameOf(extended(HOP_BY_HOP, DESTINATION))
    for (let capturedLength = 0; capturedLength < frame.length - 2; capturedLength++) expect(decode(frame, { capturedLength }).decoded).toBe('truncated')
  })

  it('an atomic fragment is a whole packet (RFC 6946), any other is a fragment', () => {
    expect(decode(frameOf(extended(fragment('0000')))).decoded).toBe('tcp')
    const others = [fragment('0001'), fragment('0008'), fragment('fff8')].map((header) => decode(frameOf(extended(header))).decoded)
    expect(others).toEqual(['fragment', 'fragment', 'fragment'])
  })

  it('a chain of headers without end is given up', () => {
    expect(decode(frameOf(extended(...Array.from({ length: 40 }, () => HOP_BY_HOP)))).decoded).toBe('malformed')
  })

  it('a header that leads beyond the packet is no segment', () => {
    const frame = frameOf(extended(HOP_BY_HOP))
    expect(decode(patched(frame, { 55: 200 })).decoded).toBe('malformed')
  })

  it.each([[58, 'icmp'], [17, 'not-tcp'], [59, 'not-tcp'], [41, 'tunnel'], [50, 'tunnel']])('next header %i is %s', (next, name) => {
    expect(decode(patched(v6, { 6: next }), { linkType: LINK.raw }).decoded).toBe(name)
  })

  it('an IPv4-mapped address becomes the IPv4 address', () => {
    const mapped = ipPacket({ source: address('::ffff:127.0.0.1'), destination: address('::ffff:10.0.0.9') })
    const { source, destination } = decode(frameOf(mapped))
    expect([source, destination]).toEqual(['127.0.0.1', '10.0.0.9'])
  })
})
