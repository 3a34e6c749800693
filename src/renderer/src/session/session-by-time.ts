import type { ConnectionRow } from '../../../shared/model/connection-rows'
import { type End, ENDS } from '../../../shared/tcp/state'
import { waitingAt } from './life-at'
import { Stretches } from './stretches'

/** One end of a connection. */
export interface RowEnd {
  readonly row: ConnectionRow
  readonly end: End
}

/**
 * A session that is over, by time: who was in TIME-WAIT at an instant, and which connections there were, without looking at all of them. Made once for a replay: all of it
 * is typed arrays, and what is asked of it costs what is found.
 */
export class SessionByTime {
  private readonly lives: Stretches
  private readonly waits: Stretches
  /** Of each TIME-WAIT its end: row * 2, of the server one more. */
  private readonly ends: Uint32Array
  /** Of each TIME-WAIT when its timer reaches 0; NaN: nobody was told. */
  private readonly expected: Float64Array
  /** TIME-WAITs whose timer began anew: what was expected depends on the instant. */
  private readonly restarted = new Set<number>()

  constructor(readonly rows: readonly ConnectionRow[]) {
    const [ends, from, to, expected] = [new Uint32Array(rows.length * 2), new Float64Array(rows.length * 2), new Float64Array(rows.length * 2), new Float64Array(rows.length * 2)]
    const [began, over] = [new Float64Array(rows.length), new Float64Array(rows.length)]
    let count = 0
    for (const row of rows) {
      began[row.index] = row.connection.began
      over[row.index] = overAt(row)
      for (const end of ENDS) {
        const { timeWait } = row.connection.ends[end]
        if (timeWait === null) continue
        if (row.restarts.length > 0 && row.restarts.some((restart) => restart.end === end)) this.restarted.add(count)
        ends[count] = row.index * 2 + ENDS.indexOf(end)
        from[count] = timeWait.from
        to[count] = timeWait.to ?? Number.POSITIVE_INFINITY
        expected[count] = timeWait.expectedEnd ?? Number.NaN
        count++
      }
    }
    this.ends = ends.slice(0, count)
    this.expected = expected.slice(0, count)
    this.waits = new Stretches(from.subarray(0, count), to.subarray(0, count))
    this.lives = new Stretches(began, over)
  }

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

  /** Connections of which an end was something else than CLOSED then, in the order of their appearance. */
  livingAt(at: number): readonly ConnectionRow[] {
    const living: ConnectionRow[] = []
    this.lives.eachAt(at, (id) => {
      const row = this.rows[id]
      if (row !== undefined) living.push(row)
    })
    return living
  }

  private endOf(id: number): RowEnd {
    const place = this.ends[id] ?? 0
    const row = this.rows[place >>> 1]
    const end = ENDS[place & 1]
    if (row === undefined || end === undefined) throw new Error('bug: a TIME-WAIT of no connection')
    return { row, end }
  }

  private eachId(at: number, use: (expectedEnd: number, id: number) => void): void {
    this.waits.eachAt(at, (id) => use(this.restarted.has(id) ? this.expectedAt(id, at) : (this.expected[id] ?? Number.NaN), id))
  }

  private expectedAt(id: number, at: number): number {
    const { row, end } = this.endOf(id)
    return waitingAt(row, end, at)?.expectedEnd ?? Number.NaN
  }
}

/** When the last of its ends was CLOSED for good, ns. */
function overAt({ connection }: ConnectionRow): number {
  let over = connection.began
  for (const end of ENDS) {
    const last = connection.ends[end].spans.at(-1)
    if (last !== undefined) over = Math.max(over, last.state === 'CLOSED' ? last.from : Number.POSITIVE_INFINITY)
  }
  return over
}
