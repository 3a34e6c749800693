import type { Nanoseconds } from '../../../shared/base/brand'
import {
  causeOf, endOf, evidenceOf, stateEntered, stateLeft, timerEventOf, timerMarks, timerOf, timerTable, transitionTable, type TimerRows, type TransitionRows
} from '../../../shared/batch/layout'
import type { AddressBook, AddressId } from '../../../shared/model/address'
import type { Cause, Evidence, SessionEvent, TimerChanged } from '../../../shared/model/events'
import type { TcpState } from '../../../shared/tcp/state'
import type { ConnectionEnd } from './connection'
import { connectionName } from './connection-name'
import { TransitionKinds } from './transition-kinds'

/** Rows for a start, and again after a moment that had more: what a batch of a capture decides fits twice. */
const ROWS = 4_096
/** Numbers that name a transition's ends: address and port of its own, then of the other. */
const ENDPOINTS = 4
/** Beyond it a number is no row's. */
const MOST = 0xffff_ffff

/** Takes what was decided, in its order. */
export interface DecisionTaker {
  /**
   * Transitions `from` to `to` of these rows, the last one not included: `conn` is the connection's number, as its name has it. They serve again: whoever keeps them copies them.
   * @param eventOf makes an event of one of them, with all its texts
   */
  transitions(rows: TransitionRows, from: number, to: number, eventOf: (row: number) => SessionEvent): void
  /** The same of one change of a timer. */
  timer(rows: TimerRows, row: number, eventOf: (row: number) => SessionEvent): void
  event(event: SessionEvent): void
}

/** An event that is no row. */
interface Other {
  readonly event: SessionEvent
  /** Transitions decided before it, and changes of timers. */
  readonly transitions: number
  readonly timers: number
}

/**
 * What was decided and is not told yet, in its order. A capture of a million packets decides a million transitions, and begins a hundred thousand timers: they stand in columns that serve again and again, as a
 * batch tells them (shared/batch), and become events, with the texts of their connection and its ends, when somebody takes them as such.
 */
export class EventLog {
  private rows = transitionTable(ROWS)
  private endpoints = new Int32Array(ENDPOINTS * ROWS)
  private count = 0
  private timers = timerTable(ROWS)
  /** Of each change of a timer: transitions decided before it. */
  private timersAfter = new Uint32Array(ROWS)
  private timerCount = 0
  private others: Other[] = []
  private readonly kinds = new TransitionKinds()
  private readonly transitionAt = (row: number): SessionEvent => this.transitionOf(row)
  private readonly timerAt = (row: number): SessionEvent => this.timerChanged(row)

  constructor(private readonly book: AddressBook) {}

  /** Any event but a transition or a timer's. */
  add(event: SessionEvent): void {
    this.others.push({ event, transitions: this.count, timers: this.timerCount })
  }

  /** @param packet 0 when no packet says so */
  transition({ connection, name, local, localPort, remote, remotePort }: ConnectionEnd, at: Nanoseconds, from: TcpState, to: TcpState, evidence: Evidence, cause: Cause, packet: number): void {
    if (packet > MOST) {
      const { book } = this
      return this.add({ type: 'transition', at, conn: connection.id, end: name, local: book.endpoint(local, localPort), remote: book.endpoint(remote, remotePort), from, to, evidence, cause, packet })
    }
    const i = this.count++
    if (i === this.rows.count) this.grow()
    const { rows, endpoints } = this
    const { states, marks } = this.kinds.of(name, from, to, evidence, cause)
    rows.at[i] = at
    rows.conn[i] = connection.number
    rows.packet[i] = packet
    rows.states[i] = states
    rows.marks[i] = marks
    const ends = ENDPOINTS * i
    endpoints[ends] = local
    endpoints[ends + 1] = localPort
    endpoints[ends + 2] = remote
    endpoints[ends + 3] = remotePort
  }

  timer({ connection, name }: ConnectionEnd, at: Nanoseconds, timer: TimerChanged['timer'], change: TimerChanged['event'], expectedMs: number): void {
    if (expectedMs > MOST) return this.add({ type: 'timer', at, conn: connection.id, end: name, timer, event: change, expectedMs })
    const i = this.timerCount++
    if (i === this.timers.count) this.growTimers()
    const { timers, timersAfter } = this
    timers.at[i] = at
    timers.conn[i] = connection.number
    timers.expectedMs[i] = expectedMs
    timers.marks[i] = timerMarks(name, change, timer)
    timersAfter[i] = this.count
  }

  /** Everything since the last call. */
  take(): SessionEvent[] {
    const events: SessionEvent[] = []
    this.handTo({
      transitions: (_rows, from, to, eventOf) => {
        for (let row = from; row < to; row++) events.push(eventOf(row))
      },
      timer: (_rows, row, eventOf) => events.push(eventOf(row)),
      event: (event) => events.push(event)
    })
    return events
  }

  /** Hands everything since the last call over, without an event made of each transition and each timer. */
  handTo(taker: DecisionTaker): void {
    let [transition, timer] = [0, 0]
    const upTo = (transitions: number, timers: number): void => {
      for (; timer < timers; timer++) {
        transition = this.handTransitions(taker, transition, this.timersAfter[timer] ?? 0)
        taker.timer(this.timers, timer, this.timerAt)
      }
      transition = this.handTransitions(taker, transition, transitions)
    }
    for (const { event, transitions, timers } of this.others) {
      upTo(transitions, timers)
      taker.event(event)
    }
    upTo(this.count, this.timerCount)
    this.discard()
  }

  /** Forgets everything since the last call. @returns how many events that were */
  discard(): number {
    const forgotten = this.count + this.timerCount + this.others.length
    if (this.others.length > 0) this.others = []
    if (this.rows.count > 4 * ROWS) this.makeRoom(ROWS)
    if (this.timers.count > 4 * ROWS) this.makeTimerRoom(ROWS)
    this.count = this.timerCount = 0
    return forgotten
  }

  private handTransitions(taker: DecisionTaker, from: number, to: number): number {
    if (to > from) taker.transitions(this.rows, from, to, this.transitionAt)
    return to
  }

  private grow(): void {
    const { rows, endpoints } = this
    this.makeRoom(2 * rows.count)
    this.rows.take(rows, rows.count)
    this.endpoints.set(endpoints)
  }

  private makeRoom(count: number): void {
    this.rows = transitionTable(count)
    this.endpoints = new Int32Array(ENDPOINTS * count)
  }

  private growTimers(): void {
    const { timers, timersAfter } = this
    this.makeTimerRoom(2 * timers.count)
    this.timers.take(timers, timers.count)
    this.timersAfter.set(timersAfter)
  }

  private makeTimerRoom(count: number): void {
    this.timers = timerTable(count)
    this.timersAfter = new Uint32Array(count)
  }

  private timerChanged(row: number): TimerChanged {
    const { timers: { at, conn, expectedMs, marks: { [row]: marks = 0 } } } = this
    return { type: 'timer', at: at[row] ?? 0, conn: connectionName(conn[row] ?? 0), end: endOf(marks), timer: timerOf(marks), event: timerEventOf(marks), expectedMs: expectedMs[row] ?? 0 }
  }

  private transitionOf(row: number): SessionEvent {
    const { rows, endpoints, book } = this
    const [at = 0, connection = 0, packet = 0, states = 0, marks = 0] = [rows.at[row], rows.conn[row], rows.packet[row], rows.states[row], rows.marks[row]]
    const endpoint = (place: number): string => book.endpoint((endpoints[ENDPOINTS * row + place] ?? 0) as AddressId, endpoints[ENDPOINTS * row + place + 1] ?? 0)
    const told = {
      type: 'transition', at, conn: connectionName(connection), end: endOf(marks), local: endpoint(0), remote: endpoint(2), from: stateLeft(states), to: stateEntered(states),
      evidence: evidenceOf(marks), cause: causeOf(marks)
    } as const
    return packet === 0 ? told : { ...told, packet }
  }
}
