import { type End, ENDS } from '../tcp/state'
import type { DiscrepancyFound, PacketCaptured, SocketSampled, TimerChanged, TransitionObserved } from './events'
import { StepColumns } from './step-columns'
import type { TimelineConnection, TimelineTimeWait } from './timeline'

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
  readonly restarts: readonly TimerChanged[]
  /** Timers at 0 whose socket the kernel had not removed yet, in order. */
  readonly overdue: readonly TimerChanged[]
  readonly discrepancies: readonly DiscrepancyFound[]
  /** ns: when the kernel first showed each state of an end, by the state's place among its spans. */
  readonly seen: Readonly<Record<End, readonly number[]>>
  /** In the order in which they were told. The same array again, longer, when more have come. */
  readonly transitions: readonly TransitionObserved[]
  /** The last correction over CORRECTION_MS of each end's countdown. */
  readonly corrections: Readonly<Record<End, Correction | null>>
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

const NONE: never[] = []
const NEVER_SEEN: Readonly<Record<End, readonly number[]>> = { client: NONE, server: NONE }
const NO_CORRECTIONS: Readonly<Record<End, Correction | null>> = { client: null, server: null }

/** A row as it is kept: most connections have nothing of what is rare, and share the empty lists. */
class Row implements ConnectionRow {
  readonly packets: number[] = []
  restarts: TimerChanged[] = NONE
  overdue: TimerChanged[] = NONE
  discrepancies: DiscrepancyFound[] = NONE
  seen: Readonly<Record<End, readonly number[]>> = NEVER_SEEN
  corrections: Readonly<Record<End, Correction | null>> = NO_CORRECTIONS
  /** Of each end: its TIME-WAIT that lasts, and when its timer was last expected to reach 0. */
  waitingClient: Waiting | undefined = undefined
  waitingServer: Waiting | undefined = undefined
  expectedClient: number | undefined = undefined
  expectedServer: number | undefined = undefined
  private told: TransitionObserved[] | undefined = undefined
  /** Of transitions in columns that are not among the told ones yet: the last, plus 1. */
  private step = 0
  private stepServer = ''
  private stepClient = ''

  constructor(readonly index: number, readonly connection: TimelineConnection, private readonly steps: StepColumns) {}

  get transitions(): readonly TransitionObserved[] {
    return this.tellSteps()
  }

  onTransition(event: TransitionObserved): void {
    this.tellSteps().push(event)
  }

  /** @param client as the transition names the two ends */
  onStep(at: number, packet: number, states: number, marks: number, client: string, server: string): void {
    if (this.step > 0 && (client !== this.stepClient || server !== this.stepServer)) this.tellSteps()
    this.stepClient = client
    this.stepServer = server
    this.step = this.steps.push(at, packet, states, marks, this.step)
  }

  waiting(end: End): Waiting | undefined {
    return end === 'client' ? this.waitingClient : this.waitingServer
  }

  setWaiting(end: End, waiting: Waiting | undefined): void {
    if (end === 'client') this.waitingClient = waiting
    else this.waitingServer = waiting
  }

  expected(end: End): number | undefined {
    return end === 'client' ? this.expectedClient : this.expectedServer
  }

  expect(end: End, at: number | undefined): void {
    if (end === 'client') this.expectedClient = at
    else this.expectedServer = at
  }

  private tellSteps(): TransitionObserved[] {
    this.told ??= []
    if (this.step > 0) for (const event of this.steps.events(this.step, this.connection.id, this.stepClient, this.stepServer)) this.told.push(event)
    this.step = 0
    return this.told
  }
}

export type { Row as KeptRow }

/**
 * Connections in the order of their appearance, and which TIME-WAITs last: kept as events come, so that nothing on the screen
 * looks through all connections to find the sixty it shows.
 */
export class ConnectionRows {
  readonly rows: ConnectionRow[] = []
  private readonly byId = new Map<string, Row>()
  private readonly steps = new StepColumns()
  private readonly lasting = new Map<string, Waiting>()
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
      for (const end of ENDS) this.updateWaiting(row, end)
    }
  }

  onPacket(connection: TimelineConnection | undefined, packet: PacketCaptured, index: number): void {
    if (connection?.id === packet.conn) this.row(connection).packets.push(index)
  }

  onTimer(connection: TimelineConnection | undefined, event: TimerChanged): void {
    if (connection === undefined || event.timer !== 'time-wait') return
    const row = this.row(connection)
    if (event.event === 'restarted') row.restarts = longer(row.restarts, event)
    if (event.event === 'overdue') row.overdue = longer(row.overdue, event)
    // Begun anew is no correction: from here on its own length is what was expected.
    if (event.event === 'started' || event.event === 'restarted') row.expect(event.end, event.at + event.expectedMs * NS_PER_MS)
  }

  onDiscrepancy(connection: TimelineConnection | undefined, event: DiscrepancyFound): void {
    if (connection === undefined) return
    const row = this.row(connection)
    row.discrepancies = longer(row.discrepancies, event)
  }

  onTransition(connection: TimelineConnection | undefined, event: TransitionObserved): void {
    if (connection !== undefined) this.row(connection).onTransition(event)
  }

  /** Before the timeline takes the sample: compares it with what the countdown showed at that instant. */
  onSample(connection: TimelineConnection | undefined, sample: SocketSampled): void {
    if (connection === undefined) return
    this.noteSeen(connection, sample)
    if (sample.state !== 'TIME-WAIT' || sample.timer?.kind !== 'time-wait') return
    const row = this.row(connection)
    const expectedEnd = sample.at + sample.timer.remainingMs * NS_PER_MS
    const before = row.expected(sample.end)
    row.expect(sample.end, expectedEnd)
    if (before === undefined || sample.timer.remainingMs === 0) return
    const byMs = (expectedEnd - before) / NS_PER_MS
    if (Math.abs(byMs) > CORRECTION_MS && byMs < RESTART_MS) row.corrections = { ...row.corrections, [sample.end]: { at: sample.at, byMs } }
  }

  private noteSeen(connection: TimelineConnection, { end, state, at }: SocketSampled): void {
    const { spans } = connection.ends[end]
    const last = spans.length - 1
    if (spans[last]?.state !== state) return
    const row = this.row(connection)
    if (row.seen[end][last] !== undefined) return
    const seen = [...row.seen[end]]
    seen[last] = at
    row.seen = { ...row.seen, [end]: seen }
  }

  /** The row of a connection, the last one where it is new: for whoever has packets and transitions as rows of numbers, and puts them in himself. */
  row(connection: TimelineConnection): Row {
    let row = this.byId.get(connection.id)
    if (row === undefined) {
      row = new Row(this.rows.length, connection, this.steps)
      this.rows.push(row)
      this.byId.set(connection.id, row)
    }
    return row
  }

  private updateWaiting(row: Row, end: End): void {
    const { timeWait } = row.connection.ends[end]
    const known = row.waiting(end)
    if (timeWait !== null && timeWait.to === null) {
      if (known?.timeWait === timeWait) return
      this.newest = { row, timeWait }
      row.setWaiting(end, this.newest)
      this.lasting.set(`${row.connection.id} ${end}`, this.newest)
    } else if (known !== undefined) {
      row.setWaiting(end, undefined)
      row.expect(end, undefined)
      this.lasting.delete(`${row.connection.id} ${end}`)
      if (this.newest?.row === row) this.newest = undefined
    }
  }
}

/** The list with one more: a list of its own from the first one on. */
function longer<T>(list: T[], item: T): T[] {
  if (list === NONE) return [item]
  list.push(item)
  return list
}
