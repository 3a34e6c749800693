/** Where connections are drawn: rows of one height, two lanes in each. All px from the top of the plot. */
export interface RowsLayout {
  readonly rowHeight: number
  readonly laneHeight: number
  /** Between the two lanes of a row: room for segments when it is at least SEGMENTS_GAP. */
  readonly gap: number
  /** Above the first lane of a row. */
  readonly pad: number
  /** Above the first row, when few rows leave room. */
  readonly offset: number
  /** Rows that fit. */
  readonly capacity: number
}

/** Rows given to the chart at most: with more it could not draw sixty frames a second. */
export const MOST_ROWS = 60
const ROW = { least: 22, most: 280 }
const LANE_MOST = 38
/** px between lanes from which segments are drawn as arrows. */
export const SEGMENTS_GAP = 34

export function layoutRows(height: number, total: number): RowsLayout {
  const wanted = Math.max(1, Math.min(total, MOST_ROWS))
  const rowHeight = Math.floor(Math.min(Math.max(height / wanted, ROW.least), ROW.most))
  const capacity = Math.max(1, Math.min(Math.floor(height / rowHeight), MOST_ROWS))
  const pad = rowHeight >= 64 ? 10 : 3
  const within = rowHeight - 2 * pad
  const laneHeight = Math.floor(Math.min(within >= 80 ? within * 0.27 : (within - 3) / 2, LANE_MOST))
  const used = Math.min(total, capacity) * rowHeight
  return { rowHeight, laneHeight, gap: within - 2 * laneHeight, pad, offset: Math.max(0, Math.floor((height - used) / 2)), capacity }
}

/** Top of a lane. @param row counted from the first row on the screen */
export function laneTop(layout: RowsLayout, row: number, end: 'client' | 'server'): number {
  const top = layout.offset + row * layout.rowHeight + layout.pad
  return end === 'client' ? top : top + layout.laneHeight + layout.gap
}

/** px of a lane's label, and of the line with the connection's name, which stands in the middle of its row, between the labels. */
export const LANE_LABEL = 12
export const NAME_LINE = 14
/** px of a row from which its name fits between its labels. */
const NAMED = 52

/** How a row is labelled: `outer`, the labels at the outer edges of their lanes, where a name would touch labels in the middle of them. */
export function rowLabels({ rowHeight, laneHeight, gap }: RowsLayout): { readonly named: boolean; readonly place: 'middle' | 'outer' } {
  const named = rowHeight >= NAMED
  return { named, place: named && laneHeight + gap < LANE_LABEL + NAME_LINE + 4 ? 'outer' : 'middle' }
}
