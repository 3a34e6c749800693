import type { ConnectionRow } from '../../../shared/model/connection-rows'
import { type End, ENDS } from '../../../shared/tcp/state'
import { waitingAt } from './life-at'
import { Stretches } from './stretches'

/** One end of a connection. */
export interface RowEnd {
  readonly row: ConnectionRow
  readonly end: End
}

/** What is known of all TIME-WAITs, one after the other. */
interface Waits {
  /** Its end: row * 2, of the server one more. */
  readonly ends: Uint32Array
  /** When its timer reaches 0; NaN: nobody was told. */
  readonly expected: Float64Array
  /** Those whose timer began anew: what was expected depends on the instant. */
  readonly restarted: ReadonlySet<number>
}

/** Connections looked at between two pauses. */
const CHUNK = 1_024

/** Looks at all connections of a session that is over, once. */
export function* byTimeOf(rows: readonly ConnectionRow[]): Generator<undefined, SessionByTime> {
  const [ends, from, to, expected] = [new Uint32Array(rows.length * 2), new Float64Array(rows.length * 2), new Float64Array(rows.length * 2), new Float64Array(rows.length * 2)]
  const [began, over] = [new Float64Array(rows.length), new Float64Array(rows.length)]
  const restarted = new Set<number>()
  let count = 0
  for (const row of rows) {
    const { connection, index } = row
    began[index] = connection.began
    over[index] = connection.closed ? connection.touched : Number.POSITIVE_INFINITY
    for (const end of ENDS) {
      const { timeWait } = connection.ends[end]
      if (timeWait === null) continue
      if (row.restarts.length > 0 && row.restarts.some((restart) => restart.end === end)) restarted.add(count)
      ends[count] = index * 2 + ENDS.indexOf(end)
      from[count] = timeWait.from
      to[count] = timeWait.to ?? Number.POSITIVE_INFINITY
      expected[count] = timeWait.expectedEnd ?? Number.NaN
      count++
    }
    if (index % CHUNK === CHUNK - 1) yield
  }
  const lives = new Stretches(began, over)
  yield
  const waits = new Stretches(from.subarray(0, count), to.subarray(0, count))
  return new SessionByTime(rows, lives, waits, { ends: ends.slice(0, count), expected: expected.slice(0, count), restarted })
}

/**
 * A session that is over, by time: who was in TIME-WAIT at an instant, and which connections there were, without looking at all of them. Made once for a replay: all of it
 * is typed arrays, and what is asked of it costs what is found.
 */
export class SessionByTime {
  constructor(readonly rows: readonly ConnectionRow[], private readonly lives: Stretches, private readonly waits: Stretches, private readonly known: Waits) {}

  waitingCount(at: number): number {
    return this.waits.countAt(at)
  }

  /** Everyone in TIME-WAIT then, oldest first. */
  eachWaiting(at: number, use: (end: RowEnd) => void): void {
    this.waits.eachAt(at, (id) => use(this.endOf(id)))
  }

  /** The instants alone, for tens of thousands. */
  eachExpected(at: number, use: (expectedEnd: number | null) => void): void {
    this.eachId(at, (expectedEnd) => use(Number.isNaN(expectedEnd) ? null : expectedEnd))
  }

  /** Of those who waited then, and whose timer would reach 0 at such an instant, the one for whom it would do so first. */
  firstToEnd(at: number, isMeant: (expectedEnd: number) => boolean): RowEnd | undefined {
    let first = -1
    let ends = Number.POSITIVE_INFINITY
    this.eachId(at, (expectedEnd, id) => {
      if (expectedEnd < ends && isMeant(expectedEnd)) [first, ends] = [id, expectedEnd]
    })
    return first < 0 ? undefined : this.endOf(first)
  }

  /** Who had begun to wait last of those who waited then; when nobody did, who had waited last. */
  newestWaiting(at: number): RowEnd | undefined {
    const lasting = this.waits.newestAt(at)
    const id = lasting < 0 ? this.waits.lastBegunBy(at) : lasting
    return id < 0 ? undefined : this.endOf(id)
  }

  /** The connection that had appeared last by then. */
  newestRow(at: number): ConnectionRow | undefined {
    return this.rows[this.lives.lastBegunBy(at)]
  }

  /** Connections that had begun and were not over then, in the order of their appearance: all of which an end was something else than CLOSED. */
  livingAt(at: number): readonly ConnectionRow[] {
    const living: ConnectionRow[] = []
    this.lives.eachAt(at, (id) => {
      const row = this.rows[id]
      if (row !== undefined) living.push(row)
    })
    return living
  }

  private endOf(id: number): RowEnd {
    const place = this.known.ends[id] ?? 0
    const row = this.rows[place >>> 1]
    const end = ENDS[place & 1]
    if (row === undefined || end === undefined) throw new Error('bug: a TIME-WAIT of no connection')
    return { row, end }
  }

  private eachId(at: number, use: (expectedEnd: number, id: number) => void): void {
    this.waits.eachAt(at, (id) => use(this.known.restarted.has(id) ? this.expectedAt(id, at) : (this.known.expected[id] ?? Number.NaN), id))
  }

  private expectedAt(id: number, at: number): number {
    const { row, end } = this.endOf(id)
    return waitingAt(row, end, at)?.expectedEnd ?? Number.NaN
  }
}
