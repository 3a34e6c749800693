import type { AddressBook } from '../../../shared/model/address'
import type { PacketCaptured, Verdict } from '../../../shared/model/events'
import type { Segment } from '../../../shared/model/segment'
import { flagsText } from '../../../shared/tcp/flags'
import type { TrackedPacket } from './tracked-packet'

/** What an experiment's faults did to a segment. */
export interface SegmentFate {
  readonly verdict: Verdict
  /** The fault's name. */
  readonly fault: string | undefined
}

/** The public event of a segment that the tracker has placed. @param fate undefined where nothing interferes */
export function packetEvent(segment: Segment, tracked: TrackedPacket, book: AddressBook, fate?: SegmentFate): PacketCaptured {
  const { n, at, source, sourcePort, destination, destinationPort, flags, seq, ack, window, payloadLength, length, capturedLength } = segment
  return {
    type: 'packet', at, n, conn: tracked.connection, from: book.endpoint(source, sourcePort),
    to: book.endpoint(destination, destinationPort), flags: flagsText(flags), seq: tracked.relativeSeq, ack: tracked.relativeAck,
    len: payloadLength, win: window, length, caplen: capturedLength, verdict: fate?.verdict ?? 'passed', rawSeq: seq, rawAck: ack,
    ...(fate?.fault === undefined ? {} : { fault: fate.fault })
  }
}
