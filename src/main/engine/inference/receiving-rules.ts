import type { Nanoseconds } from '../../../shared/base/brand'
import type { Segment } from '../../../shared/model/segment'
import { ACK, FIN, RST, SYN } from '../../../shared/tcp/flags'
import { seqAdd, seqAfter, seqDiff } from '../../../shared/tcp/sequence'
import { acceptable, noteTimestamp, resetAcceptable, segmentEnd } from './acceptability'
import type { ConnectionEnd } from './connection'
import type { Ledger } from './ledger'
import { ReceiveQueue } from './receive-queue'

/** Told of segments that reach an end in TIME-WAIT. */
export interface TimeWaitListener {
  onSegmentInTimeWait(end: ConnectionEnd, segment: Segment): void
}

/** No acknowledgment can be further ahead of what was seen than the largest window. */
const LARGEST_WINDOW = 2 ** 30

/** What a segment does to the end that receives it, just after; taken as delivered. The checks of RFC 9293 section 3.10.7 in their order. */
export class ReceivingRules {
  constructor(private readonly ledger: Ledger, private readonly timeWait: TimeWaitListener) {}

  received(end: ConnectionEnd, peer: ConnectionEnd, segment: Segment): void {
    switch (end.state) {
      case 'CLOSED': case 'LISTEN':
        if (!end.begun) this.receivedUnanswered(end, peer, segment)
        return
      case 'SYN-SENT': return this.receivedInSynSent(end, segment)
      case 'TIME-WAIT': return this.receivedInTimeWait(end, segment)
      default: return this.receivedSynchronized(end, peer, segment)
    }
  }

  /** Nothing has come from this end yet: it may listen, or not be there. */
  private receivedUnanswered(end: ConnectionEnd, peer: ConnectionEnd, segment: Segment): void {
    const { connection } = end
    if ((segment.flags & (SYN | ACK)) === SYN) {
      connection.synAt = segment.at
      connection.synPacket = segment.n
      noteTimestamp(end, segment)
    } else if ((segment.flags & (ACK | RST | SYN)) === ACK && peer.state !== 'SYN-SENT' && peer.begun && peer.issKnown) {
      // The client acknowledges a SYN,ACK that was not captured.
      end.beginPassive()
      end.startAt(seqAdd(segment.ack, -1))
      this.ledger.move(end, 'SYN-RECEIVED', connection.synPacket === 0 ? segment.at : connection.synAt, 'received SYN', connection.synPacket)
      this.receivedSynchronized(end, peer, segment)
    }
  }

  /** RFC 9293 section 3.10.7.3. */
  private receivedInSynSent(end: ConnectionEnd, segment: Segment): void {
    const { flags, at, n } = segment
    const acknowledges = (flags & ACK) !== 0 && (segment.ack === end.sndNxt || !end.sndKnown)
    if ((flags & RST) !== 0) {
      if (acknowledges) this.ledger.move(end, 'CLOSED', at, 'received RST', n)
      return
    }
    if ((flags & SYN) === 0 || ((flags & ACK) !== 0 && !acknowledges)) return
    end.rcvNxt = seqAdd(segment.seq, 1)
    end.rcvKnown = true
    noteTimestamp(end, segment)
    if (!acknowledges) return this.ledger.move(end, 'SYN-RECEIVED', at, 'received SYN', n)
    if (!end.sndKnown) end.startAt(seqAdd(segment.ack, -1))
    end.sndUna = segment.ack
    end.sndNxt = segment.ack
    this.ledger.move(end, 'ESTABLISHED', at, 'received SYN,ACK', n)
  }

  private receivedInTimeWait(end: ConnectionEnd, segment: Segment): void {
    if ((segment.flags & RST) === 0) return this.timeWait.onSegmentInTimeWait(end, segment)
    if (!end.rcvKnown || segment.seq === end.rcvNxt) this.ledger.move(end, 'CLOSED', segment.at, 'received RST', segment.n)
  }

  /** RFC 9293 section 3.10.7.4: the sequence number, RST, SYN, ACK, then text and FIN. For a RST Linux has a rule of its own on sequence numbers. */
  private receivedSynchronized(end: ConnectionEnd, peer: ConnectionEnd, segment: Segment): void {
    const { flags } = segment
    if ((flags & RST) !== 0) return this.receivedReset(end, segment)
    if (!acceptable(end, segment)) return
    if ((flags & SYN) !== 0) {
      if (end.state === 'SYN-RECEIVED' && (flags & ACK) !== 0) this.acknowledge(end, segment)
      return
    }
    if ((flags & ACK) === 0 || !this.acknowledge(end, segment)) return
    noteTimestamp(end, segment)
    if (segment.payloadLength > 0 || (flags & FIN) !== 0) this.deliver(end, peer, segment)
  }

  private receivedReset(end: ConnectionEnd, segment: Segment): void {
    if (!resetAcceptable(end, segment)) return
    this.ledger.move(end, end.state === 'SYN-RECEIVED' && end.passive ? 'LISTEN' : 'CLOSED', segment.at, 'received RST', segment.n)
  }

  /** @returns false when the segment goes no further: it acknowledges what was never sent */
  private acknowledge(end: ConnectionEnd, segment: Segment): boolean {
    const { ack, at, n } = segment
    if (!end.sndKnown) {
      end.sndKnown = true
      end.sndNxt = ack
    } else if (seqAfter(ack, end.sndNxt)) {
      // Beyond a FIN nothing can follow; else the capture missed what this end sent.
      if (end.finSent || end.state === 'SYN-RECEIVED' || seqDiff(ack, end.sndNxt) > LARGEST_WINDOW) return false
      end.sndNxt = ack
    } else if (!seqAfter(ack, end.sndUna)) return end.state !== 'SYN-RECEIVED'
    end.sndUna = ack
    if (end.state === 'SYN-RECEIVED') this.ledger.move(end, 'ESTABLISHED', at, 'received ACK of SYN', n)
    else if (end.finCoveredBy(ack)) this.finAcknowledged(end, segment)
    return true
  }

  private finAcknowledged(end: ConnectionEnd, { at, n }: Segment): void {
    if (end.state === 'FIN-WAIT-1') this.ledger.move(end, 'FIN-WAIT-2', at, 'received ACK of FIN', n)
    else if (end.state === 'CLOSING') this.ledger.move(end, 'TIME-WAIT', at, 'received ACK of FIN', n)
    else if (end.state === 'LAST-ACK') this.ledger.move(end, 'CLOSED', at, 'received ACK of FIN', n)
  }

  /** In order it advances RCV.NXT; out of order it is kept. A FIN counts only when everything before it is here. */
  private deliver(end: ConnectionEnd, peer: ConnectionEnd, segment: Segment): void {
    if (end.state !== 'ESTABLISHED' && end.state !== 'FIN-WAIT-1' && end.state !== 'FIN-WAIT-2') return
    const after = segmentEnd(segment)
    if (!end.rcvKnown) {
      end.rcvKnown = true
      end.rcvNxt = segment.seq
    }
    if (seqAfter(segment.seq, end.rcvNxt)) {
      end.queue ??= new ReceiveQueue()
      end.queue.add(segment.seq, after)
      return
    }
    if (seqAfter(after, end.rcvNxt)) end.rcvNxt = end.queue === undefined ? after : end.queue.advance(after)
    if (peer.finSent && seqAfter(end.rcvNxt, peer.finSeq)) receiveFin(this.ledger, end, segment.at, segment.n)
  }
}

/** The peer's FIN is received, with everything before it. */
export function receiveFin(ledger: Ledger, end: ConnectionEnd, at: Nanoseconds, packet: number): void {
  if (end.state === 'ESTABLISHED') ledger.move(end, 'CLOSE-WAIT', at, 'received FIN', packet)
  else if (end.state === 'FIN-WAIT-1') ledger.move(end, 'CLOSING', at, 'received FIN', packet)
  else if (end.state === 'FIN-WAIT-2') ledger.move(end, 'TIME-WAIT', at, 'received FIN', packet)
}
