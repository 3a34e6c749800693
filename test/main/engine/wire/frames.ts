import { AddressBook } from '../../../../src/shared/model/address'
import { emptySegment, type Segment } from '../../../../src/shared/model/segment'
import { ACK } from '../../../../src/shared/tcp/flags'
import { seq } from '../../../../src/shared/tcp/sequence'
import { addressBytes } from '../../../../src/main/engine/wire/address-bytes'
import { DECODED_NAMES, type DecodedName } from '../../../../src/main/engine/wire/decoded'
import { decodeSegment } from '../../../../src/main/engine/wire/decode-segment'
import { encodeIpPacket, type SegmentToSend } from '../../../../src/main/engine/wire/encode-segment'
import { LINK } from '../../../../src/main/engine/wire/link-types'

/** Bytes from hex, blanks ignored. */
export const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'))
export const concat = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts))

export function address(text: string): Uint8Array {
  const bytes = addressBytes(text)
  if (bytes === undefined) throw new Error(`no address: ${text}`)
  return bytes
}

/** A pure ACK from 127.0.0.1:41234 to 127.0.0.1:12345, or what is asked for instead. */
export const segmentToSend = (different: Partial<SegmentToSend> = {}): SegmentToSend => ({
  source: address('127.0.0.1'), sourcePort: 41234, destination: address('127.0.0.1'), destinationPort: 12345, seq: seq(1000), ack: seq(2000),
  flags: ACK, window: 512,
  ...different
})
export const ipPacket = (different: Partial<SegmentToSend> = {}): Uint8Array => encodeIpPacket(segmentToSend(different))

export const STATIONS = hex('00005e005301 00005e005302')
export const ethernet = (etherType: number, payload: Uint8Array): Uint8Array => concat(STATIONS, word(etherType), payload)
export const word = (value: number): Uint8Array => Uint8Array.of(value >>> 8, value & 0xff)
/** A frame of an IPv4 or IPv6 packet, by its version. */
export const frameOf = (packet: Uint8Array): Uint8Array => ethernet((packet[0] ?? 0) >>> 4 === 4 ? 0x0800 : 0x86dd, packet)

/** An IPv4 packet with another protocol number, or another first byte, and so on. */
export function patched(bytes: Uint8Array, patches: Readonly<Record<number, number>>): Uint8Array {
  const copy = bytes.slice()
  for (const [at, value] of Object.entries(patches)) copy[Number(at)] = value
  return copy
}

export interface Outcome {
  readonly decoded: DecodedName
  readonly segment: Segment
  readonly source: string
  readonly destination: string
}

/** Decodes one frame; by default wholly captured, on Ethernet. */
export function decode(frame: Uint8Array, { linkType = LINK.ethernet as number, length = frame.length, capturedLength = frame.length } = {}): Outcome {
  const book = new AddressBook()
  const segment = emptySegment()
  const decoded = DECODED_NAMES[decodeSegment(frame, 0, capturedLength, length, linkType, book, segment)]
  return { decoded, segment, source: book.text(segment.source), destination: book.text(segment.destination) }
}
