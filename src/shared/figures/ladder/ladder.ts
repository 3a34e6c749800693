import { countWhile } from '../../base/count-while'
import type { Endpoint } from '../../model/endpoint'
import type { ApiCalled, SessionEvent, StateSpan, TimerChanged, TransitionObserved } from '../../model/events'
import { Timeline } from '../../model/timeline'
import { flagsFromText, FIN, SYN } from '../../tcp/flags'
import { seq, seqAdd, seqAfter, type SeqNumber } from '../../tcp/sequence'
import { type End, ENDS } from '../../tcp/state'
import { RowPlaces } from './row-places'
import type { LadderHold, LadderMain, LadderPacket, LadderRow, LadderState } from './rows'

/** Calls whose socket has not been seen with a connection yet: more than any experiment makes. */
const MOST_PENDING = 4_096

/**
 * The story of one connection, row by row, as it is told: events are added one by one, late ones find their place. What an event changes is bounded by how late it
 * comes, so that a connection of 100,000 segments costs for each batch what the batch costs.
 */
export class Ladder {
  readonly rows: LadderRow[] = []
  readonly places = new RowPlaces(this.rows)
  readonly states: Readonly<Record<End, LadderState[]>> = { client: [], server: [] }
  readonly holds: LadderHold[] = []
  /** Grows with every event that changed something. */
  version = 0
  private readonly byPacket = new Map<number, LadderRow>()
  /** States whose segment has not been told yet. */
  private readonly early = new Map<number, LadderState[]>()
  private readonly sent: Record<End, SeqNumber | undefined> = { client: undefined, server: undefined }
  private readonly waiting: LadderRow[] = []
  private readonly sockets = new Set<string>()
  private readonly pending = new Map<string, ApiCalled[]>()
  private pendingCount = 0

  /** @param client the client's endpoint: who sends from there is the client */
  constructor(readonly conn: string, readonly client: Endpoint) {}

  /** Adds what belongs to this connection; everything else is passed over. */
  apply(event: SessionEvent): void {
    switch (event.type) {
      case 'packet': if (event.conn === this.conn) this.addSegment(event)
        return
      case 'transition': if (event.conn === this.conn) this.onTransition(event)
        return
      case 'sample': if (event.conn === this.conn) this.confirm(event.end, event.state)
        return
      case 'timer': if (event.conn === this.conn) this.onTimer(event)
        return
      case 'api': return this.onCall(event)
      case 'fault': if (event.conn === this.conn) this.put(event.at, { kind: 'fault', event })
        return
      case 'discrepancy': if (event.conn === this.conn) this.put(event.at, { kind: 'discrepancy', event })
        return
      case 'note': if (event.packet === undefined ? this.lives(event.at) : this.byPacket.has(event.packet)) this.put(event.at, { kind: 'note', event })
        return
      case 'gap': if (this.lives(event.until)) this.put(event.at, { kind: 'gap', event })
        return
      default: return
    }
  }

  /** Row of the packet with this number. */
  rowOfPacket(n: number): LadderRow | undefined {
    return this.byPacket.get(n)
  }

  /** Row of a state that began, or of whatever else happened, at this instant. @param end whose; null: the connection's. ns */
  rowOfInstant(at: number, end: End | null): LadderRow | undefined {
    const state = end === null ? undefined : this.states[end].find(({ event }) => event.at === at)
    if (state !== undefined) return state.row
    const row = this.rows[countWhile(this.rows.length, (index) => (this.rows[index]?.at ?? at) < at)]
    return row?.at === at ? row : undefined
  }

  /** A segment of this connection, as its event tells it or as it was kept. */
  addSegment(event: LadderPacket): void {
    const from: End = event.from === this.client ? 'client' : 'server'
    const row = this.put(event.at, { kind: 'segment', event, from, again: this.isAgain(event, from) })
    this.byPacket.set(event.n, row)
    this.joinEarly(event.n, row)
    if (event.verdict === 'held') this.waiting.push(row)
    else if (event.verdict === 'injected') this.release(row, event)
  }

  /** Compared by sequence space, as the receiver does; a segment that takes none (a pure ACK) is never one again. */
  private isAgain(event: LadderPacket, from: End): boolean {
    if (event.verdict === 'injected') return false
    const flags = flagsFromText(event.flags)
    const space = event.len + ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0)
    if (space === 0) return false
    const end = seqAdd(seq(event.seq), space)
    const before = this.sent[from]
    const again = before !== undefined && !seqAfter(end, before)
    if (!again) this.sent[from] = end
    return again
  }

  private release(row: LadderRow, event: LadderPacket): void {
    const index = this.waiting.findIndex(({ main }) =>
      main.kind === 'segment' && main.event.fault === event.fault && main.event.from === event.from && main.event.seq === event.seq && main.event.len === event.len)
    const [held] = index < 0 ? [] : this.waiting.splice(index, 1)
    if (held !== undefined) this.holds.push({ held, released: row })
  }

  private onTransition(event: TransitionObserved): void {
    const { end } = event
    const cause = event.packet === undefined ? this.rowAt(event.at) : this.byPacket.get(event.packet)
    const row = cause ?? this.put(event.at, { kind: 'state', end })
    const state: LadderState = { event, evidence: event.evidence, row, before: this.states[end].at(-1) }
    row.states[end].push(state)
    this.states[end].push(state)
    if (event.packet !== undefined && cause === undefined) this.early.set(event.packet, [...(this.early.get(event.packet) ?? []), state])
    this.changed(row)
  }

  /** States told before their segment move to its row; the rows they had are left to others or go. */
  private joinEarly(n: number, row: LadderRow): void {
    for (const state of this.early.get(n) ?? []) {
      const left = state.row
      const { end } = state.event
      left.states[end] = left.states[end].filter((other) => other !== state)
      if (left.main.kind === 'state' && ENDS.every((each) => left.states[each].length === 0)) this.remove(left)
      state.row = row
      row.states[end].push(state)
      this.changed(row)
    }
    this.early.delete(n)
  }

  /** The kernel was asked in this state: what was inferred is confirmed. */
  private confirm(end: End, name: TransitionObserved['to']): void {
    const state = this.states[end].at(-1)
    if (state === undefined || state.event.to !== name || state.evidence !== 'inferred') return
    state.evidence = 'confirmed'
    this.version++
  }

  /** The same from what a timeline has folded: its spans are the states entered, in the order in which they were told. */
  confirmFrom(end: End, spans: readonly StateSpan[]): void {
    this.states[end].forEach((state, i) => {
      const evidence = spans[i]?.evidence
      if (evidence === undefined || evidence === state.evidence) return
      state.evidence = evidence
      this.version++
    })
  }

  /** A timer that starts or ends with a state is told by the state. */
  private onTimer(event: TimerChanged): void {
    if (event.event === 'started' || event.event === 'ended') return
    if (event.event === 'overdue') return void this.put(event.at, { kind: 'timer', event })
    const row = this.rowAt(event.at) ?? this.put(event.at, { kind: 'timer', event })
    row.restarts.push(event)
    this.changed(row)
  }

  /** Calls before there is a connection belong to it when their socket does later. */
  private onCall(event: ApiCalled): void {
    const { conn, end, socket } = event
    if (end === null) return
    if (conn === this.conn) {
      if (socket !== undefined) this.adopt(socket)
      this.put(event.at, { kind: 'call', event, end })
    } else if (conn !== null) {
      if (socket !== undefined) this.forget(socket)
    } else if (socket !== undefined) {
      if (this.sockets.has(socket)) this.put(event.at, { kind: 'call', event, end })
      else this.keep(socket, event)
    }
  }

  private adopt(socket: string): void {
    this.sockets.add(socket)
    for (const call of this.forget(socket)) if (call.end !== null) this.put(call.at, { kind: 'call', event: call, end: call.end })
  }

  private keep(socket: string, event: ApiCalled): void {
    if (this.pendingCount >= MOST_PENDING) return
    this.pendingCount++
    const calls = this.pending.get(socket)
    if (calls === undefined) this.pending.set(socket, [event])
    else calls.push(event)
  }

  private forget(socket: string): readonly ApiCalled[] {
    const calls = this.pending.get(socket) ?? []
    this.pendingCount -= calls.length
    this.pending.delete(socket)
    return calls
  }

  private lives(at: number): boolean {
    const first = this.rows[0]
    return first !== undefined && at >= first.at && !ENDS.every((end) => isOver(this.states[end].at(-1), at))
  }

  /** The segment at just this instant, or states entered at it, if there is such a row. */
  private rowAt(at: number): LadderRow | undefined {
    for (let i = this.rows.length - 1; i >= 0; i--) {
      const row = this.rows[i]
      if (row === undefined || row.at < at) return undefined
      if (row.at === at && (row.main.kind === 'segment' || row.main.kind === 'state')) return row
    }
    return undefined
  }

  private put(at: number, main: LadderMain): LadderRow {
    let index = this.rows.length
    while (index > 0 && (this.rows[index - 1]?.at ?? 0) > at) index--
    const row: LadderRow = { at, main, states: { client: [], server: [] }, restarts: [], index }
    if (index === this.rows.length) this.rows.push(row)
    else {
      this.rows.splice(index, 0, row)
      this.count(index + 1)
    }
    this.changed(row)
    return row
  }

  private remove(row: LadderRow): void {
    this.rows.splice(row.index, 1)
    this.count(row.index)
    this.places.measureFrom(row.index)
  }

  private count(from: number): void {
    for (let i = from; i < this.rows.length; i++) {
      const row = this.rows[i]
      if (row !== undefined) row.index = i
    }
  }

  private changed(row: LadderRow): void {
    this.places.measureFrom(row.index)
    this.version++
  }
}

const isOver = (state: LadderState | undefined, at: number): boolean => state === undefined || (state.event.to === 'CLOSED' && state.event.at < at)

/** The ladder of one connection of a whole stream. An id that the stream does not know gives an empty one. */
export function ladderOf(events: Iterable<SessionEvent>, conn: string): Ladder {
  const all = [...events]
  const timeline = new Timeline()
  for (const event of all) if (event.type === 'packet' || event.type === 'transition') timeline.apply(event)
  const ladder = new Ladder(conn, timeline.connections.get(conn)?.client ?? '')
  for (const event of all) ladder.apply(event)
  return ladder
}
