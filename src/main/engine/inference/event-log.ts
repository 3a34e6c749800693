import type { Nanoseconds } from '../../../shared/base/brand'
import { NO_INSTANT } from '../../../shared/base/brand'
import type { AddressBook, AddressId } from '../../../shared/model/address'
import type { Cause, Evidence, SessionEvent, TimerChanged } from '../../../shared/model/events'
import type { End, TcpState } from '../../../shared/tcp/state'
import type { ConnectionEnd } from './connection'
import { connectionName } from './connection-name'

/** Rows that are kept for the next events, at most. */
const MOST_KEPT = 16_384

/** A transition or a countdown's event in the numbers it is made of; or any other event, as it is. It serves again: whoever keeps it copies it. */
export interface Decided {
  readonly event: SessionEvent | undefined
  /** A countdown's event, with `timer` and `expectedMs`; undefined for a transition. */
  readonly change: TimerChanged['event'] | undefined
  readonly at: Nanoseconds
  /** Number of the connection. */
  readonly connection: number
  readonly end: End
  readonly from: TcpState
  readonly to: TcpState
  readonly evidence: Evidence
  readonly cause: Cause
  /** 0 when no packet says so. */
  readonly packet: number
  readonly timer: TimerChanged['timer']
  readonly expectedMs: number
}

/** Takes what was decided as it stands. */
export interface DecisionTaker {
  /** @param eventOf makes an event of it, with all its texts */
  decided(row: Decided, eventOf: () => SessionEvent): void
}

class Row implements Decided {
  event: SessionEvent | undefined = undefined
  change: TimerChanged['event'] | undefined = undefined
  at: Nanoseconds = NO_INSTANT
  connection = 0
  end: End = 'client'
  local = 0 as AddressId
  localPort = 0
  remote = 0 as AddressId
  remotePort = 0
  from: TcpState = 'CLOSED'
  to: TcpState = 'CLOSED'
  evidence: Evidence = 'inferred'
  cause: Cause = 'sent SYN'
  packet = 0
  timer: TimerChanged['timer'] = 'time-wait'
  expectedMs = 0
}

/**
 * What was decided and is not told yet, in its order. A capture of a million packets decides a million transitions: they stand in rows that serve again and again, and
 * become events, with the texts of their connection and its ends, when somebody takes them.
 */
export class EventLog {
  private readonly rows: Row[] = []
  private count = 0

  constructor(private readonly book: AddressBook) {}

  /** Any event but the two below. */
  add(event: SessionEvent): void {
    this.next().event = event
  }

  /** @param packet 0 when no packet says so */
  transition({ connection, name, local, localPort, remote, remotePort }: ConnectionEnd, at: Nanoseconds, from: TcpState, to: TcpState, evidence: Evidence, cause: Cause, packet: number): void {
    const row = this.next()
    row.event = undefined
    row.change = undefined
    row.at = at
    row.connection = connection.number
    row.end = name
    row.local = local
    row.localPort = localPort
    row.remote = remote
    row.remotePort = remotePort
    row.from = from
    row.to = to
    row.evidence = evidence
    row.cause = cause
    row.packet = packet
  }

  timer({ connection, name }: ConnectionEnd, at: Nanoseconds, timer: TimerChanged['timer'], change: TimerChanged['event'], expectedMs: number): void {
    const row = this.next()
    row.event = undefined
    row.change = change
    row.at = at
    row.connection = connection.number
    row.end = name
    row.timer = timer
    row.expectedMs = expectedMs
  }

  /** Everything since the last call. */
  take(): SessionEvent[] {
    const events: SessionEvent[] = []
    for (let i = 0; i < this.count; i++) {
      const row = this.rows[i]
      if (row !== undefined) events.push(this.eventOf(row))
    }
    this.discard()
    return events
  }

  /** Hands everything since the last call over, without an event made of each. */
  handTo(taker: DecisionTaker): void {
    let current = this.rows[0]
    const eventOf = (): SessionEvent => {
      if (current === undefined) throw new Error('bug: no row')
      return this.eventOf(current)
    }
    for (let i = 0; i < this.count; i++) {
      current = this.rows[i]
      if (current !== undefined) taker.decided(current, eventOf)
    }
    this.discard()
  }

  /** Forgets everything since the last call. @returns how many events that were */
  discard(): number {
    const { count, rows } = this
    if (rows.length > MOST_KEPT) rows.length = MOST_KEPT
    this.count = 0
    return count
  }

  private next(): Row {
    const { rows } = this
    const row = rows[this.count++]
    if (row !== undefined) return row
    const added = new Row()
    rows.push(added)
    return added
  }

  private eventOf(row: Row): SessionEvent {
    const { event, change, at, end } = row
    if (event !== undefined) return event
    const conn = connectionName(row.connection)
    if (change !== undefined) return { type: 'timer', at, conn, end, timer: row.timer, event: change, expectedMs: row.expectedMs }
    const { from, to, evidence, cause, packet } = row
    const local = this.book.endpoint(row.local, row.localPort)
    const remote = this.book.endpoint(row.remote, row.remotePort)
    return packet === 0
      ? { type: 'transition', at, conn, end, local, remote, from, to, evidence, cause }
      : { type: 'transition', at, conn, end, local, remote, from, to, evidence, cause, packet }
  }
}
