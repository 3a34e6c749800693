import { assertNever } from '../../../shared/base/assert'
import { msToNs } from '../../../shared/base/brand'
import type { Segment } from '../../../shared/model/segment'
import { ACK, FIN, RST, SYN } from '../../../shared/tcp/flags'
import { seqAdd, seqAfter } from '../../../shared/tcp/sequence'
import { resetAcceptable, sequenceLength } from './acceptability'
import { FIN_RECEIVED } from './connection'
import type { ConnectionEnd } from './connection'
import type { Ledger } from './ledger'
import { receiveFin } from './receiving-rules'
import { TIME_WAIT_MS } from './timer-wheel'

/**
 * What a segment says about the end that sent it: its state changed just before. Also what its acknowledgment number gives away: the sender has
 * received everything before it, whether the capture saw that or not.
 */
export class SendingRules {
  constructor(private readonly ledger: Ledger, private readonly kernel: boolean) {}

  sent(end: ConnectionEnd, peer: ConnectionEnd, segment: Segment): void {
    const { flags } = segment
    const crossed = end.held !== undefined && this.correct(end, peer, segment)
    if ((flags & RST) !== 0) return this.sentReset(end, peer, segment)
    if ((flags & SYN) !== 0) {
      if (isForeignSyn(end, segment)) return
      this.sentSyn(end, segment)
      this.confirm(end, peer, segment)
    } else {
      if (end.state !== 'ESTABLISHED') this.catchUp(end, peer, segment)
      if ((flags & ACK) !== 0) this.learnReceived(end, peer, segment)
      this.confirm(end, peer, segment)
      if ((flags & FIN) !== 0) this.sentFin(end, segment)
      if (crossed) receiveFin(this.ledger, end, segment.at, peer.finPacket)
    }
    this.advance(end, segment)
  }

  /** Its own word, without a kernel that has a better one: what was held was so. Before its FIN is looked at: what that leads to need not be held then. */
  private confirm(end: ConnectionEnd, peer: ConnectionEnd, { flags, ack }: Segment): void {
    if (this.kernel || end.held === undefined || (flags & ACK) === 0) return
    if (!peer.finSent || peer.finCoveredBy(ack)) this.ledger.releaseAll(end)
  }

  /**
   * A held transition may turn out never to have been when its end speaks next.
   * @returns true when the peer's FIN arrived only after this segment was sent
   */
  private correct(end: ConnectionEnd, peer: ConnectionEnd, { flags, ack }: Segment): boolean {
    const { held } = end
    const acksFin = !peer.finSent || peer.finCoveredBy(ack)
    // A FIN that does not acknowledge the peer's FIN was sent before that arrived: a simultaneous close (RFC 9293 section 3.6, figure 13).
    if ((flags & FIN) !== 0 && !acksFin && held?.at(-1)?.to === 'CLOSE-WAIT') {
      this.ledger.dropFrom(end, held.length - 1)
      return true
    }
    if ((flags & RST) === 0 || held === undefined) return false
    // A bare RST for the SYN,ACK, and the kernel never saw SYN-SENT: nobody here had sent that SYN.
    if ((flags & ACK) === 0 && !end.told && end.state === 'ESTABLISHED' && held[0]?.to === 'SYN-SENT') {
      this.ledger.drop(end)
      end.adopt('CLOSED')
      return false
    }
    // A RST that does not acknowledge it: aborted before it arrived. A bare RST answers it: there was no socket left to enter TIME-WAIT.
    const before = (flags & ACK) !== 0 ? held.findIndex(({ to }) => !acksFin && FIN_RECEIVED.has(to)) : held.findIndex(({ to }) => to === 'TIME-WAIT')
    if (before >= 0) this.ledger.dropFrom(end, before)
    return false
  }

  private sentSyn(end: ConnectionEnd, segment: Segment): void {
    const { connection } = end
    const answers = (segment.flags & ACK) !== 0
    if (end.begun && end.iss === segment.seq && (end.passive || !answers)) end.resent++
    if (!end.issKnown || end.iss !== segment.seq) end.startAt(segment.seq)
    if (answers && (!end.begun || end.state === 'SYN-SENT')) {
      end.rcvNxt = segment.ack
      end.rcvKnown = true
    }
    if (answers && !end.begun) {
      end.beginPassive()
      this.ledger.move(end, 'SYN-RECEIVED', connection.synPacket === 0 ? segment.at : connection.synAt, 'received SYN', connection.synPacket)
    } else if (answers && end.state === 'SYN-SENT') this.ledger.move(end, 'SYN-RECEIVED', segment.at, 'received SYN', 0)
    else if (!answers && !end.begun) this.opens(end, segment)
  }

  private opens(end: ConnectionEnd, { at, n }: Segment): void {
    const { connection, peer } = end
    this.ledger.move(end, 'SYN-SENT', at, end.call === 'connect()' ? 'connect()' : 'sent SYN', n)
    if (connection.synPacket === 0 || !peer.issKnown || peer === end) return
    // The peer's SYN was captured before, and answered by a SYN of its own: the two crossed (RFC 9293 section 3.5, figure 7).
    end.rcvNxt = seqAdd(peer.iss, 1)
    end.rcvKnown = true
    this.ledger.move(end, 'SYN-RECEIVED', at, 'received SYN', connection.synPacket)
  }

  /** It sends as only a later state does: what led there was not captured. */
  private catchUp(end: ConnectionEnd, peer: ConnectionEnd, segment: Segment): void {
    const { at, flags, ack } = segment
    const speaks = segment.payloadLength > 0 || (flags & FIN) !== 0
    if (end.state === 'SYN-SENT' && (flags & ACK) !== 0) this.ledger.move(end, 'ESTABLISHED', at, 'received SYN,ACK', 0)
    else if (end.state === 'SYN-RECEIVED' && speaks) this.ledger.move(end, 'ESTABLISHED', at, 'received ACK of SYN', 0)
    else if (!end.begun && peer.issKnown && seqAfter(ack, peer.iss) && !seqAfter(ack, peer.sndNxt)) {
      const { connection } = end
      end.beginPassive()
      this.ledger.move(end, 'SYN-RECEIVED', connection.synPacket === 0 ? at : connection.synAt, 'received SYN', connection.synPacket)
      this.ledger.move(end, 'ESTABLISHED', at, 'received ACK of SYN', 0)
    }
  }

  private learnReceived(end: ConnectionEnd, peer: ConnectionEnd, { ack, at }: Segment): void {
    if (!end.rcvKnown || seqAfter(ack, end.rcvNxt)) {
      end.rcvNxt = ack
      end.rcvKnown = true
      if (peer.sndKnown && seqAfter(ack, peer.sndNxt) && !peer.finSent) peer.sndNxt = ack
    }
    if (!peer.finCoveredBy(ack)) return
    // With the FIN it received what that acknowledged.
    if (end.state === 'FIN-WAIT-1' && end.finCoveredBy(peer.finAck)) this.ledger.move(end, 'FIN-WAIT-2', at, 'received ACK of FIN', peer.finPacket)
    receiveFin(this.ledger, end, at, peer.finPacket)
  }

  private sentFin(end: ConnectionEnd, segment: Segment): void {
    const finSeq = seqAdd(segment.seq, segment.payloadLength)
    if (!end.finSent || end.finSeq === finSeq) end.finAck = segment.ack
    if (end.finSent) {
      end.resent++
      return
    }
    end.finSent = true
    end.finSeq = finSeq
    end.finPacket = segment.n
    const cause = end.call === 'close()' || end.call === 'shutdown()' ? end.call : 'sent FIN'
    if (end.state === 'ESTABLISHED' || end.state === 'SYN-RECEIVED') this.ledger.move(end, 'FIN-WAIT-1', segment.at, cause, segment.n)
    else if (end.state === 'CLOSE-WAIT') this.ledger.move(end, 'LAST-ACK', segment.at, cause, segment.n)
  }

  private sentReset(end: ConnectionEnd, peer: ConnectionEnd, segment: Segment): void {
    const { at, n, flags, seq } = segment
    // Any other sequence number is not this end's own: a forged segment, or the answer to one.
    const genuine = seq === end.sndNxt || resetAcceptable(peer, segment)
    switch (end.state) {
      // From SYN-SENT it answers an unacceptable ACK, and the SYN goes on (RFC 9293 section 3.10.7.3).
      case 'CLOSED': case 'LISTEN': case 'SYN-SENT': return
      case 'TIME-WAIT':
        return this.ledger.move(end, 'CLOSED', at, at - end.shownAt >= msToNs(TIME_WAIT_MS) ? 'timer' : 'removed by the kernel', n)
      case 'SYN-RECEIVED':
        return seq === end.sndNxt ? this.ledger.move(end, 'CLOSED', at, 'sent RST', n) : undefined
      case 'FIN-WAIT-2': case 'CLOSING': {
        const nothingLeft = peer.finSent && (flags & ACK) === 0
        return genuine ? this.ledger.move(end, 'CLOSED', at, nothingLeft ? 'removed by the kernel' : 'sent RST', n) : undefined
      }
      case 'ESTABLISHED': case 'FIN-WAIT-1': case 'CLOSE-WAIT': case 'LAST-ACK':
        return genuine ? this.ledger.move(end, 'CLOSED', at, 'sent RST', n) : undefined
      default: assertNever(end.state, 'state')
    }
  }

  private advance(end: ConnectionEnd, segment: Segment): void {
    const after = seqAdd(segment.seq, sequenceLength(segment))
    if (!end.sndKnown) {
      end.sndKnown = true
      end.sndUna = segment.seq
      end.sndNxt = after
    } else if (seqAfter(after, end.sndNxt)) end.sndNxt = after
  }
}

/** A SYN that this end's socket did not send: it has another number. Until it is answered it changes nothing here. (A SYN cookie may change.) */
const isForeignSyn = (end: ConnectionEnd, { seq }: Segment): boolean => end.begun && end.issKnown && end.iss !== seq && end.state !== 'SYN-RECEIVED'
