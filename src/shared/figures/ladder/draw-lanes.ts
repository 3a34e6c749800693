import type { Part, Shape } from '../figure'
import { CHART_TONES, spanPaint, type ThemeName } from '../palette'
import type { End } from '../../tcp/state'
import { durationText, type FigureWords } from '../words'
import { LANE, type LadderColumns } from './columns'
import type { Ladder } from './ladder'
import { airAbove, edgeY, FOLD_HEIGHT, FOLD_NS } from './row-places'
import type { LadderState } from './rows'

/** What is drawn of a ladder, px from the top of its first row. */
export interface Cut {
  readonly top: number
  readonly bottom: number
  readonly first: number
  /** Row after the last one. */
  readonly after: number
  /** ns up to which it is known that nothing else happened; undefined: nothing is known after the last row. */
  readonly until: number | undefined
}

/** A TIME-WAIT is what the figure is about: its lane is wider. */
const WAIT_LANE = 18

/** The life of one end: a bar in the colour of each state, drawn by its evidence, thin where there is no connection. */
export function lanePart(ladder: Ladder, end: End, columns: LadderColumns, cut: Cut, theme: ThemeName): Part {
  const x = columns[end]
  const tones = CHART_TONES[theme]
  const shapes: Shape[] = [{ shape: 'line', x1: x, y1: cut.top, x2: x, y2: cut.bottom, stroke: tones.line, width: 1.5 }]
  const states = ladder.states[end]
  states.forEach((state, i) => {
    if (state.event.to === 'CLOSED' || state.event.to === 'LISTEN') return
    const next = states[i + 1]
    const y = Math.max(cut.top, stateY(ladder, state))
    const bottom = Math.min(cut.bottom, next === undefined ? cut.bottom : stateY(ladder, next))
    if (bottom <= y) return
    shapes.push(...barShapes(x, y, bottom - y, state, theme))
  })
  return { key: `lane ${end}`, shapes }
}

const stateY = (ladder: Ladder, state: LadderState): number => ladder.places.top(state.row.index) + edgeY(state.row, state.event.end)

function barShapes(x: number, y: number, height: number, state: LadderState, theme: ThemeName): Shape[] {
  const width = state.event.to === 'TIME-WAIT' ? WAIT_LANE : LANE
  const paint = spanPaint(state.event.to, state.evidence, theme)
  const box: Shape = { shape: 'box', x: x - width / 2, y, width, height, fill: paint.fill, stroke: paint.stroke }
  return paint.kind === 'striped' ? [box, { shape: 'line', x1: x, y1: y + 2, x2: x, y2: y + height - 1, stroke: paint.stripe, width: width - 2, dash: '3 4' }] : [box]
}

/** The long waits: lanes broken, and how long it was written between them. */
export function foldParts(ladder: Ladder, columns: LadderColumns, cut: Cut, theme: ThemeName, words: FigureWords): Part[] {
  const parts: Part[] = []
  for (let i = Math.max(1, cut.first); i < cut.after; i++) {
    const wait = (ladder.rows[i]?.at ?? 0) - (ladder.rows[i - 1]?.at ?? 0)
    if (wait >= FOLD_NS) parts.push(foldPart(`fold ${i}`, ladder.places.top(i) - airAbove(wait) / 2, durationText(wait, words), columns, theme))
  }
  const last = ladder.rows.at(-1)
  if (cut.until !== undefined && last !== undefined && cut.after === ladder.rows.length && cut.until - last.at >= FOLD_NS) {
    parts.push(foldPart('fold after', ladder.places.height + FOLD_HEIGHT / 2, words.say('figures.ladder.since', { time: durationText(cut.until - last.at, words) }), columns, theme))
  }
  return parts
}

function foldPart(key: string, y: number, text: string, columns: LadderColumns, theme: ThemeName): Part {
  const { ground, muted, text: ink, line } = CHART_TONES[theme]
  const breaks = [columns.client, columns.server].flatMap((x): Shape[] => [
    { shape: 'path', d: `M${x - 11} ${y + 3}L${x + 11} ${y - 3}L${x + 11} ${y + 1}L${x - 11} ${y + 7}Z`, fill: ground },
    { shape: 'line', x1: x - 11, y1: y + 3, x2: x + 11, y2: y - 3, stroke: muted, width: 1 },
    { shape: 'line', x1: x - 11, y1: y + 7, x2: x + 11, y2: y + 1, stroke: muted, width: 1 }
  ])
  const middle = (columns.client + columns.server) / 2
  return {
    key,
    shapes: [
      { shape: 'line', x1: columns.client + 14, y1: y + 2, x2: columns.server - 14, y2: y + 2, stroke: line, width: 1, dash: '2 4' }, ...breaks,
      { shape: 'text', x: middle, y: y + 6, text, size: 11.5, fill: ink, anchor: 'middle', weight: 600, halo: ground }
    ]
  }
}
