import { ARROW_PLACES, type ArrowPlace, BOXES, GRID, type Place, type Port, type Turn } from './places'

export interface Point {
  readonly x: number
  readonly y: number
}

/** The grid in px, as large as there is room: boxes and letters grow less than the ways between them. */
export interface MachineGeometry {
  readonly width: number
  readonly height: number
  readonly boxWidth: number
  readonly boxHeight: number
  readonly font: number
  readonly x: (column: number) => number
  readonly y: (row: number) => number
}

/** At this size letters and boxes are as they are meant. px */
const MEANT = { width: 690, height: 230, boxWidth: 76, boxHeight: 22, font: 10.5 } as const
const MARGIN = 10
/** The way of lives cut short runs so far right of the last column, in columns. */
const FAR_RIGHT = 0.62

export function machineGeometry(width: number, height: number): MachineGeometry {
  const scale = Math.min(1.7, Math.max(0.94, Math.min(width / MEANT.width, height / MEANT.height)))
  const boxWidth = MEANT.boxWidth * scale
  const left = MARGIN + boxWidth / 2
  const columns = GRID.columns - 1
  const pitch = Math.min((width - left - MARGIN) / (columns + FAR_RIGHT), (width - left - boxWidth / 2 - 2 * MARGIN) / columns)
  const rowPitch = (height - 2 * MARGIN) / (GRID.rows - 1)
  return {
    width, height, boxWidth, boxHeight: MEANT.boxHeight * scale, font: MEANT.font * scale, x: (column) => left + column * pitch, y: (row) => MARGIN + row * rowPitch
  }
}

export function boxOf(place: Place, geometry: MachineGeometry): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  const [column, row] = BOXES[place]
  const { boxWidth: width, boxHeight: height } = geometry
  return { x: geometry.x(column) - width / 2, y: geometry.y(row) - height / 2, width, height }
}

function portOf(place: Place, port: Port, geometry: MachineGeometry): Point {
  const { x, y, width, height } = boxOf(place, geometry)
  const along = (start: number, length: number): number => start + (length * (port.along + 1)) / 2
  switch (port.side) {
    case 'left': return { x, y: along(y, height) }
    case 'right': return { x: x + width, y: along(y, height) }
    case 'top': return { x: along(x, width), y }
    case 'bottom': return { x: along(x, width), y: y + height }
  }
}

/** The way of an arrow: from one box to the other, around what lies between. */
export function wayOf(arrow: ArrowPlace, geometry: MachineGeometry): readonly Point[] {
  const start = portOf(arrow.from, arrow.leaves, geometry)
  const end = portOf(arrow.to, arrow.arrives, geometry)
  const points = [start]
  let at = start
  for (const turn of arrow.turns ?? []) {
    at = turned(at, turn, end, geometry)
    points.push(at)
  }
  return [...points, end]
}

function turned(at: Point, turn: Turn, end: Point, geometry: MachineGeometry): Point {
  if (turn === 'to-x') return { x: end.x, y: at.y }
  if (turn === 'to-y') return { x: at.x, y: end.y }
  return 'x' in turn ? { x: geometry.x(turn.x), y: at.y } : { x: at.x, y: geometry.y(turn.y) }
}

/** The middle of the longest straight stretch: where a label has most room. Between two neighbours there is none: it stands above them. */
export function labelPoint(way: readonly Point[], geometry: MachineGeometry): Point {
  const [from, to] = way
  if (way.length === 2 && from !== undefined && to !== undefined && Math.abs(from.y - to.y) < 1) {
    return { x: (from.x + to.x) / 2, y: geometry.y(rowOf(from.y, geometry)) - geometry.boxHeight / 2 - geometry.font * 0.45 }
  }
  let best = { length: -1, x: 0, y: 0 }
  way.forEach((to, i) => {
    const from = way[i - 1]
    if (from === undefined) return
    const length = Math.abs(to.x - from.x) + Math.abs(to.y - from.y)
    if (length > best.length) best = { length, x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
  })
  return best
}

/** The row whose boxes a height lies in. */
const rowOf = (y: number, geometry: MachineGeometry): number => Math.round((y - geometry.y(0)) / (geometry.y(1) - geometry.y(0)))

/** The arrow of a step. A life that never was open ends where it began: LISTEN and SYN-SENT lead back to the first CLOSED. */
export const arrowOf = (from: string, to: string): ArrowPlace | undefined =>
  ARROW_PLACES.find((arrow) => arrow.from === from && (arrow.to === to || (arrow.to === 'END' && to === 'CLOSED')))
