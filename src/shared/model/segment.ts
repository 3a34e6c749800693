import type { Brand, Nanoseconds } from '../base/brand'
import { NO_INSTANT } from '../base/brand'
import type { SeqNumber } from '../tcp/sequence'
import type { AddressId } from './address'

/** Number of a captured packet: 1 for the first one of the session. */
export type PacketNumber = Brand<number, 'packet'>

/**
 * One TCP segment, decoded: numbers only, no reference into the frame. A decoder may fill the same object again and again
 * (a file of a million packets makes no million objects); whoever keeps a segment copies it.
 */
export interface Segment {
  n: PacketNumber
  /** The packet's stamp, ns since the session's start. */
  at: Nanoseconds
  source: AddressId
  sourcePort: number
  destination: AddressId
  destinationPort: number
  seq: SeqNumber
  /** Acknowledgment number; meaningful only with the ACK bit. */
  ack: SeqNumber
  /** Control bits, see tcp/flags. */
  flags: number
  /** Window as it stands in the header, unscaled, 0..65535. */
  window: number
  /** Bytes of payload, from the IP header's lengths (not from what was captured). */
  payloadLength: number
  /** TSval and TSecr of the timestamps option (RFC 7323), or -1 when the segment has none. */
  tsVal: number
  tsEcr: number
  /** Bytes of the frame on the wire, and of it in the capture. */
  length: number
  capturedLength: number
}

export const emptySegment = (): Segment => ({
  n: 0 as PacketNumber, at: NO_INSTANT, source: 0 as AddressId, sourcePort: 0, destination: 0 as AddressId, destinationPort: 0,
  seq: 0 as SeqNumber, ack: 0 as SeqNumber, flags: 0, window: 0, payloadLength: 0, tsVal: -1, tsEcr: -1, length: 0, capturedLength: 0
})
