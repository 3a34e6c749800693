import type { AddressBook } from '../../../shared/model/address'
import type { SessionHeader } from '../../../shared/model/events'
import type { Segment } from '../../../shared/model/segment'
import type { DecisionTaker } from '../inference/event-log'
import type { SegmentFate } from '../inference/packet-event'
import type { TrackedPacket } from '../inference/tracked-packet'

/** How a file is told to somebody who reads no events: packets come as they were decoded, and no object or text is made of them. */
export interface RowTelling extends DecisionTaker {
  /** The session's header. @param recorded the file is a recording of ours, whose journal says what it likes about connections */
  begin(header: SessionHeader, recorded: boolean): void
  /** A packet, and where the tracker placed it. */
  segment(segment: Segment, tracked: TrackedPacket, book: AddressBook, fate: SegmentFate | undefined): void
}
