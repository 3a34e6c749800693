import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LINK_TYPES } from '../../../../src/main/engine/capture/source'
import { AddressBook } from '../../../../src/shared/model/address'
import { NO_INSTANT } from '../../../../src/shared/base/brand'
import { emptySegment } from '../../../../src/shared/model/segment'
import { ACK, FIN, PSH, SYN } from '../../../../src/shared/tcp/flags'
import { seq } from '../../../../src/shared/tcp/sequence'
import { DECODED, DECODED_NAMES } from '../../../../src/main/engine/wire/decoded'
import { decodeSegment } from '../../../../src/main/engine/wire/decode-segment'
import { encodeLoopbackFrame } from '../../../../src/main/engine/wire/encode-segment'
import { LINK } from '../../../../src/main/engine/wire/link-types'
import { address, concat, decode, ethernet, frameOf, hex, ipPacket, patched, segmentToSend, word } from './frames'

// 127.0.0.1:41234 > 127.0.0.1:12345: Flags [S], seq 287454020, win 65495, options [mss 65495,sackOK,TS val 100 ecr 0,nop,wscale 7], length 0
const SYN_FRAME = hex(`
  000000000000 000000000000 0800
  4500003c 12344000 40060000 7f000001 7f000001
  a1123039 11223344 00000000 a002ffd7 fe300000
  0204ffd7 0402080a 00000064 00000000 01030307`)

describe('a segment on Ethernet and IPv4', () => {
  it('gives its numbers', () => {
    const { decoded, segment, source, destination } = decode(SYN_FRAME)
    expect(decoded).toBe('tcp')
    expect({ ...segment, source, destination }).toEqual({
      n: 0, at: NO_INSTANT, source: '127.0.0.1', sourcePort: 41234, destination: '127.0.0.1', destinationPort: 12345, seq: 0x11223344, ack: 0, flags: SYN,
      window: 65495,
      payloadLength: 0, tsVal: 100, tsEcr: 0, length: 74, capturedLength: 74
    })
  })

  it('has no timestamps when it bears no such option', () => {
    const { segment } = decode(frameOf(ipPacket()))
    expect([segment.tsVal, segment.tsEcr]).toEqual([-1, -1])
  })

  it('finds the timestamps behind other options, and where most segments have them', () => {
    const timestamps = { kind: 'timestamps', value: 0xfedcba98, echo: 7 } as const
    const behind = decode(frameOf(ipPacket({ options: [{ kind: 'mss', bytes: 1460 }, { kind: 'window-scale', shift: 7 }, timestamps] })))
    const first = frameOf(ipPacket({ options: [timestamps] }))
    const usual = concat(first.subarray(0, 54), hex('0101'), first.subarray(54, 64))
    expect([behind.segment.tsVal, behind.segment.tsEcr]).toEqual([0xfedcba98, 7])
    expect([decode(first).segment.tsVal, decode(usual).segment.tsVal]).toEqual([0xfedcba98, 0xfedcba98])
  })

  it('keeps sequence and acknowledgment numbers unsigned', () => {
    const { segment } = decode(frameOf(ipPacket({ seq: seq(0xffffffff), ack: seq(0x80000000), flags: FIN | ACK })))
    expect([segment.seq, segment.ack]).toEqual([0xffffffff, 0x80000000])
  })

  it('is read anywhere within a batch of frames', () => {
    const frame = frameOf(ipPacket({ payload: hex('68656c6c6f') }))
    const batch = concat(SYN_FRAME, frame, SYN_FRAME)
    const segment = emptySegment()
    expect(decodeSegment(batch, SYN_FRAME.length, frame.length, frame.length, LINK.ethernet, new AddressBook(), segment)).toBe(DECODED.tcp)
    expect([segment.sourcePort, segment.payloadLength]).toEqual([41234, 5])
  })
})

describe("the payload's length comes from the IP header", () => {
  const payload = new Uint8Array(100)

  it('when the frame was captured in part', () => {
    const frame = frameOf(ipPacket({ payload, flags: PSH | ACK }))
    const { decoded, segment } = decode(frame, { capturedLength: 60 })
    expect([decoded, segment.payloadLength, segment.capturedLength, segment.length]).toEqual(['tcp', 100, 60, frame.length])
  })

  it('when Ethernet padded a short frame', () => {
    const padded = concat(frameOf(ipPacket()), new Uint8Array(6))
    expect(decode(padded).segment.payloadLength).toBe(0)
  })

  it('when the capture claims more than the frame had', () => {
    const frame = frameOf(ipPacket({ payload }))
    const { decoded, segment } = decode(frame, { length: 20 })
    expect([decoded, segment.payloadLength, segment.length, segment.capturedLength]).toEqual(['tcp', 100, 20, frame.length])
  })

  it("but from the frame's length when Total Length is 0: a segment the network card was to cut up", () => {
    const offloaded = patched(frameOf(ipPacket({ payload })), { 16: 0, 17: 0 })
    expect(decode(offloaded).segment.payloadLength).toBe(100)
    expect(decode(offloaded, { length: 64_054 }).segment.payloadLength).toBe(64_000)
  })

  it("and so for IPv6's Payload Length 0", () => {
    const source = address('::1')
    const offloaded = patched(frameOf(ipPacket({ source, destination: source, payload })), { 18: 0, 19: 0 })
    expect(decode(offloaded).segment.payloadLength).toBe(100)
  })
})

describe('a header that contradicts itself is no segment', () => {
  const frame = frameOf(ipPacket({ payload: new Uint8Array(8) }))
  it.each([
    ['an IPv4 header of 16 bytes', patched(frame, { 14: 0x44 })], ['an IP version 5', patched(frame, { 14: 0x55 })],
    ['a Data Offset of 16 bytes', patched(frame, { 46: 0x40 })], ['a Data Offset beyond the packet', patched(frame, { 46: 0xf0 })],
    ['a Total Length that ends within the TCP header', patched(frame, { 17: 39 })], ['a Total Length below the IP header', patched(frame, { 17: 10 })]
  ])('%s', (_, broken) => {
    expect(decode(broken).decoded).toBe('malformed')
  })
})

describe('captured too short', () => {
  it.each([['IPv4', SYN_FRAME], ['IPv6', frameOf(ipPacket({ source: address('::1'), destination: address('::1'), options: [{ kind: 'mss', bytes: 9 }] }))]])(
    '%s: truncated at every byte before the end of the fixed TCP header, a segment from there on', (_, frame) => {
      const fixedEnd = frame.length === SYN_FRAME.length ? 54 : 74
      for (let capturedLength = 0; capturedLength <= frame.length; capturedLength++) {
        const { decoded, segment } = decode(frame, { capturedLength })
        expect([capturedLength, decoded]).toEqual([capturedLength, capturedLength < fixedEnd ? 'truncated' : 'tcp'])
        if (decoded === 'tcp') expect([segment.destinationPort, segment.payloadLength]).toEqual([12345, 0])
      }
    })

  it('looks at nothing behind the captured bytes, though the batch goes on', () => {
    const cut = decode(SYN_FRAME, { capturedLength: 60 })
    expect([cut.decoded, cut.segment.tsVal]).toEqual(['tcp', -1])
  })
})

describe('whatever the bytes', () => {
  const linkTypes = fc.constantFrom(...Object.values(LINK), 105, 147)

  it('decoding ends with one of the names', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), linkTypes, fc.nat(200), (bytes, linkType, length) => {
      const outcome = decodeSegment(bytes, 0, bytes.length, length, linkType, new AddressBook(), emptySegment())
      expect(DECODED_NAMES[outcome]).toBeDefined()
    }))
  })

  it('a segment of changed bytes never has a negative payload', () => {
    const change = fc.tuple(fc.nat(73), fc.nat(255))
    fc.assert(fc.property(fc.array(change, { maxLength: 4 }), fc.nat(74), (changes, capturedLength) => {
      const { decoded, segment } = decode(patched(SYN_FRAME, Object.fromEntries(changes)), { capturedLength })
      if (decoded === 'tcp') expect(segment.payloadLength).toBeGreaterThanOrEqual(0)
    }))
  })
})

describe('what is encoded is decoded', () => {
  const port = fc.nat(65_535)
  const bits = fc.nat(0xffffffff)
  const pair = fc.constantFrom(['10.1.2.3', '192.0.2.255'], ['::1', '2001:db8::ff'])

  it('over IPv4 and IPv6', () => {
    fc.assert(fc.property(pair, port, port, bits, bits, fc.nat(255), port, fc.uint8Array({ maxLength: 50 }), bits,
      (ends, from, to, s, a, flags, window, payload, value) => {
      const [source, destination] = ends.map(address)
      if (source === undefined || destination === undefined) throw new Error('two ends')
      const frame = encodeLoopbackFrame(segmentToSend({
        source, destination, sourcePort: from, destinationPort: to, seq: seq(s), ack: seq(a), flags, window, payload,
        options: [{ kind: 'timestamps', value, echo: a }]
      }))
      const outcome = decode(frame)
      expect([outcome.decoded, outcome.source, outcome.destination]).toEqual(['tcp', ...ends])
      expect(outcome.segment).toMatchObject({
        sourcePort: from, destinationPort: to, seq: s, ack: a, flags, window, payloadLength: payload.length, tsVal: value, tsEcr: a
      })
    }))
  })
})

describe('link types', () => {
  it('are the ones that the capture sources know', () => {
    expect(LINK).toEqual(LINK_TYPES)
  })

  it('that are not decoded are named so', () => {
    expect(decode(SYN_FRAME, { linkType: 105 }).decoded).toBe('unknown-link')
  })

  it('of Ethernet with ARP, or with a length where the type would be, are not IP', () => {
    expect(decode(ethernet(0x0806, new Uint8Array(28))).decoded).toBe('not-ip')
    expect(decode(ethernet(38, concat(word(0x4242), new Uint8Array(36)))).decoded).toBe('not-ip')
  })
})
