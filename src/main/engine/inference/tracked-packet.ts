import type { End } from '../../../shared/tcp/state'

/** Where a segment belongs. The tracker fills one object again and again: whoever keeps it copies it. */
export interface TrackedPacket {
  /** Public name of the connection, `c1`. */
  connection: string
  /** Who sent it. */
  fromEnd: End
  /** Relative to the ISS of each direction, 0 .. 2^32-1; to 1 for the first number seen where the SYN was not. 0 for the ack of a segment without ACK. */
  relativeSeq: number
  relativeAck: number
  /** The first segment of its connection. */
  begins: boolean
}
