import type { DiscrepancyFound, PacketCaptured, SocketSampled, TimerChanged, TransitionObserved } from './events'
import type { TimelineConnection, TimelineTimeWait } from './timeline'
import type { End } from '../tcp/state'

/** A correction of a running countdown: by how much the kernel's number differed from the extrapolated one, ms (above 0: it lasts longer). */
export interface Correction {
  readonly at: number
  readonly byMs: number
}

/** What the screen needs of a connection beyond its states: which packets were its own, and what happened to its timers. */
export interface ConnectionRow {
  /** Row in the chart, from 0: order of first appearance. */
  readonly index: number
  readonly connection: TimelineConnection
  /** Rows in PacketColumns. */
  readonly packets: number[]
  /** TIME-WAIT timers that began anew, in order. */
  readonly restarts: TimerChanged[]
  /** Timers at 0 whose socket the kernel had not removed yet, in order. */
  readonly overdue: TimerChanged[]
  readonly discrepancies: DiscrepancyFound[]
  /** ns: when the kernel first showed each state of an end, by the state's place among its spans. */
  readonly seen: Readonly<Record<End, number[]>>
  readonly transitions: TransitionObserved[]
  /** The last correction over CORRECTION_MS of each end's countdown. */
  readonly corrections: { client: Correction | null; server: Correction | null }
}

/** A TIME-WAIT that lasts. */
export interface Waiting {
  readonly row: ConnectionRow
  readonly timeWait: TimelineTimeWait
}

/** A difference between the extrapolated and the kernel's remaining time that people shall see, ms. Less is the kernel's own grain and the time of asking. */
export const CORRECTION_MS = 50
const NS_PER_MS = 1e6
/** A jump up by more is the timer begun anew, which is no correction of ours. */
const RESTART_MS = 1_000

/**
 * Connections in the order of their appearance, and which TIME-WAITs last: kept as events come, so that nothing on the screen
 * looks through all connections to find the sixty it shows.
 */
export class ConnectionRows {
  readonly rows: ConnectionRow[] = []
  private readonly byId = new Map<string, ConnectionRow>()
  private readonly lasting = new Map<string, Waiting>()
  private readonly expected = new Map<string, number>()
  private newest: Waiting | undefined

  get(id: string): ConnectionRow | undefined {
    return this.byId.get(id)
  }

  /** The TIME-WAIT that began last of those that last. */
  get newestWaiting(): Waiting | undefined {
    // Kept, because looking for it would be walking through all of them; only when it is gone is it looked for.
    if (this.newest === undefined) for (const waiting of this.lasting.values()) this.newest = waiting
    return this.newest
  }

  /** TIME-WAITs that last, oldest first. */
  get waiting(): ReadonlyMap<string, Waiting> {
    return this.lasting
  }

  /** After a batch: what the timeline says has changed. */
  update(changed: readonly TimelineConnection[]): void {
    for (const connection of changed) {
      const row = this.row(connection)
      for (const end of ['client', 'server'] as const) this.updateWaiting(row, end)
    }
  }

  onPacket(connection: TimelineConnection | undefined, packet: PacketCaptured, index: number): void {
    if (connection?.id === packet.conn) this.row(connection).packets.push(index)
  }

  onTimer(connection: TimelineConnection | undefined, event: TimerChanged): void {
    if (connection === undefined || event.timer !== 'time-wait') return
    if (event.event === 'restarted') this.row(connection).restarts.push(event)
    if (event.event === 'overdue') this.row(connection).overdue.push(event)
    // Begun anew is no correction: from here on its own length is what was expected.
    if (event.event === 'started' || event.event === 'restarted') this.expected.set(`${event.conn} ${event.end}`, event.at + event.expectedMs * NS_PER_MS)
  }

  onDiscrepancy(connection: TimelineConnection | undefined, event: DiscrepancyFound): void {
    if (connection !== undefined) this.row(connection).discrepancies.push(event)
  }

  onTransition(connection: TimelineConnection | undefined, event: TransitionObserved): void {
    if (connection !== undefined) this.row(connection).transitions.push(event)
  }

  /** Before the timeline takes the sample: compares it with what the countdown showed at that instant. */
  onSample(connection: TimelineConnection | undefined, sample: SocketSampled): void {
    if (connection === undefined) return
    this.noteSeen(connection, sample)
    if (sample.state !== 'TIME-WAIT' || sample.timer?.kind !== 'time-wait') return
    const key = `${sample.conn} ${sample.end}`
    const expectedEnd = sample.at + sample.timer.remainingMs * NS_PER_MS
    const before = this.expected.get(key)
    this.expected.set(key, expectedEnd)
    if (before === undefined || sample.timer.remainingMs === 0) return
    const byMs = (expectedEnd - before) / NS_PER_MS
    if (Math.abs(byMs) > CORRECTION_MS && byMs < RESTART_MS) this.row(connection).corrections[sample.end] = { at: sample.at, byMs }
  }

  private noteSeen(connection: TimelineConnection, { end, state, at }: SocketSampled): void {
    const { spans } = connection.ends[end]
    const last = spans.length - 1
    if (spans[last]?.state !== state) return
    const seen = this.row(connection).seen[end]
    seen[last] ??= at
  }

  private row(connection: TimelineConnection): ConnectionRow {
    let row = this.byId.get(connection.id)
    if (row === undefined) {
      row = {
        index: this.rows.length, connection, packets: [], restarts: [], overdue: [], seen: { client: [], server: [] }, discrepancies: [], transitions: [], corrections: { client: null, server: null }
      }
      this.rows.push(row)
      this.byId.set(connection.id, row)
    }
    return row
  }

  private updateWaiting(row: ConnectionRow, end: End): void {
    const key = `${row.connection.id} ${end}`
    const { timeWait } = row.connection.ends[end]
    if (timeWait !== null && timeWait.to === null) {
      if (this.lasting.get(key)?.timeWait !== timeWait) this.lasting.set(key, (this.newest = { row, timeWait }))
    } else if (this.lasting.delete(key)) {
      this.expected.delete(key)
      if (this.newest?.row === row) this.newest = undefined
    }
  }
}
