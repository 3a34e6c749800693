import type { Nanoseconds } from '../../../shared/base/brand'
import { ns } from '../../../shared/base/brand'
import type { AddressId } from '../../../shared/model/address'
import type { Cause } from '../../../shared/model/events'
import type { SocketSample, SocketSnapshot } from '../../../shared/model/socket-sample'
import type { TcpState } from '../../../shared/tcp/state'
import { ConnectionEnd } from './connection'
import type { EventLog } from './event-log'
import type { Flows } from './flows'
import type { Ledger, LedgerListener } from './ledger'
import type { Lookup } from './lookup'
import { LookupAgenda } from './lookup-agenda'
import { SampleNews } from './sample-news'
import { SnapshotJoin } from './snapshot-join'
import type { DumpReader } from './snapshot-join'
import { Strangers } from './strangers'
import { TimeWaitClock } from './time-wait-clock'
import { Witness } from './witness'

/** ns after which a question that was not answered is asked again: the driver may have had to leave it. */
const UNANSWERED = 20_000_000

export interface KernelSideParts {
  readonly kernel: boolean
  readonly packets: boolean
  readonly hz: number
  readonly log: EventLog
  readonly flows: Flows
  readonly ledger: Ledger
  /** Ports that listen, as the last dump said. */
  readonly listening: Set<number>
}

/** Everything that comes from the kernel's socket table, and everything it is to be asked. */
export class KernelSide implements LedgerListener, DumpReader {
  readonly clock: TimeWaitClock
  private readonly agenda = new LookupAgenda()
  private readonly live = new Set<ConnectionEnd>()
  private readonly witness: Witness
  private readonly snapshots: SnapshotJoin
  private readonly strangers = new Strangers()
  private moves = 0

  constructor(private readonly parts: KernelSideParts) {
    const { hz, log, ledger, packets, listening } = parts
    this.clock = new TimeWaitClock(hz, log, this.agenda)
    this.witness = new Witness(ledger, this.agenda, this.clock, new SampleNews(log), log, packets)
    this.snapshots = new SnapshotJoin(this.live, listening, this.agenda, this.clock, this)
    ledger.listen(this)
  }

  /** Transitions since the last dump. */
  get changed(): number {
    return this.moves
  }

  onHeld(end: ConnectionEnd, at: Nanoseconds): void {
    this.moves++
    if (this.parts.kernel) this.agenda.ask(end, at)
  }

  onTold(end: ConnectionEnd, from: TcpState, cause: Cause): void {
    const { shown, connection } = end
    const ended = shown === 'CLOSED' || shown === 'LISTEN'
    if (end.watch?.countdown !== undefined) this.clock.leave(end, cause === 'received RST')
    if (shown === 'TIME-WAIT') this.clock.begin(end, cause !== 'already open' && cause !== 'seen in the kernel')
    if (end.watch === undefined) {
      if ((ended || shown === 'TIME-WAIT') && from !== shown) this.parts.flows.retireWhenDone(connection)
      return
    }
    if (ended) this.live.delete(end)
    else this.live.add(end)
    if (ended) this.parts.flows.retireWhenDone(connection)
  }

  /** Something is about to show at this end. */
  askAbout(end: ConnectionEnd, at: Nanoseconds): void {
    if (this.parts.kernel) this.agenda.ask(end, at)
  }

  onSample(sample: SocketSample, pid: number | undefined): void {
    this.take(sample, this.endFor(sample), pid)
  }

  onMissing(lookup: Lookup, since: Nanoseconds, at: Nanoseconds): void {
    const reading = { state: 'CLOSED', since, at } as const
    const asked = lookup instanceof ConnectionEnd ? lookup : undefined
    const found = this.endOf(lookup.local, lookup.localPort, lookup.remote, lookup.remotePort)
    if (asked !== undefined) this.witness.read(asked, reading, undefined, undefined)
    if (found !== undefined && found !== asked) this.witness.read(found, reading, undefined, undefined)
  }

  onListeners(snapshot: SocketSnapshot): void {
    this.snapshots.noteListeners(snapshot)
  }

  onSnapshot(snapshot: SocketSnapshot): void {
    this.moves = 0
    this.strangers.turn()
    this.snapshots.join(snapshot)
  }

  lookups(now: Nanoseconds, limit: number): Lookup[] {
    this.clock.open(now)
    const due: Lookup[] = []
    while (due.length < limit) {
      const end = this.agenda.takeDue(now)
      if (end === undefined) break
      if (!this.isReachable(end)) continue
      this.agenda.ask(end, ns(now + UNANSWERED))
      due.push(end)
    }
    return due
  }

  /** Whether an answer about this name can still be about this end. */
  private isReachable({ connection, local, localPort, remote, remotePort }: ConnectionEnd): boolean {
    const newest = this.parts.flows.find(local, localPort, remote, remotePort)
    return newest === connection || newest?.previous === connection
  }

  nextLookup(): Nanoseconds | undefined {
    const asked = this.agenda.next()
    const opening = this.clock.nextOpening()
    return asked === undefined || (opening !== undefined && opening < asked) ? opening : asked
  }

  endOf(local: AddressId, localPort: number, remote: AddressId, remotePort: number): ConnectionEnd | undefined {
    const connection = this.parts.flows.find(local, localPort, remote, remotePort)
    if (connection === undefined) return undefined
    const end = connection.endAt(local, localPort)
    const before = connection.previous?.endAt(local, localPort)
    return before !== undefined && !end.begun && !before.over ? before : end
  }

  onRow(sample: SocketSample): void {
    this.take(sample, this.endFor(sample), undefined)
  }

  onGoneByTimer(end: ConnectionEnd): void {
    this.witness.goneByTimer(end)
  }

  private take(sample: SocketSample, end: ConnectionEnd | undefined, pid: number | undefined): void {
    if (end === undefined || isAnotherSocket(end, sample)) return this.meet(sample, pid)
    const first = this.snapshots.count === 1 && !end.begun
    if (first) return this.found(end, sample, pid)
    this.witness.read(end, sample, sample, pid)
    this.readOthers(end, sample)
  }

  /** One name, one socket: an older or a newer incarnation of this one has none. */
  private readOthers(end: ConnectionEnd, { local, localPort, remote, remotePort, cookie, since, at }: SocketSample): void {
    const newest = this.parts.flows.find(local, localPort, remote, remotePort)
    const others = [newest?.endAt(local, localPort), newest?.previous?.endAt(local, localPort)]
    for (const other of others) {
      const gone = other !== undefined && other !== end && other.begun && !other.over && other.watch?.cookie !== cookie
      if (gone) this.witness.read(other, { state: 'CLOSED', since, at }, undefined, undefined)
    }
  }

  /** The end of this socket: by its cookie, where an older incarnation of the 4-tuple may be meant. */
  private endFor(sample: SocketSample): ConnectionEnd | undefined {
    const { local, localPort, remote, remotePort, cookie } = sample
    const connection = this.parts.flows.find(local, localPort, remote, remotePort)
    const before = connection?.previous?.endAt(local, localPort)
    if (before?.watch?.cookie === cookie && !before.over) return before
    return this.endOf(local, localPort, remote, remotePort)
  }

  /** A socket no connection is known for. */
  private meet(sample: SocketSample, pid: number | undefined): void {
    const { packets, flows, ledger } = this.parts
    const atStart = this.snapshots.count === 1
    const met = this.strangers.meet(sample)
    if (packets && !atStart && !met) return
    const { local, localPort, remote, remotePort } = sample
    const old = flows.find(local, localPort, remote, remotePort)
    for (const end of old === undefined ? [] : [old.client, old.server]) {
      ledger.releaseAll(end)
      if (end.over) continue
      ledger.tell(end, 'CLOSED', sample.at, 'sampled', 'seen in the kernel', 0)
      end.adopt('CLOSED')
    }
    const connection = this.isServer(sample) ? flows.create(remote, remotePort, local, localPort) : flows.create(local, localPort, remote, remotePort)
    const end = connection.endAt(local, localPort)
    if (atStart) this.found(end, sample, pid)
    else this.witness.read(end, sample, sample, pid)
  }

  /** Open before it was watched. */
  private found(end: ConnectionEnd, sample: SocketSample, pid: number | undefined): void {
    this.parts.ledger.tell(end, sample.state, sample.at, 'sampled', 'already open', 0)
    end.adopt(sample.state)
    this.witness.read(end, sample, sample, pid)
  }

  private isServer({ localPort, remotePort }: SocketSample): boolean {
    const { listening } = this.parts
    const [local, remote] = [listening.has(localPort), listening.has(remotePort)]
    return local === remote ? localPort < remotePort : local
  }
}

/** The 4-tuple's end has ended, or has a socket of another cookie: this one is of another life. */
function isAnotherSocket(end: ConnectionEnd, { cookie }: SocketSample): boolean {
  const { watch } = end
  if (watch === undefined || end.held !== undefined || !end.begun) return false
  return watch.cookie >= 0n ? watch.cookie !== cookie : end.shown === 'CLOSED' || end.shown === 'LISTEN'
}
