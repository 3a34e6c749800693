import type { GapSeen } from '../model/events'
import { gapLength } from '../model/life-rules'
import type { EventFlag } from './event-flags'
import type { Part, Shape } from './figure'
import { hatchPath } from './hatch-path'
import { sceneHatches } from './hatches'
import type { DiscrepancyMark, ReserveBox, RestartMark, RowBand, SpanBox } from './lifecycle-scene'
import { type ChartTones, spanPaint, STATE_COLOURS, STATE_LABELS, type ThemeName } from './palette'
import { SEGMENT_FONT, type SegmentMark } from './segment-marks'
import { fitting, textWidth } from './text-width'
import { durationText, instantText, type FigureWords } from './words'

export interface StillStyle {
  readonly tones: ChartTones
  readonly theme: ThemeName
  readonly words: FigureWords
  /** Of the lanes, px. */
  readonly width: number
  readonly height: number
}

/** The strip of flags above the lanes. px */
const FLAGS = 26
const LABEL = 11.5
/** Lanes lower than this carry no text. px */
const LABEL_HEIGHT = 13
const LABEL_WITHIN = 170

export const bandPart = ({ y, height, conn }: RowBand, { tones, width }: StillStyle): Part =>
  ({ key: `band ${conn}`, shapes: [{ shape: 'line', x1: 0, y1: y + height, x2: width, y2: y + height, stroke: tones.grid, width: 1 }] })

export function spanPart(box: SpanBox, style: StillStyle): Part {
  const { words, theme } = style
  const paint = spanPaint(box.state, box.evidence, theme)
  const narrow = box.width <= 3
  const outlined = paint.kind !== 'solid' && !narrow
  const inset = outlined ? 0.75 : 0
  const body = { x: box.x + inset, y: box.y + inset, width: Math.max(box.width - 2 * inset - (box.width > 4 ? 0.5 : 0), 1), height: box.height - 2 * inset }
  const shapes: Shape[] = [{ shape: 'box', ...body, fill: narrow ? paint.stroke : paint.fill, radius: box.width > 8 && box.height > 8 ? 2 : 0, ...(outlined ? { stroke: paint.stroke } : {}) }]
  if (paint.kind === 'striped' && !narrow) {
    shapes.push({ shape: 'path', d: hatchPath(body.x, body.y, body.width, body.height, 8, 'up'), fill: 'none', stroke: paint.stripe, width: 3 })
  }
  const label = spanLabel(box, style)
  if (label !== undefined) shapes.push(label)
  const { span } = box
  const lasted = span.to === null ? words.say('figures.lifecycle.lasting') : durationText(span.to - span.from, words)
  return {
    key: `span ${box.conn} ${box.end} ${span.from} ${box.state}`, conn: box.conn, shapes, target: { kind: 'state', end: box.end, at: span.from },
    title: words.say('figures.lifecycle.span', {
      conn: box.conn, end: words.say(`terms.end.${box.end}`), state: box.state, lasted, from: instantText(span.from), evidence: words.say(`terms.evidence.${box.evidence}`)
    })
  }
}

function spanLabel(box: SpanBox, { tones, theme }: StillStyle): Shape | undefined {
  const low = box.height < LABEL_HEIGHT
  if (low && box.state !== 'CLOSED' && box.state !== 'LISTEN') return undefined
  const text = fitting(low ? STATE_LABELS[box.state].slice(0, 1) : STATE_LABELS[box.state], LABEL, box.label.width - 6)
  if (text === undefined || (low && box.height < 7)) return undefined
  if (low) return { shape: 'text', x: box.label.x + 6, y: box.y - 5, text, size: 10.5, fill: tones.muted, anchor: 'start' }
  const paint = spanPaint(box.state, box.evidence, theme)
  const halo = paint.kind === 'striped' ? { halo: paint.fill } : {}
  return { shape: 'text', x: box.label.x + Math.min(box.label.width, LABEL_WITHIN) / 2, y: box.y + box.height / 2 + 4, text, size: LABEL, fill: paint.ink, anchor: 'middle', weight: 600, ...halo }
}

export function reservePart(box: ReserveBox, style: StillStyle): Part {
  const { words, theme, tones } = style
  const key = `reserve ${box.conn} ${box.end}`
  if (box.kind === 'unknown') {
    return { key, conn: box.conn, shapes: [{ shape: 'text', x: box.x - 6, y: box.y + box.height / 2 + 4, text: words.say('figures.lifecycle.unknown-end'), size: 11, fill: tones.text, anchor: 'end', halo: tones.ground }] }
  }
  const { overdue } = sceneHatches(theme)
  const [y, height] = [box.y + 0.75, box.height - 1.5]
  return {
    key, conn: box.conn, title: words.say('figures.lifecycle.overdue'), shapes: [
      { shape: 'box', x: box.x, y, width: box.width, height, fill: overdue.ground ?? tones.ground, stroke: STATE_COLOURS[theme]['TIME-WAIT'], radius: 2 },
      { shape: 'path', d: hatchPath(box.x, y, box.width, height, overdue.pitch, 'down'), fill: 'none', stroke: overdue.line, width: overdue.weight }
    ]
  }
}

/** Most of a circle, as points: a turned arrow. */
const TURN = Array.from({ length: 13 }, (_, i): readonly [number, number] => {
  const angle = ((-20 - i * 25) * Math.PI) / 180
  return [4.2 * Math.cos(angle), 4.2 * Math.sin(angle)]
})

/** A notch through the bar and a turned arrow above it: the wait began anew here. */
export function restartPart(mark: RestartMark, { tones, words }: StillStyle): Part {
  const { x, y, height } = mark
  const top = y - 9
  return {
    key: `restart ${mark.conn} ${mark.end} ${mark.at}`, conn: mark.conn, target: { kind: 'instant', at: mark.at, end: mark.end }, title: words.say('figures.lifecycle.restart', { at: instantText(mark.at) }),
    shapes: [
      { shape: 'box', x: x - 1.5, y: y - 2, width: 3, height: height + 4, fill: tones.ground },
      { shape: 'line', x1: x, y1: y - 3, x2: x, y2: y + height + 3, stroke: tones.text, width: 1.5 },
      { shape: 'path', d: `M${TURN.map(([dx, dy]) => `${(x + dx).toFixed(1)} ${(top + dy).toFixed(1)}`).join('L')}`, fill: 'none', stroke: tones.text, width: 1.4 },
      { shape: 'path', d: `M${(x + 6.6).toFixed(1)} ${(top - 3.4).toFixed(1)}L${(x + 5).toFixed(1)} ${(top + 1.2).toFixed(1)}L${(x + 1.6).toFixed(1)} ${(top - 2.2).toFixed(1)}Z`, fill: tones.text }
    ]
  }
}

export const discrepancyPart = ({ x, y, conn }: DiscrepancyMark, index: number, { tones, words }: StillStyle): Part => ({
  key: `discrepancy ${index}`, conn, title: words.say('terms.event.discrepancy'), shapes: [
    { shape: 'path', d: `M${(x - 7).toFixed(1)} ${(y + 1).toFixed(1)}L${(x + 7).toFixed(1)} ${(y + 1).toFixed(1)}L${x.toFixed(1)} ${(y - 11).toFixed(1)}Z`, fill: tones.bad },
    { shape: 'text', x, y, text: '!', size: 9, fill: tones.ground, anchor: 'middle', weight: 600 }
  ]
})

/** @param at ns, of the segment */
export function segmentPart(mark: SegmentMark, at: number, { tones, words }: StillStyle): Part {
  const lost = mark.verdict === 'dropped'
  const stroke = lost ? tones.bad : mark.verdict === 'passed' ? tones.muted : tones.warn
  const down = mark.y1 > mark.y0
  const tip = mark.y1 + (down ? -1 : 1)
  const back = tip + (down ? -6 : 6)
  const end = lost ? mark.y0 + (mark.y1 - mark.y0) * 0.55 : tip
  const { x } = mark
  const shapes: Shape[] = [{ shape: 'line', x1: x, y1: mark.y0, x2: x, y2: end, stroke, width: 1.25, ...(mark.verdict === 'passed' ? {} : { dash: '3 3' }) }]
  if (lost) {
    for (const [from, to] of [[-4, 4], [4, -4]] as const) shapes.push({ shape: 'line', x1: x - 4, y1: end + from, x2: x + 4, y2: end + to, stroke, width: 2 })
  } else shapes.push({ shape: 'path', d: `M${x.toFixed(1)} ${tip.toFixed(1)}L${(x - 3.5).toFixed(1)} ${back.toFixed(1)}L${(x + 3.5).toFixed(1)} ${back.toFixed(1)}Z`, fill: stroke })
  const verdict = mark.verdict === 'passed' ? '' : ` (${words.say(`terms.verdict.${mark.verdict}`)})`
  return {
    key: `segment ${mark.n}`, conn: mark.conn, target: { kind: 'packet', n: mark.n }, shapes,
    title: words.say('figures.lifecycle.segment', { n: mark.n, what: `${mark.what}${verdict}`, end: words.say(`terms.end.${mark.from}`), at: instantText(at) })
  }
}

/** Above all lines: a label interrupts those that would strike it through. */
export const segmentLabelPart = (mark: SegmentMark, { tones }: StillStyle): Part => ({
  key: `label ${mark.n}`, conn: mark.conn, shapes: [{
    shape: 'text', x: mark.x + 6, y: mark.labelY + 4, text: mark.label, size: SEGMENT_FONT, fill: mark.verdict === 'dropped' ? tones.bad : tones.muted, anchor: 'start', halo: tones.ground
  }]
})

/** A stretch that the recording does not know. */
export function gapPart(gap: GapSeen, index: number, x: number, width: number, { tones, words, height }: StillStyle): Part {
  const label = words.say(`figures.gap.${gap.reason}`)
  const shapes: Shape[] = [{ shape: 'path', d: hatchPath(x, 0, Math.max(width, 4), height, 7, 'down'), fill: 'none', stroke: tones.gap, width: 1.2 }]
  if (textWidth(label, 11) + 10 <= width) shapes.push({ shape: 'text', x: x + width / 2, y: height - 8, text: label, size: 11, fill: tones.text, anchor: 'middle', weight: 600, halo: tones.ground })
  return { key: `gap ${index}`, target: { kind: 'instant', at: gap.at, end: null }, title: `${label}: ${durationText(gapLength(gap), words)}`, shapes }
}

export function flagPart(flag: EventFlag, index: number, { tones, height }: StillStyle): Part {
  const fill = flag.kind === 'fault' ? tones.bad : flag.kind === 'note' ? tones.warn : tones.muted
  const { x } = flag
  const top = -FLAGS + 5
  const shapes: Shape[] = []
  // A step is told by what it does to the lanes; only what people and faults did from outside is drawn through them.
  if (flag.kind !== 'step') shapes.push({ shape: 'line', x1: x, y1: top, x2: x, y2: height, stroke: fill, width: 1, dash: '2 4' })
  const points = flag.kind === 'note' ? [[0, 0], [9, 4.5], [0, 9]] : flag.kind === 'fault' ? [[-5, 0], [5, 0], [0, 9]] : [[0, 0], [4.5, 4.5], [0, 9], [-4.5, 4.5]]
  shapes.push({ shape: 'path', d: `M${points.map(([px = 0, py = 0]) => `${(x + px).toFixed(1)} ${(top + py).toFixed(1)}`).join('L')}Z`, fill })
  if (flag.label !== '') shapes.push({ shape: 'text', x: x + 10, y: top + 9, text: flag.label, size: 11, fill: tones.text, anchor: 'start' })
  return { key: `flag ${index}`, target: { kind: 'instant', at: flag.at, end: null }, title: flag.text, shapes }
}

