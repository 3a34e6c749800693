import type { AddressBook } from '../../../shared/model/address'
import { formatEndpoint } from '../../../shared/model/endpoint'
import type { PacketCaptured } from '../../../shared/model/events'
import type { Segment } from '../../../shared/model/segment'
import { flagsText } from '../../../shared/tcp/flags'
import type { TrackedPacket } from './tracked-packet'

/** The public event of a segment that the tracker has placed. Its verdict is `passed`: who drops, holds or injects packets knows better. */
export function packetEvent(segment: Segment, tracked: TrackedPacket, book: AddressBook): PacketCaptured {
  const { n, at, source, sourcePort, destination, destinationPort, flags, seq, ack, window, payloadLength, length, capturedLength } = segment
  return {
    type: 'packet', at, n, conn: tracked.connection, from: formatEndpoint(book.text(source), sourcePort),
    to: formatEndpoint(book.text(destination), destinationPort), flags: flagsText(flags), seq: tracked.relativeSeq, ack: tracked.relativeAck,
    len: payloadLength, win: window, length, caplen: capturedLength, verdict: 'passed', rawSeq: seq, rawAck: ack
  }
}
