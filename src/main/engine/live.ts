import { setImmediate, setTimeout as delay } from 'node:timers/promises'
import { ns } from '../../shared/base/brand'
import type { Nanoseconds } from '../../shared/base/brand'
import type { Failure } from '../../shared/base/result'
import type { AddressBook } from '../../shared/model/address'
import type { PacketCaptured } from '../../shared/model/events'
import { emptySegment } from '../../shared/model/segment'
import type { PacketNumber, Segment } from '../../shared/model/segment'
import type { SocketSnapshot } from '../../shared/model/socket-sample'
import type { End } from '../../shared/tcp/state'
import type { CaptureSource, PacketBatch } from './capture/source'
import type { ConnectionTracker, Lookup } from './inference/connection-tracker'
import { LateLooks } from './inference/late-looks'
import { packetEvent } from './inference/packet-event'
import { SamplingPlan } from './inference/sampling-plan'
import { Intake } from './intake'
import type { SockDiag } from './kernel/sock-diag'
import type { Owners } from './kernel/owners'
import type { Fate } from './lab/faults/fault-desk'
import type { SessionClock } from './native/clock'
import type { HeldPackets } from './recording/recorder'
import type { EventStream } from './stream'
import { decodeSegment } from './wire/decode-segment'
import { DECODED } from './wire/decoded'
import { ipPosition } from './wire/link'

/** Exact lookups in one round: about half a millisecond of the kernel's time. More would make the capture wait. */
const LOOKUPS_A_ROUND = 64
/** Rounds at one wake-up: a sample may bring segments, and they new questions. */
const ROUNDS = 4
/** ms between two readings of which the second decides. */
const LOOK_AGAIN_MS = 3
/** ms between two looks whether a burst is over, where packets are not let gather for longer. */
const BURST_LOOK_MS = 4
/** ns between two looks at the drop counters. */
const STATS_EVERY = 250_000_000
/** ms that the end of a session waits for packets to cease: a burst is over by then, and somebody else's flood on a machine that is watched may never be. */
const LAST_PACKETS_MS = 2_000

export interface LiveParts {
  readonly clock: Pick<SessionClock, 'now' | 'fromStamp'>
  readonly book: AddressBook
  readonly tracker: ConnectionTracker
  readonly stream: EventStream
  /** Without one (no permission to capture), the kernel's table alone is watched. */
  readonly source: CaptureSource | undefined
  readonly sockets: Pick<SockDiag, 'lookup'> & { dump(timeWait: boolean): SocketSnapshot }
  readonly owners: Pick<Owners, 'pidOf'>
  /** What an experiment does to segments; asked only while one runs. */
  readonly interference: Interference
  readonly onTrouble: (failure: Failure) => void
}

/** Says what became of a captured segment, and is told where it belongs. */
export interface Interference {
  /** Whether there is anything to ask. */
  readonly active: boolean
  fateOf(segment: Segment, bytes: Uint8Array, ip: number, end: number): Fate
  note(id: string, from: End, segment: Segment, bytes: Uint8Array, ip: number, end: number): void
}

/** A packet that has been judged and is told with the round's decisions. */
interface Arrived {
  readonly event: PacketCaptured
  readonly begins: boolean
  readonly fromEnd: End
  readonly held: HeldPackets | undefined
  readonly index: number
  /** The last segment of its batch. */
  last: boolean
}

/**
 * Packets and the kernel's socket table of this network namespace, as they happen, brought to one judgement: each captured batch goes through the
 * tracker, the tracker says which sockets to ask the kernel for, the answers decide what is told.
 */
export class Live {
  private readonly plan = new SamplingPlan()
  private readonly looks = new LateLooks()
  private readonly segment: Segment = emptySegment()
  private readonly arrived: Arrived[] = []
  private readonly intake = new Intake()
  /** A slice is scheduled. */
  private working = false
  private packets = 0
  private wake: NodeJS.Timeout | undefined
  private inRound = false
  private ended = false
  /** Packets that come are no part of the session any more. */
  private deaf = false
  private statsAt = ns(0)
  private droppedBefore = 0
  /**
   * When the kernel was last asked whatever the tracker wanted to know. What waits for its word waits by this clock: where the processor was taken away between question and
   * answer, or between the answer and the capture, nobody was silent.
   */
  private askedAt = ns(0)

  constructor(private readonly parts: LiveParts, private readonly lastPacketsMs = LAST_PACKETS_MS) {}

  /** Begins; what is open already is in the first dump. Its listeners are known before the first segment, which may be one from the middle of a connection. */
  start(): void {
    const { source, sockets, tracker, onTrouble } = this.parts
    source?.start((batch) => this.onBatch(batch), onTrouble)
    const first = sockets.dump(true)
    tracker.onListeners(first)
    this.join(first, true)
    this.round()
  }

  get captured(): number {
    return this.packets
  }

  /** Takes in everything up to now, and decides what can be decided; after a flood that takes a while, in which the event loop has its turns. */
  async catchUp(): Promise<void> {
    this.parts.source?.drain()
    while (this.workOne()) await setImmediate()
    this.round()
  }

  /** Sockets were made or taken away without a segment: the kernel is asked at once, and a moment later again, because one reading decides nothing against segments. */
  async look(): Promise<void> {
    await this.catchUp()
    this.dump(true)
    await delay(LOOK_AGAIN_MS)
    this.dump(true)
    this.round()
  }

  /** The last look: a whole dump, and whatever is still undecided is told as it stands. */
  async stop(): Promise<void> {
    if (this.ended) return
    const { source, tracker, clock } = this.parts
    if (await this.comeToRest()) {
      this.round()
      this.dump(true)
    }
    // In a flood that goes on the kernel's answer would be of a time whose packets nobody judges.
    this.deaf = true
    while (this.workOne()) await setImmediate()
    this.ended = true
    clearTimeout(this.wake)
    this.checkDrops(clock.now(), true)
    tracker.finish(clock.now())
    this.tell()
    source?.close()
  }

  /** @returns whether everything captured has been judged; false when packets come faster than they can be, for so long that it is not waited for */
  private async comeToRest(): Promise<boolean> {
    const limit = performance.now() + this.lastPacketsMs
    this.parts.source?.drain()
    while (this.workOne() && performance.now() < limit) await setImmediate()
    return this.intake.backlog === 0
  }

  private onBatch(batch: PacketBatch): void {
    if (this.deaf) return
    const ready = this.intake.offer(batch, performance.now())
    if (ready === undefined) {
      // Memory is bounded: what comes while this works waits in the ring.
      while (this.intake.full) this.workOne()
      this.workOff()
      return
    }
    this.judge(ready)
    this.round()
  }

  /** @returns whether there was one */
  private workOne(): boolean {
    const batch = this.intake.next()
    if (batch === undefined) return false
    this.judge(batch)
    this.tell()
    return true
  }

  /** Works off what was put aside, a slice at a time: in between, the event loop empties the ring. During a burst it only looks whether that is over. */
  private workOff(): void {
    if (this.working) return
    this.working = true
    // The next look waits for what was put aside, on purpose.
    this.looks.want(undefined)
    const rest = this.parts.source?.restMs ?? 0
    if (this.intake.patient(performance.now(), rest)) setTimeout(() => this.workSlice(false), Math.max(BURST_LOOK_MS, rest / 2))
    else void setImmediate().then(() => this.workSlice(true))
  }

  private workSlice(now: boolean): void {
    this.working = false
    if (this.ended) return
    if (now && this.workOne()) this.round()
    if (this.intake.backlog > 0) this.workOff()
  }

  private judge(batch: PacketBatch): void {
    const { clock, book, tracker, stream, interference } = this.parts
    const { segment, arrived } = this
    const held = stream.recording?.hold(batch)
    let last: Arrived | undefined
    for (let i = 0; i < batch.count; i++) {
      const offset = batch.offsets[i] ?? 0
      const decoded = decodeSegment(batch.bytes, offset, batch.capturedLengths[i] ?? 0, batch.lengths[i] ?? 0, batch.linkTypes[i] ?? 0, book, segment)
      if (decoded !== DECODED.tcp) continue
      segment.n = ++this.packets as PacketNumber
      segment.at = clock.fromStamp(batch.seconds[i] ?? 0, batch.nanoseconds[i] ?? 0)
      const end = offset + (batch.capturedLengths[i] ?? 0)
      const ip = interference.active ? ipPosition(batch.bytes, offset, end, batch.linkTypes[i] ?? 0) : -1
      const fate = ip < 0 ? undefined : interference.fateOf(segment, batch.bytes, ip, end)
      const tracked = tracker.onSegment(segment, fate)
      if (fate?.sent === true) interference.note(tracked.connection, tracked.fromEnd, segment, batch.bytes, ip, end)
      last = { event: packetEvent(segment, tracked, book, fate), begins: tracked.begins, fromEnd: tracked.fromEnd, held, index: i, last: false }
      arrived.push(last)
    }
    if (last !== undefined) last.last = true
  }

  /** Asks the kernel what the tracker wants to know, tells what came of it, and sleeps until the next question. */
  private round(): void {
    if (this.inRound || this.ended) return
    this.inRound = true
    try {
      const { clock, tracker, stream } = this.parts
      const missed = this.looks.look(clock.now())
      if (missed !== undefined) stream.emit(missed)
      // With packets still put aside the kernel's answer would be of a time that has not been judged yet.
      for (let i = 0; i < ROUNDS && this.intake.backlog === 0 && this.askExactly(); i++);
      const now = clock.now()
      if (this.intake.backlog === 0 && this.plan.due(now, tracker)) this.dump(this.plan.includesTimeWait(now, tracker))
      // In a flood nothing is asked: there time alone decides.
      tracker.settle(this.intake.backlog === 0 ? this.askedAt : clock.now())
      this.checkDrops(now, false)
    } finally {
      this.inRound = false
    }
    this.tell()
    this.sleep()
  }

  /** @returns whether anything was asked */
  private askExactly(): boolean {
    const { clock, tracker, sockets, source, owners } = this.parts
    this.askedAt = clock.now()
    const lookups = tracker.lookups(this.askedAt, LOOKUPS_A_ROUND)
    if (lookups.length === 0) return false
    const since = clock.now()
    const answers = lookups.map((lookup: Lookup) => sockets.lookup(lookup.local, lookup.localPort, lookup.remote, lookup.remotePort))
    const at = clock.now()
    source?.drain()
    if (this.intake.backlog > 0) return false
    lookups.forEach((lookup: Lookup, i: number) => {
      const sample = answers[i]
      if (sample === undefined) tracker.onMissing(lookup, since, at)
      else tracker.onSample(sample, owners.pidOf(sample.inode))
    })
    tracker.settle(this.askedAt)
    return true
  }

  private dump(timeWait: boolean): void {
    this.join(this.parts.sockets.dump(timeWait), timeWait)
  }

  private join(snapshot: SocketSnapshot, timeWait: boolean): void {
    const { clock, tracker, source } = this.parts
    source?.drain()
    if (this.intake.backlog === 0) tracker.onSnapshot(snapshot)
    this.plan.taken(snapshot.at, ns(clock.now() - snapshot.since), timeWait)
  }

  private checkDrops(now: Nanoseconds, last: boolean): void {
    const { source, stream } = this.parts
    if (source === undefined || (!last && now - this.statsAt < STATS_EVERY)) return
    const stats = source.stats()
    const dropped = stats.dropped + stats.droppedByInterface
    if (dropped > this.droppedBefore) stream.emit({ type: 'gap', at: this.statsAt, until: now, reason: 'capture-drop', packets: dropped - this.droppedBefore })
    stream.recording?.statistics(stats, now)
    this.droppedBefore = dropped
    this.statsAt = now
  }

  /** What this round brought, in the order of its instants: packets and what became of them stand together, in the stream as in the file. */
  private tell(): void {
    const { tracker, stream } = this.parts
    const { arrived } = this
    const events = tracker.take().sort((a, b) => a.at - b.at)
    let next = 0
    for (const packet of arrived) {
      for (let event = events[next]; event !== undefined && event.at < packet.event.at; event = events[++next]) stream.emit(event)
      this.tellPacket(packet)
    }
    for (; next < events.length; next++) {
      const event = events[next]
      if (event !== undefined) stream.emit(event)
    }
    arrived.length = 0
    stream.sync()
  }

  private tellPacket({ event, begins, fromEnd, held, index, last }: Arrived): void {
    const { stream } = this.parts
    const recorder = stream.recording
    const fromClient = fromEnd === 'client'
    if (begins) recorder?.begin({ at: event.at, conn: event.conn, client: fromClient ? event.from : event.to, server: fromClient ? event.to : event.from })
    if (event.verdict !== 'passed' || event.fault !== undefined) recorder?.fate({ at: event.at, verdict: event.verdict, ...(event.fault === undefined ? {} : { fault: event.fault }) })
    if (held !== undefined) recorder?.packet(held, index, last)
    stream.emitPacket(event)
  }

  private sleep(): void {
    if (this.ended || this.intake.backlog > 0) return
    const { clock, tracker } = this.parts
    const now = clock.now()
    const next = Math.max(now, Math.min(tracker.nextLookup() ?? Infinity, this.plan.next(tracker)))
    clearTimeout(this.wake)
    this.looks.want(ns(next))
    this.wake = setTimeout(() => this.round(), Math.max(1, (next - now) / 1e6))
  }
}
