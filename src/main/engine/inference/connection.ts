import type { Nanoseconds } from '../../../shared/base/brand'
import { NO_INSTANT } from '../../../shared/base/brand'
import type { AddressId } from '../../../shared/model/address'
import type { Cause } from '../../../shared/model/events'
import { seq, seqAdd, seqAfter } from '../../../shared/tcp/sequence'
import type { SeqNumber } from '../../../shared/tcp/sequence'
import type { End, TcpState } from '../../../shared/tcp/state'
import { connectionName } from './connection-name'
import type { ReceiveQueue } from './receive-queue'
import { Watch } from './watch'

/** A transition that was inferred and not told yet. */
export interface HeldTransition {
  to: TcpState
  at: Nanoseconds
  cause: Cause
  /** 0 when no packet says so. */
  packet: number
  /** ns: when that became known. Later than `at` where only a later segment tells (SYN-RECEIVED, by its SYN,ACK), or the kernel was asked late. */
  since: Nanoseconds
}

/** States in which this end's FIN is on its way, acknowledged, and in which the peer's has been received (RFC 9293 section 3.3.2). */
const FIN_UNACKNOWLEDGED: ReadonlySet<TcpState> = new Set<TcpState>(['FIN-WAIT-1', 'CLOSING', 'LAST-ACK'])
const FIN_ACKNOWLEDGED: ReadonlySet<TcpState> = new Set<TcpState>(['FIN-WAIT-2', 'TIME-WAIT'])
export const FIN_RECEIVED: ReadonlySet<TcpState> = new Set<TcpState>(['CLOSE-WAIT', 'CLOSING', 'LAST-ACK', 'TIME-WAIT'])

/**
 * One end of a connection: its state, and the variables of RFC 9293 section 3.3.1 as far as segments tell them. Both ends are judged alike.
 * Its address and the peer's, so it also names its socket (`Lookup`).
 */
export class ConnectionEnd {
  /** As inferred from everything seen; CLOSED before the first transition. */
  state: TcpState = 'CLOSED'
  /** As told last. Differs from `state` while transitions are held. */
  shown: TcpState = 'CLOSED'
  /** ns, of the last transition told. */
  shownAt: Nanoseconds = NO_INSTANT
  /** Has a transition, told or held. */
  begun = false
  /** Has a transition told. */
  told = false
  /** Came through LISTEN. */
  passive = false
  held: HeldTransition[] | undefined = undefined
  /** The ledger's number of this end's latest wait. */
  waits = 0

  /** SND.NXT and SND.UNA are known. */
  sndKnown = false
  /** ISS is known: the SYN was seen. */
  issKnown = false
  /** `iss` has a value. */
  based = false
  /** ISS; where the SYN was not seen, such that the first segment seen has relative number 1. */
  iss: SeqNumber = seq(0)
  sndUna: SeqNumber = seq(0)
  sndNxt: SeqNumber = seq(0)
  finSent = false
  /** Sequence number of the FIN itself, and the packet that brought it first. */
  finSeq: SeqNumber = seq(0)
  finPacket = 0
  /** What its latest copy acknowledged. */
  finAck: SeqNumber = seq(0)
  /** RCV.NXT is known. */
  rcvKnown = false
  rcvNxt: SeqNumber = seq(0)
  queue: ReceiveQueue | undefined = undefined
  /** TS.Recent of RFC 7323, or -1. */
  tsRecent = -1
  /** SYNs, SYN,ACKs and FINs sent again. */
  resent = 0
  /** A call that was seen and whose segment was not yet: connect(), close(), shutdown(). */
  call: Cause | undefined = undefined
  callAt: Nanoseconds = NO_INSTANT

  /** The other end; where a socket is connected to itself, this one. Set by the connection. */
  peer: ConnectionEnd = this

  constructor(
    readonly connection: Connection, readonly name: End, public local: AddressId, public localPort: number, public remote: AddressId, public remotePort: number,
    readonly watch: Watch | undefined
  ) {}

  /** As new, for another connection. */
  renew(local: AddressId, localPort: number, remote: AddressId, remotePort: number): void {
    this.local = local
    this.localPort = localPort
    this.remote = remote
    this.remotePort = remotePort
    this.state = this.shown = 'CLOSED'
    this.shownAt = this.callAt = NO_INSTANT
    this.begun = this.told = this.passive = this.finSent = false
    this.sndKnown = this.issKnown = this.based = this.rcvKnown = false
    this.held = this.queue = this.call = undefined
    this.iss = this.sndUna = this.sndNxt = this.finSeq = this.finAck = this.rcvNxt = seq(0)
    this.finPacket = this.resent = 0
    this.tsRecent = -1
  }

  /** CLOSED for good, back in LISTEN, or never begun; and nothing is held. */
  get over(): boolean {
    return (this.state === 'CLOSED' || this.state === 'LISTEN') && this.held === undefined
  }

  /** A SYN was answered: this end had been listening (RFC 9293 section 3.10.7.2). */
  beginPassive(): void {
    this.state = 'LISTEN'
    this.shown = 'LISTEN'
    this.passive = true
  }

  /** Its SYN has this sequence number, seen or known by its acknowledgment. */
  startAt(iss: SeqNumber): void {
    this.iss = iss
    this.based = true
    this.issKnown = true
    this.sndKnown = true
    this.sndUna = iss
    this.sndNxt = seqAdd(iss, 1)
  }

  /** Whether an acknowledgment number covers this end's FIN; nothing valid lies beyond it. */
  finCoveredBy(ack: SeqNumber): boolean {
    return this.finSent && ack === seqAdd(this.finSeq, 1)
  }

  /** Takes a state that something stronger than segments told, and brings the variables into agreement with it. */
  adopt(state: TcpState): void {
    this.state = state
    const { peer } = this
    if (state === 'CLOSED' || state === 'LISTEN') return this.adoptNothing()
    this.begun = true
    if (state === 'SYN-SENT' || state === 'SYN-RECEIVED') {
      this.sndUna = this.iss
      this.finSent = false
    } else if (FIN_UNACKNOWLEDGED.has(state)) {
      if (this.finSent && seqAfter(this.sndUna, this.finSeq)) this.sndUna = this.finSeq
    } else if (FIN_ACKNOWLEDGED.has(state)) {
      if (this.finSent) this.sndUna = seqAdd(this.finSeq, 1)
    } else this.finSent = false
    if (state === 'SYN-SENT') this.rcvKnown = false
    if (!peer.finSent || !this.rcvKnown) return
    if (FIN_RECEIVED.has(state)) this.rcvNxt = seqAdd(peer.finSeq, 1)
    else if (seqAfter(this.rcvNxt, peer.finSeq)) {
      this.rcvNxt = peer.finSeq
      this.queue = undefined
    }
  }

  /** What it was taken for never was: it is as if no segment had come. */
  private adoptNothing(): void {
    if (this.told) return
    this.begun = false
    this.passive = false
    this.state = 'CLOSED'
    this.shown = 'CLOSED'
    this.sndKnown = false
  }
}

/** A SYN for a 4-tuple that is still in use: it may be refused, so it is no connection until it is answered. */
export interface CandidateSyn {
  readonly from: ConnectionEnd
  readonly seq: SeqNumber
  readonly tsVal: number
  readonly at: Nanoseconds
  readonly packet: number
}

export interface ConnectionParts {
  readonly number: number
  /** Of its 4-tuple: the same for every incarnation while one of them is known. */
  readonly flow: number
  readonly client: AddressId
  readonly clientPort: number
  readonly server: AddressId
  readonly serverPort: number
  /** Whether the kernel will be asked about its ends. */
  readonly kernel: boolean
}

/** One incarnation of a 4-tuple: two ends. */
export class Connection {
  /** From 1 on. */
  number = 0
  flow = 0
  readonly client: ConnectionEnd
  readonly server: ConnectionEnd
  /** A socket connected to itself: one end, which is its own peer. */
  self = false
  /** The last SYN towards an end that has not answered yet. */
  synAt: Nanoseconds = NO_INSTANT
  synPacket = 0
  candidate: CandidateSyn | undefined = undefined
  /** The incarnation before, while one of its ends may still be what answers this one's SYN. */
  previous: Connection | undefined = undefined
  /** A segment of it was seen. */
  packetSeen = false
  /** Waits to be forgotten. */
  retired = false

  constructor(parts: ConnectionParts) {
    const { client, clientPort, server, serverPort, kernel } = parts
    this.client = new ConnectionEnd(this, 'client', client, clientPort, server, serverPort, kernel ? new Watch() : undefined)
    this.server = new ConnectionEnd(this, 'server', server, serverPort, client, clientPort, kernel ? new Watch() : undefined)
    this.renew(parts)
  }

  /** As new, for this incarnation: without a kernel that is asked, the objects of one that was put away serve again. */
  renew({ number, flow, client, clientPort, server, serverPort }: ConnectionParts): void {
    this.number = number
    this.flow = flow
    this.self = client === server && clientPort === serverPort
    this.client.renew(client, clientPort, server, serverPort)
    this.server.renew(server, serverPort, client, clientPort)
    this.client.peer = this.self ? this.client : this.server
    this.server.peer = this.client
    this.synAt = NO_INSTANT
    this.synPacket = 0
    this.candidate = this.previous = undefined
    this.packetSeen = this.retired = false
  }

  /** Its public name: `c1`. */
  get id(): string {
    return connectionName(this.number)
  }

  /** The end with this address. */
  endAt(address: AddressId, port: number): ConnectionEnd {
    return port === this.client.localPort && address === this.client.local ? this.client : this.server
  }

  get over(): boolean {
    return this.client.over && this.server.over
  }
}
