import type { ConnectionRows, KeptRow } from '../model/connection-rows'
import type { TimerChanged } from '../model/events'
import type { PacketColumns, PacketNames } from '../model/packet-columns'
import type { Life, Step, Timeline } from '../model/timeline'
import { flagsText } from '../tcp/flags'
import { walk, type EventBatch, type NamedConnection } from './batch-reader'
import { endOf, evidenceOf, isFromServer, stateEntered, timerEventOf, timerOf, type PacketRows, type TimerRows, type TransitionRows } from './layout'

/** What a window keeps of a session's packets and transitions. */
export interface BatchStores {
  readonly timeline: Timeline
  readonly rows: ConnectionRows
  readonly packets: PacketColumns
  /** Instants that get room on the event scale. */
  readonly instants: { add(at: number, segment: boolean): void }
}

/** A connection that rows belong to. */
interface Member {
  readonly named: NamedConnection
  /** Where it is kept, from its first row on. */
  life: Life | undefined
  row: KeptRow | undefined
}

/** Puts the batches of one session into what a window keeps: as if each row had come as an event. No object is made of a packet or of a transition. */
export class BatchIntake {
  private readonly members: Member[] = []
  private readonly names: PacketNames[] = []
  /** The transition that is put in: filled again and again. */
  private readonly step: { -readonly [K in keyof Step]: Step[K] } = { at: -0, end: 'client', to: 'CLOSED', evidence: 'inferred', packet: undefined }
  private latest = Number.NEGATIVE_INFINITY

  constructor(private readonly stores: BatchStores) {}

  /** @param onLine puts in the event of a line, by its place in the batch. @returns the latest instant of its rows, ns; -Infinity when there is none */
  take(batch: EventBatch, onLine: (index: number) => void): number {
    this.latest = Number.NEGATIVE_INFINITY
    for (const named of batch.named) {
      this.members.push({ named, life: undefined, row: undefined })
      this.names.push(this.stores.packets.nameOf(named.conn, named.client, named.server))
    }
    walk(batch, {
      packets: (from, to) => this.takePackets(batch.packets, from, to), transitions: (from, to) => this.takeTransitions(batch.transitions, from, to),
      timers: (from, to) => this.takeTimers(batch.timers, from, to),
      lines: (from, to) => {
        for (let i = from; i < to; i++) onLine(i)
      }
    })
    return this.latest
  }

  private takePackets(packets: PacketRows, from: number, to: number): void {
    const { timeline, packets: kept, instants } = this.stores
    const first = kept.count
    kept.take(packets, from, to, this.names)
    for (let i = from; i < to; i++) {
      const at = packets.at[i] ?? 0
      const member = this.members[packets.conn[i] ?? 0]
      if (member === undefined) continue
      const life = member.life ?? this.begunBy(member, packets, i)
      timeline.onPacket(life, at)
      this.rowOf(member, life).packets.push(first + i - from)
      instants.add(at, true)
      if (at > this.latest) this.latest = at
    }
  }

  private takeTransitions(transitions: TransitionRows, from: number, to: number): void {
    const { timeline, instants } = this.stores
    const { step } = this
    for (let i = from; i < to; i++) {
      const at = transitions.at[i] ?? 0
      const member = this.members[transitions.conn[i] ?? 0]
      if (member === undefined) continue
      const marks = transitions.marks[i] ?? 0
      const states = transitions.states[i] ?? 0
      const packet = transitions.packet[i] ?? 0
      const { client, server, conn } = member.named
      const life = (member.life ??= timeline.connectionOf(conn, at))
      step.at = at
      step.end = endOf(marks)
      step.to = stateEntered(states)
      step.evidence = evidenceOf(marks)
      step.packet = packet === 0 ? undefined : packet
      timeline.onTransition(life, client, server, step)
      this.rowOf(member, life).onStep(at, packet, states, marks, client, server)
      instants.add(at, false)
      if (at > this.latest) this.latest = at
    }
  }

  /** A timer is rare enough to be an event. */
  private takeTimers(timers: TimerRows, from: number, to: number): void {
    const { timeline, rows, instants } = this.stores
    for (let i = from; i < to; i++) {
      const conn = this.members[timers.conn[i] ?? 0]?.named.conn
      if (conn === undefined) continue
      const at = timers.at[i] ?? 0
      const marks = timers.marks[i] ?? 0
      const event: TimerChanged = { type: 'timer', at, conn, end: endOf(marks), timer: timerOf(marks), event: timerEventOf(marks), expectedMs: timers.expectedMs[i] ?? 0 }
      timeline.apply(event)
      rows.onTimer(timeline.connections.get(conn), event)
      instants.add(at, false)
      if (at > this.latest) this.latest = at
    }
  }

  private begunBy(member: Member, { at, flags, marks }: PacketRows, i: number): Life {
    const { conn, client, server } = member.named
    const fromServer = isFromServer(marks[i] ?? 0)
    member.life = this.stores.timeline.connectionOfPacket({
      conn, at: at[i] ?? 0, from: fromServer ? server : client, to: fromServer ? client : server, flags: flagsText(flags[i] ?? 0)
    })
    return member.life
  }

  private rowOf(member: Member, life: Life): KeptRow {
    return (member.row ??= this.stores.rows.row(life))
  }
}
