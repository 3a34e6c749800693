import { NS_PER_MS } from '../base/brand'
import type { Evidence, StateSpan } from '../model/events'
import type { TimelineEnd, TimelineTimeWait } from '../model/timeline'
import { type End, ENDS, type TcpState } from '../tcp/state'
import type { ConnectionRow } from '../model/connection-rows'
import { laneTop, type RowsLayout } from './rows-layout'

/** One state of one end, as a box. px. */
export interface SpanBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly state: TcpState
  readonly evidence: Evidence
  readonly conn: string
  readonly end: End
  readonly span: StateSpan
  readonly selected: boolean
  /** Where its name may stand: not across a mark. */
  readonly label: { readonly x: number; readonly width: number }
}

/** What is left of a TIME-WAIT: from now to the instant its timer reaches 0. Or, past that instant, the kernel's rounding up. */
export interface ReserveBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly kind: 'reserved' | 'overdue' | 'unknown'
  /** ms; 0 when overdue. */
  readonly remainingMs: number
  readonly evidence: Evidence
  readonly conn: string
  readonly end: End
}

/** The TIME-WAIT timer begun anew. */
export interface RestartMark {
  readonly x: number
  readonly y: number
  readonly height: number
  readonly conn: string
  readonly end: End
  readonly at: number
}

export interface DiscrepancyMark {
  readonly x: number
  readonly y: number
  readonly conn: string
  readonly end: End
}

export interface RowBand {
  readonly y: number
  readonly height: number
  readonly selected: boolean
  readonly conn: string
}

export interface LifecycleScene {
  readonly bands: readonly RowBand[]
  readonly spans: readonly SpanBox[]
  readonly reserves: readonly ReserveBox[]
  readonly restarts: readonly RestartMark[]
  readonly discrepancies: readonly DiscrepancyMark[]
  /** Baselines of the lanes: y of the middle. */
  readonly lanes: readonly number[]
}

export interface SceneInput {
  /** The rows on the screen, at most MOST_ROWS. */
  readonly rows: readonly ConnectionRow[]
  readonly layout: RowsLayout
  readonly width: number
  readonly toX: (at: number) => number
  /** ns; the last instant of a session that is over. */
  readonly now: number
  readonly live: boolean
  readonly selected: { readonly conn: string | null; readonly end: End | null }
}

/** Thinnest box: a state that lasted microseconds is still there on a scale of seconds. px */
const THINNEST = 1.5
/** Boxes are cut so far outside the plot. px */
const OUTSIDE = 4

interface Lane {
  readonly conn: string
  readonly end: End
  readonly y: number
  readonly height: number
  readonly selected: boolean
}

/** Boxes for the rows on the screen. Nothing in here looks at any other connection. */
export function lifecycleScene(input: SceneInput): LifecycleScene {
  const scene = {
    bands: [] as RowBand[], spans: [] as SpanBox[], reserves: [] as ReserveBox[], restarts: [] as RestartMark[], discrepancies: [] as DiscrepancyMark[],
    lanes: [] as number[]
  }
  const { layout } = input
  input.rows.forEach((row, index) => {
    const { id } = row.connection
    const chosen = input.selected.conn === id
    scene.bands.push({ y: layout.offset + index * layout.rowHeight, height: layout.rowHeight, selected: chosen, conn: id })
    for (const end of ENDS) {
      const lane: Lane = {
        conn: id, end, y: laneTop(layout, index, end), height: layout.laneHeight, selected: chosen && (input.selected.end ?? end) === end
      }
      const life = row.connection.ends[end]
      scene.lanes.push(lane.y + lane.height / 2)
      const cuts = cutsOf(row, end).map(input.toX)
      for (const span of life.spans) {
        const box = spanBox(span, lane, input, span.state === 'TIME-WAIT' ? cuts : [])
        if (box !== undefined) scene.spans.push(box)
      }
      scene.reserves.push(...reserveBoxes(life, lane, input))
      for (const restart of row.restarts) {
        if (restart.end === end && isSeen(input.toX(restart.at), input)) {
          scene.restarts.push({ x: input.toX(restart.at), y: lane.y, height: lane.height, conn: id, end, at: restart.at })
        }
      }
      for (const found of row.discrepancies) {
        if (found.end === end && isSeen(input.toX(found.at), input)) scene.discrepancies.push({ x: input.toX(found.at), y: lane.y, conn: id, end })
      }
    }
  })
  return scene
}

/** Instants at which something is drawn across a TIME-WAIT: its timer begun anew, its timer at 0. */
function cutsOf(row: ConnectionRow, end: End): number[] {
  const expectedEnd = row.connection.ends[end].timeWait?.expectedEnd ?? null
  return [...row.restarts.filter((restart) => restart.end === end).map(({ at }) => at), ...(expectedEnd === null ? [] : [expectedEnd])]
}

const isSeen = (x: number, input: SceneInput): boolean => x >= 0 && x <= input.width

function spanBox(span: StateSpan, lane: Lane, input: SceneInput, cuts: readonly number[]): SpanBox | undefined {
  const x0 = input.toX(span.from)
  const x1 = input.toX(span.to ?? Math.max(input.now, span.from))
  if (x1 < -OUTSIDE || x0 > input.width + OUTSIDE) return undefined
  const x = Math.max(x0, -OUTSIDE)
  const width = Math.max(Math.min(x1, input.width + OUTSIDE) - x, THINNEST)
  const thin = span.state === 'CLOSED' || span.state === 'LISTEN'
  const height = thin ? Math.max(2, Math.round(lane.height * 0.22)) : lane.height
  return {
    x, y: lane.y + (lane.height - height) / 2, width, height, state: span.state, evidence: span.evidence, conn: lane.conn, end: lane.end, span, selected: lane.selected,
    label: widestBetween(Math.max(x, 0), Math.min(x + width, input.width), cuts)
  }
}

function widestBetween(from: number, to: number, cuts: readonly number[]): { readonly x: number; readonly width: number } {
  const edges = [from, ...cuts.filter((cut) => cut > from && cut < to), to]
  let widest = { x: from, width: Math.max(0, to - from) }
  if (edges.length > 2) widest = { x: from, width: 0 }
  for (let i = 1; i < edges.length; i++) {
    const [left, right] = [edges[i - 1] ?? from, edges[i] ?? to]
    if (right - left > widest.width) widest = { x: left, width: right - left }
  }
  return widest
}

function reserveBoxes(life: TimelineEnd, lane: Lane, input: SceneInput): ReserveBox[] {
  const { timeWait } = life
  if (timeWait === null) return []
  const over = timeWait.to ?? input.now
  const boxes: ReserveBox[] = []
  const push = (kind: ReserveBox['kind'], from: number, to: number, remainingMs: number): void => {
    const x = Math.max(input.toX(from), -OUTSIDE)
    const width = Math.min(input.toX(to), input.width + OUTSIDE) - x
    if (width > 0) boxes.push({ x, y: lane.y, width, height: lane.height, kind, remainingMs, evidence: timeWait.evidence, conn: lane.conn, end: lane.end })
  }
  const { expectedEnd } = timeWait
  if (expectedEnd === null) {
    if (timeWait.to === null && !input.live) push('unknown', over, over + 1, 0)
    return boxes
  }
  if (timeWait.to === null && input.live && expectedEnd > input.now) push('reserved', input.now, expectedEnd, (expectedEnd - input.now) / NS_PER_MS)
  if (over > expectedEnd) push('overdue', expectedEnd, over, 0)
  return boxes
}

/** The end of all time that must be on the screen: now, or the instant to which a TIME-WAIT still reserves its 4-tuple. ns */
export function horizonOf(now: number, live: boolean, waiting: Iterable<TimelineTimeWait>): number {
  let horizon = now
  if (live) for (const { expectedEnd } of waiting) if (expectedEnd !== null && expectedEnd > horizon) horizon = expectedEnd
  return horizon
}
