import { countWhile } from '../../base/count-while'
import type { End } from '../../tcp/state'
import type { LadderRow, LadderState } from './rows'

/** px */
export const LINE = 16
export const SEGMENT_HEIGHT = 28
const CALL_HEIGHT = 18
/** Below a row's top: where a segment leaves one lane, and arrives at the other. A capture has one instant for both, so the slope means nothing but the direction. */
export const LEAVES = 15
export const ARRIVES = 22
/** Below a row's top: the middle of its first line beside the lanes. */
export const firstLine = (row: LadderRow): number => (row.main.kind === 'segment' ? 18 : 9)
/** Waits from here on are folded: they get a line of their own that says how long they are, ns. */
export const FOLD_NS = 50_000_000
export const FOLD_HEIGHT = 24
const MOST_AIR = 6

/** How high a row is, without the wait above it. */
export function rowHeight(row: LadderRow): number {
  const lines = Math.max(lineCount(row, 'client'), lineCount(row, 'server'))
  if (row.main.kind === 'segment') return Math.max(SEGMENT_HEIGHT, SEGMENT_HEIGHT - LINE + lines * LINE)
  return Math.max(CALL_HEIGHT, 2 + lines * LINE)
}

/** Where something happens to one end, below the row's top. */
export function edgeY(row: LadderRow, end: End): number {
  if (row.main.kind !== 'segment') return firstLine(row)
  return row.main.from === end ? LEAVES : ARRIVES
}

const lineCount = (row: LadderRow, end: End): number => row.states[end].length + row.restarts.filter((timer) => timer.end === end).length + (endedWait(row, end) === undefined ? 0 : 1)

/** The state that ended a TIME-WAIT here: how long it lasted has a line of its own. */
export const endedWait = (row: LadderRow, end: End): LadderState | undefined => row.states[end].find(({ event }) => event.from === 'TIME-WAIT')

/** px between two rows that are so far apart in time: a fold, or a little air that grows with the logarithm. */
export function airAbove(waitNs: number): number {
  if (waitNs >= FOLD_NS) return FOLD_HEIGHT
  return Math.min(MOST_AIR, Math.max(0, Math.log10(Math.max(1, waitNs) / 10_000) * 2))
}

/** Where each row stands. A row added at the end costs nothing for those above it. px from the top of the first row. */
export class RowPlaces {
  private tops = new Float64Array(256)
  private end = 0

  constructor(private readonly rows: readonly LadderRow[]) {}

  /** Height of all rows. */
  get height(): number {
    return this.end
  }

  /** Rows from here on have moved. */
  measureFrom(index: number): void {
    if (this.rows.length > this.tops.length) {
      const more = new Float64Array(this.tops.length * 2)
      more.set(this.tops)
      this.tops = more
    }
    for (let i = index; i < this.rows.length; i++) {
      const row = this.rows[i]
      const before = this.rows[i - 1]
      if (row === undefined) break
      this.tops[i] = before === undefined ? 0 : (this.tops[i - 1] ?? 0) + rowHeight(before) + airAbove(row.at - before.at)
    }
    const last = this.rows.at(-1)
    this.end = last === undefined ? 0 : (this.tops[this.rows.length - 1] ?? 0) + rowHeight(last)
  }

  /** Where a row begins, below the wait before it. */
  top(index: number): number {
    return this.tops[index] ?? 0
  }

  /** The last row that begins at or above y; 0 above all. */
  indexAt(y: number): number {
    return Math.max(0, countWhile(this.rows.length, (i) => (this.tops[i] ?? 0) <= y) - 1)
  }

  /** Where an instant stands: between the two rows around it, as far as time has gone between them. */
  yOf(at: number): number {
    const after = countWhile(this.rows.length, (i) => (this.rows[i]?.at ?? 0) <= at)
    const before = this.rows[after - 1]
    const next = this.rows[after]
    if (before === undefined) return 0
    const from = this.top(after - 1) + rowHeight(before)
    if (next === undefined || at === before.at) return at === before.at ? this.top(after - 1) + rowHeight(before) / 2 : from
    return from + ((at - before.at) / (next.at - before.at)) * Math.max(0, this.top(after) - from)
  }
}
