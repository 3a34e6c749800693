import type { Nanoseconds } from '../../../shared/base/brand'
import type { AddressBook, AddressId } from '../../../shared/model/address'
import { parseEndpoint } from '../../../shared/model/endpoint'
import type { SessionEvent } from '../../../shared/model/events'
import type { Segment } from '../../../shared/model/segment'
import type { SocketSample, SocketSnapshot } from '../../../shared/model/socket-sample'
import { ACK, SYN } from '../../../shared/tcp/flags'
import { seqAdd, seqRelative } from '../../../shared/tcp/sequence'
import type { End } from '../../../shared/tcp/state'
import { ApiCalls } from './api-calls'
import type { ApiCall } from './api-calls'
import type { Connection, ConnectionEnd } from './connection'
import { connectionName } from './connection-name'
import { EventLog, type DecisionTaker } from './event-log'
import { Flows } from './flows'
import { Incarnations } from './incarnations'
import { KernelSide } from './kernel-side'
import type { Lookup } from './lookup'
import { Ledger } from './ledger'
import { ReceivingRules } from './receiving-rules'
import type { SamplingLoad } from './sampling-plan'
import { SendingRules } from './sending-rules'
import { MOST_DENSE } from './time-wait-clock'
import type { TrackedPacket } from './tracked-packet'

export type { ApiCall } from './api-calls'
export type { Lookup } from './lookup'
export type { TrackedPacket } from './tracked-packet'

/** Whether a segment was sent by the end whose address it bears, and received by the other. */
export interface SegmentWay {
  readonly sent: boolean
  readonly received: boolean
}

const WHOLE_WAY: SegmentWay = { sent: true, received: true }

export interface TrackerOptions {
  readonly book: AddressBook
  /** Whether the kernel's socket table will be asked: then a transition inferred from a segment is held, at most MAX_HOLD, until its word is in. */
  readonly kernel: boolean
  /** Whether segments will come; without them the kernel's word alone counts, and one reading decides. Default true. */
  readonly packets?: boolean
  /** Ticks a second of the watched kernel (CONFIG_HZ): how late its timers may fire. */
  readonly hz: number
}

/**
 * What happens to every connection, from segments, calls, and the kernel's word: judges both ends by the same rules and does not know which is ours.
 * Pure: no clock, no I/O; instants are arguments, and decisions come out of `take()`.
 *
 * The driver: `onSegment` for each captured segment in order; ask the kernel for `lookups()`, then drain the capture, then `onSample` or `onMissing`
 * for each; `settle()`; `take()`. With stamps of the capture up to `at` seen, a reading cannot race with segments that are still unread.
 */
export class ConnectionTracker implements SamplingLoad {
  /** Whether segments will come. */
  readonly packets: boolean
  private readonly log: EventLog
  private readonly listening = new Set<number>()
  private readonly flows: Flows
  private readonly ledger: Ledger
  private readonly side: KernelSide
  private readonly incarnations: Incarnations
  private readonly sending: SendingRules
  private readonly receiving: ReceivingRules
  private readonly calls: ApiCalls
  private readonly book: AddressBook
  private readonly kernel: boolean
  private readonly tracked = new Tracked()

  constructor(options: TrackerOptions) {
    const { book, kernel, hz, packets = true } = options
    const { listening } = this
    const log = new EventLog(book)
    this.log = log
    this.book = book
    this.kernel = kernel
    this.packets = packets
    this.calls = new ApiCalls(book)
    this.flows = new Flows(kernel)
    this.ledger = new Ledger(kernel, log)
    this.side = new KernelSide({ kernel, packets, hz, log, flows: this.flows, ledger: this.ledger, listening })
    this.incarnations = new Incarnations(this.flows, this.ledger, listening)
    this.sending = new SendingRules(this.ledger, kernel)
    this.receiving = new ReceivingRules(this.ledger, this.side.clock)
  }

  /**
   * Takes one segment.
   * @param way what is known of its way: whether its end sent it (not so when it was injected), and whether the other received it (not so when it was lost)
   * @returns where it belongs; the object is overwritten by the next call
   */
  onSegment(segment: Segment, way: SegmentWay = WHOLE_WAY): TrackedPacket {
    if (!this.kernel) this.ledger.settle(segment.at)
    this.flows.tidy()
    this.ledger.setClock(segment.at)
    const connection = this.incarnations.route(segment)
    const from = connection.endAt(segment.source, segment.sourcePort)
    const to = from.peer
    const { tracked } = this
    tracked.begins = !connection.packetSeen
    if (tracked.begins) this.begin(connection, segment)
    if (!from.based || !to.based) base(from, to, segment)
    tracked.number = connection.number
    tracked.fromEnd = from.name
    tracked.relativeSeq = seqRelative(segment.seq, from.iss)
    tracked.relativeAck = (segment.flags & ACK) === 0 ? 0 : seqRelative(segment.ack, to.iss)
    if (way.sent) this.sending.sent(from, to, segment)
    if (way.received) this.receiving.received(to, from, segment)
    return tracked
  }

  /**
   * Takes a system call; before or after the segment it sends.
   * @returns whose it was, or undefined when no connection of these addresses is known (yet)
   */
  onApiCall(call: ApiCall): { readonly conn: string; readonly end: End } | undefined {
    const { local, remote } = call
    const from = local === undefined ? undefined : parseEndpoint(local)
    const to = remote === undefined ? undefined : parseEndpoint(remote)
    if (from === undefined || to === undefined) return undefined
    const end = this.side.endOf(this.book.fromText(from.address), from.port, this.book.fromText(to.address), to.port)
    if (end === undefined || (call.call === 'connect' && end.connection.over)) {
      this.calls.expect(call)
      return undefined
    }
    if (this.calls.apply(end, call)) this.side.askAbout(end, call.at)
    return { conn: end.connection.id, end: end.name }
  }

  /** What an exact lookup found. @param pid the process that has the socket open, where it is known */
  onSample(sample: SocketSample, pid: number | undefined): void {
    this.side.onSample(sample, pid)
  }

  /** Which ports listen, from a dump that is taken whole only after segments that came before it: who is the server of a connection that was not seen from its SYN on. */
  onListeners(snapshot: SocketSnapshot): void {
    this.side.onListeners(snapshot)
  }

  /** Takes a whole dump; keeps nothing of it. */
  onSnapshot(snapshot: SocketSnapshot): void {
    this.side.onSnapshot(snapshot)
  }

  /** An exact lookup found nothing, or only a listener. @param since when the kernel was asked, and when it had answered */
  onMissing(lookup: Lookup, since: Nanoseconds, at: Nanoseconds): void {
    this.side.onMissing(lookup, since, at)
  }

  /** Exact lookups that would decide something now, the longest wanted first. One that is not answered comes again, 20 ms later. */
  lookups(now: Nanoseconds, limit: number): readonly Lookup[] {
    return this.side.lookups(now, limit)
  }

  /** When `lookups` will next have something, or undefined while nothing is open. */
  nextLookup(): Nanoseconds | undefined {
    return this.side.nextLookup()
  }

  /** Tells what has waited its limit. Never changes what is told, only when. @param now with a kernel: when it was asked last, for what came since then waits for its word */
  settle(now: Nanoseconds): void {
    this.ledger.settle(now)
  }

  /** Events since the last call, in the order in which they were decided. */
  take(): SessionEvent[] {
    return this.log.take()
  }

  /** The same without an event made of each, for whoever takes them as numbers. */
  handTo(taker: DecisionTaker): void {
    this.log.handTo(taker)
  }

  /** Forgets the events since the last call, for whoever only follows the connections. @returns how many they were */
  discard(): number {
    return this.log.discard()
  }

  /** The session ends: whatever is still open is told as it stands. */
  finish(now: Nanoseconds): void {
    this.ledger.settle(now)
    this.ledger.finish()
  }

  /**
   * Reading a recording: with the packet stamped `at`, this connection began. Segments then belong to connections as they did when they were
   * recorded; beginnings are inferred no more.
   */
  onRecordedBegin(number: number, client: AddressId, clientPort: number, server: AddressId, serverPort: number, at: Nanoseconds): void {
    this.incarnations.record({ number, at, client, clientPort, server, serverPort })
  }

  /** Connections kept now: those that go on, and the last that ended. */
  get connections(): number {
    return this.flows.size
  }

  /** Transitions since the last dump. */
  get changed(): number {
    return this.side.changed
  }

  /** TIME-WAITs that are counting. */
  get timeWaits(): number {
    return this.side.clock.timeWaits
  }

  /** Countdowns that have reached 0 and are too many to be asked about one by one: only dumps will see them end. */
  get crowded(): boolean {
    return this.side.clock.dense > MOST_DENSE
  }

  private begin(connection: Connection, segment: Segment): void {
    connection.packetSeen = true
    if ((segment.flags & (SYN | ACK)) === SYN) this.calls.recall(connection.client)
    else if (connection.over) this.flows.retireWhenDone(connection)
  }
}

/** Filled again and again. The connection's name is made when somebody asks for it. */
class Tracked implements TrackedPacket {
  number = 0
  fromEnd: End = 'client'
  relativeSeq = 0
  relativeAck = 0
  begins = false

  get connection(): string {
    return connectionName(this.number)
  }
}

/** The zero of relative numbers, where no SYN has given it: such that the first number seen is 1. */
function base(from: ConnectionEnd, to: ConnectionEnd, { flags, seq: first, ack }: Segment): void {
  if (!from.based) {
    from.iss = (flags & SYN) === 0 ? seqAdd(first, -1) : first
    from.based = true
  }
  if (!to.based && (flags & ACK) !== 0) {
    to.iss = seqAdd(ack, -1)
    to.based = true
  }
}
