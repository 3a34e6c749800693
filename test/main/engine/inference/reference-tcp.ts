import { ACK, FIN, PSH, RST, SYN } from '../../../../src/shared/tcp/flags'
import type { End, TcpState } from '../../../../src/shared/tcp/state'

/** A segment of the reference: sequence numbers are unbounded integers here, so that wrapping is only the tracker's concern. */
export interface Sent {
  readonly from: End
  readonly seq: number
  readonly ack: number
  readonly flags: number
  readonly length: number
}

/** A state and since when. */
export interface Lived {
  readonly state: TcpState
  readonly at: number
}

const WINDOW = 65_535
/** Timeouts in a row before an end gives up, silently. */
const TRIES = 4
export const TIME_WAIT = 60e9

/**
 * One TCP end after RFC 9293 section 3.10, written apart from the tracker and unlike it: it acts, and the tracker watches. Linux where it differs:
 * RST only at RCV.NXT (RFC 5961), an old segment is looked at if it ends at RCV.NXT, data for a closed reader is answered with RST.
 */
export class ReferenceEnd {
  readonly life: Lived[] = []
  state: TcpState
  timeWaitUntil = Infinity
  /** The process has closed it: nobody reads any more. */
  orphan = false
  private una: number
  private nxt: number
  private rcvNxt = 0
  private passive = false
  private finAt = Infinity
  /** Bytes accepted from the process, and not yet sent. */
  private unsent = 0
  private finWanted = false
  private readonly beyond: [number, number][] = []
  private peerFin = Infinity
  private tries = 0

  constructor(readonly name: End, private readonly iss: number, private readonly now: () => number, private readonly send: (segment: Sent) => void) {
    this.state = name === 'server' ? 'LISTEN' : 'CLOSED'
    this.una = iss
    this.nxt = iss
  }

  connect(): void {
    if (this.state !== 'CLOSED' && this.state !== 'LISTEN') return
    this.enter('SYN-SENT')
    this.emit(SYN, this.iss, 0, false)
    this.nxt = this.iss + 1
  }

  write(length: number): void {
    if (this.finWanted || (this.state !== 'ESTABLISHED' && this.state !== 'CLOSE-WAIT')) return
    this.unsent += length
    this.push()
  }

  /** @param keeps shutdown(SHUT_WR): the process goes on reading */
  close(keeps: boolean): void {
    if (!keeps) this.orphan = true
    if (this.finWanted || this.orphan && this.state === 'SYN-SENT') {
      if (this.state === 'SYN-SENT') this.enter('CLOSED')
      return
    }
    if (this.state !== 'ESTABLISHED' && this.state !== 'CLOSE-WAIT') return
    this.finWanted = true
    this.enter(this.state === 'ESTABLISHED' ? 'FIN-WAIT-1' : 'LAST-ACK')
    this.push()
  }

  abort(): void {
    if (!['SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT'].includes(this.state)) return
    this.emit(RST | ACK, this.nxt, 0)
    this.enter('CLOSED')
  }

  /** 2 MSL are over. */
  wake(): void {
    if (this.state === 'TIME-WAIT' && this.now() >= this.timeWaitUntil) this.enter('CLOSED')
  }

  /** Its 4-tuple is needed: reused by connect(), or recycled by a SYN. */
  leaveTimeWait(): void {
    if (this.state === 'TIME-WAIT') this.enter('CLOSED')
  }

  /** The retransmission timer. */
  timeout(): void {
    if (this.state === 'TIME-WAIT' || this.una === this.nxt || this.state === 'CLOSED' || this.state === 'LISTEN') return
    if (++this.tries > TRIES) return this.enter('CLOSED')
    if (this.state === 'SYN-SENT') return this.emit(SYN, this.iss, 0, false)
    if (this.state === 'SYN-RECEIVED') return this.emit(SYN | ACK, this.iss, 0)
    const fin = this.nxt > this.finAt
    this.emit(ACK | (fin ? FIN : 0), this.una, this.nxt - this.una - (fin ? 1 : 0))
  }

  receive(segment: Sent): void {
    switch (this.state) {
      case 'CLOSED': return this.refuse(segment)
      // One life an end: a SYN that comes again would begin another.
      case 'LISTEN': return this.passive ? this.refuse(segment) : this.receiveInListen(segment)
      case 'SYN-SENT': return this.receiveInSynSent(segment)
      case 'TIME-WAIT': return this.receiveInTimeWait(segment)
      default: return this.receiveSynchronized(segment)
    }
  }

  private refuse({ flags, seq, ack, length }: Sent): void {
    if (flags & RST) return
    if (flags & ACK) this.send({ from: this.name, seq: ack, ack: 0, flags: RST, length: 0 })
    else this.send({ from: this.name, seq: 0, ack: seq + length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0), flags: RST | ACK, length: 0 })
  }

  private receiveInListen(segment: Sent): void {
    if (segment.flags & RST) return
    if (segment.flags & ACK) return this.refuse(segment)
    if (!(segment.flags & SYN)) return
    this.passive = true
    this.rcvNxt = segment.seq + 1
    this.enter('SYN-RECEIVED')
    this.emit(SYN | ACK, this.iss, 0)
    this.nxt = this.iss + 1
  }

  private receiveInSynSent(segment: Sent): void {
    const { flags, seq, ack } = segment
    if (flags & ACK && ack !== this.nxt) return this.refuse(segment)
    if (flags & RST) return flags & ACK ? this.enter('CLOSED') : undefined
    if (!(flags & SYN)) return
    this.rcvNxt = seq + 1
    this.tries = 0
    if (flags & ACK) {
      this.una = ack
      this.enter('ESTABLISHED')
      this.acknowledge()
      this.push()
    } else {
      this.enter('SYN-RECEIVED')
      this.emit(SYN | ACK, this.iss, 0)
    }
  }

  private receiveInTimeWait({ flags, seq }: Sent): void {
    if (flags & RST) return seq === this.rcvNxt ? this.enter('CLOSED') : undefined
    this.timeWaitUntil = this.now() + TIME_WAIT
    this.acknowledge()
  }

  private receiveSynchronized(segment: Sent): void {
    const { flags, seq, ack, length } = segment
    const after = seq + length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)
    if (after < this.rcvNxt || seq > this.rcvNxt + WINDOW) return flags & RST ? undefined : this.acknowledge()
    if (flags & RST) {
      if (seq === this.rcvNxt) return this.enter(this.state === 'SYN-RECEIVED' && this.passive ? 'LISTEN' : 'CLOSED')
      return this.acknowledge()
    }
    const completes = this.state === 'SYN-RECEIVED' && flags & ACK && seq + 1 === this.rcvNxt && ack === this.nxt
    if (flags & SYN && !completes) return this.acknowledge()
    if (!(flags & ACK)) return
    if (!this.takeAck(segment)) return
    if (length > 0 || flags & FIN) this.takeText(segment, after)
  }

  /** Fifth check. @returns false when the segment goes no further */
  private takeAck(segment: Sent): boolean {
    const { ack } = segment
    if (this.state === 'SYN-RECEIVED') {
      if (ack <= this.una || ack > this.nxt) {
        this.refuse(segment)
        return false
      }
      this.enter('ESTABLISHED')
    }
    if (ack > this.nxt) {
      this.acknowledge()
      return false
    }
    if (ack > this.una) {
      this.una = ack
      this.tries = 0
    }
    if (this.una > this.finAt) {
      if (this.state === 'FIN-WAIT-1') this.enter('FIN-WAIT-2')
      else if (this.state === 'CLOSING') this.enter('TIME-WAIT')
      else if (this.state === 'LAST-ACK') this.enter('CLOSED')
    }
    this.push()
    return this.state !== 'CLOSED'
  }

  /** Seventh and eighth check. */
  private takeText({ seq, length, flags }: Sent, after: number): void {
    if (this.orphan && length > 0 && seq + length > this.rcvNxt && (this.state === 'FIN-WAIT-1' || this.state === 'FIN-WAIT-2')) {
      this.emit(RST | ACK, this.nxt, 0)
      return this.enter('CLOSED')
    }
    if (!['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2'].includes(this.state)) return this.acknowledge()
    if (flags & FIN) this.peerFin = seq + length
    this.beyond.push([seq, after])
    for (let moved = true; moved;) {
      const at = this.beyond.findIndex(([from, to]) => from <= this.rcvNxt && to > this.rcvNxt)
      moved = at >= 0
      if (moved) this.rcvNxt = this.beyond.splice(at, 1)[0]?.[1] ?? this.rcvNxt
    }
    const closed = this.rcvNxt > this.peerFin
    if (closed) this.enter(this.state === 'ESTABLISHED' ? 'CLOSE-WAIT' : this.state === 'FIN-WAIT-1' ? 'CLOSING' : 'TIME-WAIT')
    this.acknowledge()
  }

  /** Sends what waits, in segments of at most 1000 bytes; the FIN goes with the last. */
  private push(): void {
    if (this.state === 'CLOSED' || this.state === 'TIME-WAIT') return
    while (this.unsent > 0 && this.nxt - this.una < 3000) {
      const length = Math.min(1000, this.unsent)
      this.unsent -= length
      this.nxt += length
      this.emit(PSH | ACK, this.nxt - length, length)
    }
    if (!this.finWanted || this.unsent > 0 || this.finAt < Infinity) return
    this.finAt = this.nxt++
    this.emit(FIN | ACK, this.finAt, 0)
  }

  private acknowledge(): void {
    this.emit(ACK, this.nxt, 0)
    this.push()
  }

  private emit(flags: number, seq: number, length: number, acks = true): void {
    this.send({ from: this.name, seq, ack: acks ? this.rcvNxt : 0, flags, length })
  }

  private enter(state: TcpState): void {
    this.state = state
    this.life.push({ state, at: this.now() })
    if (state === 'TIME-WAIT') this.timeWaitUntil = this.now() + TIME_WAIT
  }
}
