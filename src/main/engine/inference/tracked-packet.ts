import type { End } from '../../../shared/tcp/state'

/** Where a segment belongs. The tracker fills one object again and again: whoever keeps it copies it. */
export interface TrackedPacket {
  /** Of the connection, from 1 on, and its public name, `c1`. */
  readonly number: number
  readonly connection: string
  /** Who sent it. */
  readonly fromEnd: End
  /** Relative to each direction's ISS, 0 .. 2^32-1; where no SYN was seen, the first number is 1. The ack of a segment without ACK is 0. */
  readonly relativeSeq: number
  readonly relativeAck: number
  /** The first segment of its connection. */
  readonly begins: boolean
}
