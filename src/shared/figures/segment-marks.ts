import { countWhile } from '../base/count-while'
import type { Verdict } from '../model/events'
import type { End } from '../tcp/state'
import type { ConnectionRow } from '../model/connection-rows'
import type { PacketColumns, PacketRow } from '../model/packet-columns'
import { laneTop, type RowsLayout, SEGMENTS_GAP } from './rows-layout'
import { textWidth } from './text-width'

/** A segment on its way from one lane to the other. px */
export interface SegmentMark {
  readonly x: number
  readonly y0: number
  readonly y1: number
  readonly from: End
  readonly verdict: Verdict
  readonly n: number
  readonly conn: string
  /** What a person looks for in it: `FIN ACK`, `5 B`. */
  readonly what: string
  readonly selected: boolean
  readonly onSelectedRow: boolean
  /** Empty where there is no room; of the last of several that stand too close, how many they are. */
  readonly label: string
  readonly labelY: number
}

export interface SegmentInput {
  readonly rows: readonly ConnectionRow[]
  readonly packets: PacketColumns
  readonly layout: RowsLayout
  readonly width: number
  readonly from: number
  readonly to: number
  readonly toX: (at: number) => number
  /** Number of the selected packet, and the selected connection. */
  readonly selected: number | null
  readonly selectedConn: string | null
  /** `11 segments` */
  readonly crowd: (count: number) => string
}

export const SEGMENT_FONT = 10.5
const LINE = 14
/** Lines closer than this cannot be told apart, nor their labels. px */
const CROWDED = 7
/** Marks of one row at most: with more, the lines would touch. */
const MOST_MARKS = 600

/** Segments between the lanes, where the rows leave room for them. */
export function segmentMarks(input: SegmentInput): SegmentMark[] {
  if (input.layout.gap < SEGMENTS_GAP) return []
  return input.rows.flatMap((row, index) => marksOfRow(row, index, input))
}

function marksOfRow(row: ConnectionRow, index: number, input: SegmentInput): SegmentMark[] {
  const { layout, packets } = input
  const top = laneTop(layout, index, 'client') + layout.laneHeight
  const bottom = laneTop(layout, index, 'server')
  const first = firstAtOrAfter(row.packets, packets, input.from)
  const end = firstAtOrAfter(row.packets, packets, input.to + 1)
  const stride = Math.max(1, Math.ceil((end - first) / MOST_MARKS))
  const seen: SegmentMark[] = []
  for (let i = first; i < end; i += stride) {
    const packet = packets.row(row.packets[i] ?? -1)
    if (packet === undefined) continue
    const from: End = packet.from === row.connection.client ? 'client' : 'server'
    seen.push({
      x: input.toX(packet.at), y0: from === 'client' ? top : bottom, y1: from === 'client' ? bottom : top, from, verdict: packet.verdict, n: packet.n, conn: packet.conn,
      selected: packet.n === input.selected, onSelectedRow: packet.conn === input.selectedConn, what: segmentLabel(packet), label: segmentLabel(packet), labelY: 0
    })
  }
  const middle = (top + bottom) / 2
  return placed(seen, { client: new LabelLines(top + 6, middle, 1), server: new LabelLines(bottom - 6, middle, -1) }, (count) => input.crowd(count * stride))
}

/** Puts labels where they touch nothing; segments too close to each other share one. */
function placed(marks: readonly SegmentMark[], lines: Readonly<Record<End, LabelLines>>, crowd: (count: number) => string): SegmentMark[] {
  const result: SegmentMark[] = []
  for (let i = 0; i < marks.length;) {
    const mark = marks[i]
    if (mark === undefined) break
    let after = i + 1
    while (after < marks.length && (marks[after]?.x ?? 0) - (marks[after - 1]?.x ?? 0) < CROWDED) after++
    const group = marks.slice(i, after)
    const label = group.length > 1 ? crowd(group.length) : mark.label
    const labelY = lines[mark.from].place(group.at(-1)?.x ?? mark.x, textWidth(label, SEGMENT_FONT))
    group.forEach((member, k) => {
      const isLast = k === group.length - 1
      result.push({ ...member, label: isLast && labelY !== undefined ? label : '', labelY: labelY ?? 0 })
    })
    i = after
  }
  return result
}

/** `SYN`, `FIN ACK`, `ACK`, `5 B` for data: what a person looks for in a segment. */
export function segmentLabel(packet: PacketRow): string {
  const words = packet.flags.split(',').filter((word) => word !== '' && word !== 'PSH')
  const shown = words.length > 1 && packet.len > 0 ? words.filter((word) => word !== 'ACK') : words
  const text = packet.len > 0 && shown.length === 1 && shown[0] === 'ACK' ? '' : shown.join(' ')
  return packet.len > 0 ? `${text === '' ? '' : `${text} `}${packet.len} B` : text
}

/** Row of the first packet at or after the instant: packets of a connection are in order of time. */
function firstAtOrAfter(indices: readonly number[], packets: PacketColumns, at: number): number {
  return countWhile(indices.length, (index) => packets.instant(indices[index] ?? 0) < at)
}

/** Lines of text on the sender's side of the room between two lanes; a label goes right of its segment, on the first line where it touches none before it. */
class LabelLines {
  private readonly ends: number[]

  /** @param edge y at the sender's lane @param direction 1: lines follow each other downwards */
  constructor(private readonly edge: number, middle: number, private readonly direction: 1 | -1) {
    this.ends = Array.from({ length: Math.max(0, Math.floor(Math.abs(middle - edge) / LINE)) }, () => Number.NEGATIVE_INFINITY)
  }

  /** @returns y of the label's middle, or undefined when no line has room */
  place(x: number, width: number): number | undefined {
    const line = this.ends.findIndex((end) => end + 4 <= x)
    if (line < 0) return undefined
    this.ends[line] = x + width + 4
    return this.edge + this.direction * (line * LINE + LINE / 2)
  }
}
