import { afterAll, describe, expect, it } from 'vitest'
import { encodePacket } from '../../../../src/main/engine/pcapng/encode-packet'
import { encodeInterface, encodeSectionHeader } from '../../../../src/main/engine/pcapng/encode-section'
import { LINK } from '../../../../src/main/engine/wire/link-types'
import type { SessionEvent, SessionResult } from '../../../../src/shared/model/events'
import { ACK, FIN, SYN } from '../../../../src/shared/tcp/flags'
import { seq } from '../../../../src/shared/tcp/sequence'
import { bigEndian } from '../pcapng/big-endian'
import { concat } from '../pcapng/captures'
import { Recordings } from '../recording/a-recording'
import { address, hex, ipPacket } from '../wire/frames'
import { openAndRead } from './file-session'

const recordings = new Recordings()
afterAll(() => recordings.remove())

/** One connection, opened and closed by the client, as IP packets: of each who sent it, its flags, its numbers. */
const TALK = [['c', SYN, 100, 0], ['s', SYN | ACK, 500, 101], ['c', ACK, 101, 501], ['c', FIN | ACK, 101, 501], ['s', ACK, 501, 102], ['s', FIN | ACK, 501, 102], ['c', ACK, 102, 502]] as const
const talk = (ip: 4 | 6, client = 41234): Uint8Array[] => {
  const [here, there] = ip === 4 ? ['192.0.2.1', '198.51.100.2'].map(address) : ['2001:db8::1', '2001:db8::2'].map(address)
  return TALK.map(([who, flags, number, ack]) => ipPacket(who === 'c'
    ? { ...(here && there ? { source: here, destination: there } : {}), sourcePort: client, seq: seq(number), ack: seq(ack), flags }
    : { ...(here && there ? { source: there, destination: here } : {}), sourcePort: 12345, destinationPort: client, seq: seq(number), ack: seq(ack), flags }))
}
const framed = (header: string, ip: 4 | 6 = 4, client?: number): Uint8Array[] => talk(ip, client).map((packet) => concat([hex(header), packet]))

/** Each link layer that is read (docs/captures.md): its number, and a connection as its frames. */
const LAYERS: readonly (readonly [name: string, linkType: number, frames: readonly Uint8Array[]])[] = [
  ['Ethernet, IPv4', LINK.ethernet, framed('00005e005301 00005e005302 0800')], ['Ethernet, IPv6', LINK.ethernet, framed('00005e005301 00005e005302 86dd', 6)],
  ['Ethernet, VLAN', LINK.ethernet, framed('00005e005301 00005e005302 8100 2064 0800')], ['Ethernet, QinQ', LINK.ethernet, framed('00005e005301 00005e005302 88a8 2064 8100 0065 86dd', 6)],
  ['LINUX_SLL', LINK.linuxSll, framed('0000 0304 0006 00005e005301 0000 0800')], ['LINUX_SLL2', LINK.linuxSll2, framed('86dd 0000 00000002 0001 04 06 00005e0053010000', 6)],
  ['NULL, little-endian', LINK.null, framed('02000000')], ['NULL, big-endian, IPv6 of macOS', LINK.null, framed('0000001e', 6)], ['LOOP', LINK.loop, framed('00000002')],
  ['RAW, IPv4', LINK.raw, talk(4)], ['RAW, IPv6', LINK.raw, talk(6)], ['IPV4', LINK.ipv4, talk(4)], ['IPV6', LINK.ipv6, talk(6)]
]

const at = (i: number): number => 123_456_000 + i * 1_000_000
/** The i-th frame of a file. */
const block = (frame: Uint8Array, interfaceId: number, i: number, captured = frame.length): Uint8Array =>
  encodePacket({ interfaceId, at: { seconds: 1_700_000_000, nanoseconds: at(i) }, data: frame.subarray(0, captured), length: frame.length })
const pcapng = (linkType: number, frames: readonly Uint8Array[], captured = Number.POSITIVE_INFINITY): Uint8Array => concat([
  encodeSectionHeader({}), encodeInterface({ linkType, snapLength: 0 }), ...frames.map((frame, i) => block(frame, 0, i, captured))
])

/** A classic pcap file: of either byte order, with us or ns. Written apart from the codec, from draft-ietf-opsawg-pcap. */
function pcap(linkType: number, frames: readonly Uint8Array[], littleEndian: boolean, ns: boolean): Uint8Array {
  const words = (...values: readonly number[]): Uint8Array => {
    const view = new DataView(new ArrayBuffer(values.length * 4))
    values.forEach((value, i) => view.setUint32(i * 4, value, littleEndian))
    return new Uint8Array(view.buffer)
  }
  const version = words(littleEndian ? 0x0004_0002 : 0x0002_0004)
  return concat([words(ns ? 0xa1b2_3c4d : 0xa1b2_c3d4), version, words(0, 0, 65_535, linkType), ...frames.flatMap((frame, i) => [words(1_700_000_000, ns ? at(i) : at(i) / 1000, frame.length, frame.length), frame])])
}

const FORMATS: readonly (readonly [name: string, write: (linkType: number, frames: readonly Uint8Array[]) => Uint8Array])[] = [
  ['pcap, us, little-endian', (link, frames) => pcap(link, frames, true, false)], ['pcap, ns, little-endian', (link, frames) => pcap(link, frames, true, true)],
  ['pcap, us, big-endian', (link, frames) => pcap(link, frames, false, false)], ['pcap, ns, big-endian', (link, frames) => pcap(link, frames, false, true)],
  ['pcapng, little-endian', (link, frames) => pcapng(link, frames)], ['pcapng, big-endian', (link, frames) => bigEndian(pcapng(link, frames))]
]

async function read(bytes: Uint8Array): Promise<{ readonly events: readonly SessionEvent[]; readonly result: SessionResult }> {
  const { events, end } = await openAndRead(recordings.write('foreign', bytes))
  if (!end.ok) throw new Error(JSON.stringify(end.error))
  return { events, result: end.value }
}
/** Both ends' ways, `client ESTABLISHED 2` for each step with its packet. */
const steps = (events: readonly SessionEvent[], conn = 'c1'): string[] => events.flatMap((event) => (event.type === 'transition' && event.conn === conn ? [`${event.end} ${event.to} ${event.packet ?? ''} ${event.evidence}`] : []))
const WAY = [
  'client SYN-SENT 1 inferred', 'server SYN-RECEIVED 1 inferred', 'client ESTABLISHED 2 inferred', 'server ESTABLISHED 3 inferred', 'client FIN-WAIT-1 4 inferred', 'server CLOSE-WAIT 4 inferred',
  'client FIN-WAIT-2 5 inferred', 'server LAST-ACK 6 inferred', 'client TIME-WAIT 6 inferred', 'server CLOSED 7 inferred'
]

describe.each(FORMATS)("anybody's capture, %s", (_format, write) => {
  it.each(LAYERS)('%s: the connection, inferred, its instants to the file\'s precision', async (_layer, linkType, frames) => {
    const { events, result } = await read(write(linkType, frames))
    expect(steps(events).filter((step) => !step.endsWith(' CLOSED  inferred')).sort()).toEqual([...WAY].sort())
    expect(events.flatMap((event) => (event.type === 'packet' ? [event.at] : []))).toEqual(frames.map((_, i) => i * 1_000_000))
    expect(result).toMatchObject({ captured: 7, dropped: 0 })
    expect(result.damaged).toBeUndefined()
    expect(result.unread).toBeUndefined()
  })
})

describe("anybody's capture", () => {
  it('of several interfaces with link layers of their own is one session', async () => {
    const [ethernet, sll] = [framed('00005e005301 00005e005302 0800'), framed('0000 0304 0006 00005e005301 0000 0800', 4, 41235)]
    const bytes = concat([
      encodeSectionHeader({}), encodeInterface({ linkType: LINK.ethernet, snapLength: 0 }), encodeInterface({ linkType: LINK.linuxSll, snapLength: 0 }),
      ...ethernet.flatMap((frame, i) => [block(frame, 0, i), block(sll[i] ?? frame, 1, i)])
    ])
    for (const file of [bytes, bigEndian(bytes)]) {
      const { events, result } = await read(file)
      expect(result.captured).toBe(14)
      for (const conn of ['c1', 'c2']) expect(steps(events, conn).map((step) => step.replace(/ \d+ /, ' '))).toEqual(expect.arrayContaining(['client TIME-WAIT inferred', 'server LAST-ACK inferred']))
    }
  })

  it('captured short is read as far as its TCP headers go', async () => {
    const frames = framed('00005e005301 00005e005302 0800')
    expect((await read(pcapng(LINK.ethernet, frames, 54))).result).toMatchObject({ captured: 7 })
    expect((await read(pcapng(LINK.ethernet, frames, 53))).result).toMatchObject({ captured: 0, unread: { truncated: 7 } })
  })

  it('out of order tells the packets in the file\'s order, with the instants they have', async () => {
    const frames = framed('00005e005301 00005e005302 0800')
    const shuffled = [0, 1, 2, 3, 5, 4, 6]
    const bytes = concat([
      encodeSectionHeader({}), encodeInterface({ linkType: LINK.ethernet, snapLength: 0 }),
      ...shuffled.map((i) => block(frames[i] ?? new Uint8Array(), 0, i))
    ])
    const { events, result } = await read(bytes)
    expect(events.flatMap((event) => (event.type === 'packet' ? [event.at / 1_000_000] : []))).toEqual(shuffled)
    expect(steps(events).map((step) => step.replace(/ \d+ /, ' '))).toEqual(expect.arrayContaining(['client TIME-WAIT inferred', 'server LAST-ACK inferred']))
    expect(result.captured).toBe(7)
  })

  it('that begins in the middle says nothing of what was before', async () => {
    const { events } = await read(pcapng(LINK.raw, talk(4).slice(3)))
    const connection = events.find((event) => event.type === 'connection')
    expect(connection?.type === 'connection' && { complete: connection.complete, first: connection.states.client[0]?.state }).toEqual({ complete: false, first: expect.stringMatching(/FIN-WAIT|ESTABLISHED/) })
  })

  it('of a link layer that is not read is counted by the frame, and no damage', async () => {
    const { result } = await read(pcapng(105, framed('0802')))
    expect(result).toMatchObject({ captured: 0, unread: { 'unknown-link': 7 } })
    expect(result.damaged).toBeUndefined()
  })
})
