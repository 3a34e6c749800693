import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { encodePacket } from '../../src/main/engine/pcapng/encode-packet'
import { encodeInterface, encodeSectionHeader } from '../../src/main/engine/pcapng/encode-section'
import { PcapReader } from '../../src/main/engine/pcapng/pcap-reader'
import { PcapngReader } from '../../src/main/engine/pcapng/pcapng-reader'
import { addressBytes } from '../../src/main/engine/wire/address-bytes'
import { describeFrame } from '../../src/main/engine/wire/describe-frame'
import { encodeLoopbackFrame } from '../../src/main/engine/wire/encode-segment'
import type { TcpOption } from '../../src/main/engine/wire/tcp-options'
import { seq } from '../../src/shared/tcp/sequence'
import { concat, readAll, type PlainPacket } from '../main/engine/pcapng/captures'
import { FIXTURES } from '../main/engine/capture-file/segments'
import { decode } from '../main/engine/wire/frames'
import { scratch, tsharkFields } from './judges'

const here = scratch('pcapng-decoded')
afterAll(here.remove)

const FIELDS = [
  'ip.src', 'ipv6.src', 'ip.dst', 'ipv6.dst', 'tcp.srcport', 'tcp.dstport', 'tcp.seq_raw', 'tcp.ack_raw', 'tcp.flags', 'tcp.window_size_value', 'tcp.len',
  'tcp.options.timestamp.tsval', 'tcp.options.timestamp.tsecr'
]
const CHECKED = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE', '-o', 'tcp.relative_sequence_numbers:FALSE']

const packetsOf = (file: string): PlainPacket[] => {
  const bytes = readFileSync(file)
  return readAll([bytes], file.endsWith('.pcap') ? new PcapReader() : new PcapngReader()).filter((item) => item.kind === 'packet')
}

const optional = (value: number): string => (value < 0 ? '' : String(value))

/** A segment as we decode it, in tshark's columns. */
function columns({ data, length, linkType }: PlainPacket): string[] {
  const { decoded, segment, source, destination } = decode(data, { length, linkType })
  if (decoded !== 'tcp') return [decoded]
  const v6 = source.includes(':')
  return [
    v6 ? '' : source, v6 ? source : '', v6 ? '' : destination, v6 ? destination : '', segment.sourcePort, segment.destinationPort, segment.seq, segment.ack,
    `0x${segment.flags.toString(16).padStart(4, '0')}`, segment.window, segment.payloadLength, optional(segment.tsVal), optional(segment.tsEcr)
  ].map(String)
}

describe('segments are decoded as tshark decodes them', () => {
  it.each(['loopback-ipv4.pcapng', 'loopback-ipv6.pcapng', 'snapped-60.pcapng', 'cooked-sll.pcap', 'cooked-sll2.pcapng',
    'loopback-modified.pcap'])('%s', (name) => {
    const file = join(FIXTURES, name)
    expect(packetsOf(file).map(columns)).toEqual(tsharkFields(file, FIELDS))
  })
})

const option: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.record({ kind: fc.constant('mss' as const), bytes: fc.nat(65_535) }), fc.record({ kind: fc.constant('window-scale' as const), shift: fc.nat(14) }),
  fc.record({ kind: fc.constant('sack-permitted' as const) }), fc.record({ kind: fc.constant('timestamps' as const), value: fc.nat(0xffffffff),
    echo: fc.nat(0xffffffff) })
)
const address = (text: string): Uint8Array => addressBytes(text) ?? new Uint8Array(4)
const ends = fc.constantFrom(['127.0.0.1', '127.0.0.2'], ['::1', '2001:db8::7'])
const frame = fc.record({
  ends, ports: fc.tuple(fc.integer({ min: 40_000, max: 65_535 }), fc.integer({ min: 40_000, max: 65_535 })), seq: fc.nat(0xffffffff), ack: fc.nat(0xffffffff),
  flags: fc.nat(255), window: fc.nat(65_535), options: fc.uniqueArray(option, { selector: (one) => one.kind, maxLength: 3 }),
  payload: fc.uint8Array({ maxLength: 30 })
}).map(({ ends: [from = '', to = ''], ports, seq: s, ack, ...rest }) =>
  encodeLoopbackFrame({ source: address(from), destination: address(to), sourcePort: ports[0], destinationPort: ports[1], seq: seq(s), ack: seq(ack),
    ...rest }))

describe('segments that we encode', () => {
  const frames = fc.sample(frame, { numRuns: 400, seed: 60 })
  const file = here.path('encoded.pcapng')
  const blocks = frames.map((data, i) => encodePacket({ interfaceId: 0, at: { seconds: i, nanoseconds: 0 }, data, length: data.length }))
  writeFileSync(file, concat([encodeSectionHeader({}), encodeInterface({ linkType: 1, snapLength: 0 }), ...blocks]))

  const CHECKSUMS = ['ip.checksum.status', 'tcp.checksum.status']
  const PARTS = ['tcp.options.mss_val', 'tcp.options.wscale.shift', 'tcp.hdr_len', 'tcp.payload']
  let answered: string[][] | undefined
  /** All three questions in one run of tshark, whose start is what costs. */
  const seen = (from: number, count: number): string[][] => (answered ??= tsharkFields(file, [...CHECKSUMS, ...FIELDS, ...PARTS], ...CHECKED)).map((row) => row.slice(from, from + count))

  it('have good checksums in the eyes of tshark, over IPv4 and IPv6', () => {
    // 1 is "good"; IPv6 has no header checksum.
    const rows = seen(0, CHECKSUMS.length)
    expect(rows).toHaveLength(frames.length)
    expect(rows.filter(([ip, tcp]) => tcp !== '1' || (ip !== '1' && ip !== ''))).toEqual([])
  })

  it('are decoded alike by tshark and by us, header by header', () => {
    expect(packetsOf(file).map(columns)).toEqual(seen(CHECKSUMS.length, FIELDS.length))
  })

  it('are described with the same options, header and payload', () => {
    const rows = seen(CHECKSUMS.length + FIELDS.length, PARTS.length)
    const described = frames.map((data, i) => {
      const { tcp, payload } = describeFrame(data, data.length, 1)
      const mss = tcp?.options.find((one) => one.kind === 'mss')
      const scale = tcp?.options.find((one) => one.kind === 'window-scale')
      // tshark shows no payload of a reset: its bytes are a reason to it.
      const shown = rows[i]?.[3] === '' ? '' : Buffer.from(data.subarray(payload?.offset)).toString('hex')
      return [mss?.bytes ?? '', scale?.shift ?? '', tcp?.length ?? '', shown].map(String)
    })
    expect(described).toEqual(rows)
    expect(rows.filter(([, , , payload]) => payload !== '').length).toBeGreaterThan(100)
  })
})

describe('checksums left to the network card', () => {
  it('are what loopback captures hold: partial to us, bad to tshark when it is told to look', () => {
    const file = join(FIXTURES, 'loopback-ipv4.pcapng')
    const ours = packetsOf(file).map(({ data, length, linkType }) => describeFrame(data, length, linkType).tcp?.checksumState)
    expect(new Set(ours)).toEqual(new Set(['partial']))
    expect(new Set(tsharkFields(file, ['tcp.checksum.status'], ...CHECKED).flat())).not.toContain('1')
  })
})
