import type { CustomSeriesRenderItemReturn } from 'echarts/types/dist/shared'
import { AXIS_FONT, type AxisTicks } from '../../../shared/figures/axis-ticks'
import { type EventFlag, FLAG_FONT } from '../../../shared/figures/event-flags'
import { type GapBox, type LifecycleText, STRIPS } from './lifecycle-picture'
import type { DiscrepancyMark, ReserveBox, RestartMark, RowBand, SpanBox } from '../../../shared/figures/lifecycle-scene'
import { type ChartTones, spanPaint, STATE_COLOURS, STATE_LABELS, type ThemeName } from '../../../shared/figures/palette'
import type { Patterns } from './patterns'
import { SEGMENT_FONT, type SegmentMark } from '../../../shared/figures/segment-marks'
import { fitting, textWidth } from '../../../shared/figures/text-width'

export interface ShapeStyle {
  readonly tones: ChartTones
  readonly theme: ThemeName
  readonly font: string
  readonly patterns: Patterns
  /** Of the lanes, px. */
  readonly width: number
  readonly height: number
  readonly text: LifecycleText
}

type Shape = CustomSeriesRenderItemReturn
type Element = Exclude<Shape, null | undefined>

const LABEL_SIZE = 11.5
const LABEL_PADDING = 3
const LABEL_WITHIN = 170
/** Lanes lower than this carry no text. px */
const LABEL_HEIGHT = 13
const FLAG_TOP = STRIPS.flags

const group = (children: readonly Element[]): Shape => ({ type: 'group', children: [...children] } as Shape)
// The chart keeps an element from one picture to the next, with the place it had: every element says its own.
const AT_ORIGIN = { x: 0, y: 0 }
const rect = (x: number, y: number, width: number, height: number, style: object, r = 0): Element =>
  ({ type: 'rect', ...AT_ORIGIN, shape: { x, y: y + FLAG_TOP, width, height, r }, style } as Element)
const line = (x1: number, y1: number, x2: number, y2: number, style: object): Element =>
  ({ type: 'line', ...AT_ORIGIN, shape: { x1, y1: y1 + FLAG_TOP, x2, y2: y2 + FLAG_TOP }, style: { fill: 'none', ...style } } as Element)
const polygon = (points: readonly (readonly [number, number])[], style: object): Element =>
  ({ type: 'polygon', ...AT_ORIGIN, shape: { points: points.map(([x, y]) => [x, y + FLAG_TOP]) }, style } as Element)
const words = (text: string, x: number, y: number, style: object): Element =>
  ({ type: 'text', x, y: y + FLAG_TOP, silent: true, style: { text, verticalAlign: 'middle', ...style } } as Element)

export function bandShape(band: RowBand, { tones, width }: ShapeStyle): Shape {
  return group([
    rect(0, band.y, width, band.height, { fill: band.selected ? tones.selected : 'transparent' }),
    line(0, band.y + band.height, width, band.y + band.height, { stroke: tones.grid, lineWidth: 1 })
  ])
}

export const laneShape = (y: number, { tones, width }: ShapeStyle): Shape => line(0, y, width, y, { stroke: tones.grid, lineWidth: 1 })

export function spanShape(box: SpanBox, style: ShapeStyle): Shape {
  const paint = spanPaint(box.state, box.evidence, style.theme)
  const fill = paint.kind === 'striped' && box.width > 3 ? style.patterns.striped(box.state) : box.width <= 3 ? paint.stroke : paint.fill
  const outlined = paint.kind !== 'solid' && box.width > 3
  const inset = outlined ? 0.75 : 0
  const gap = box.width > 4 ? 0.5 : 0
  const children: Element[] = [rect(
    box.x + inset, box.y + inset, Math.max(box.width - 2 * inset - gap, 1), box.height - 2 * inset,
    { fill, stroke: outlined ? paint.stroke : 'none', lineWidth: outlined ? 1.5 : 0 }, box.width > 8 && box.height > 8 ? 2 : 0
  )]
  if (box.selected && box.width > 3) {
    children.push(line(box.x, box.y + box.height + 2.5, box.x + box.width - gap, box.y + box.height + 2.5, { stroke: style.tones.text, lineWidth: 1.5 }))
  }
  const label = spanLabel(box, style)
  if (label !== undefined) children.push(label)
  return group(children)
}

function spanLabel(box: SpanBox, style: ShapeStyle): Element | undefined {
  const paint = spanPaint(box.state, box.evidence, style.theme)
  const low = box.height < LABEL_HEIGHT
  if (low && box.state !== 'CLOSED' && box.state !== 'LISTEN') return undefined
  const { x } = box.label
  const room = box.label.width - 2 * LABEL_PADDING
  const text = fitting(low ? STATE_LABELS[box.state].slice(0, 1) : STATE_LABELS[box.state], LABEL_SIZE, room)
  if (text === undefined) return undefined
  if (low) {
    return box.height < 7 ? undefined : words(text, x + 6, box.y - 8, { fill: style.tones.muted, font: `500 10.5px ${style.font}` })
  }
  // In the middle of its box; of a long one, near its beginning, where the eye meets it first.
  const middle = x + Math.min(box.label.width, LABEL_WITHIN) / 2
  return words(text, middle, box.y + box.height / 2 + 0.5, {
    fill: paint.ink, align: 'center', font: `600 ${LABEL_SIZE}px ${style.font}`
  })
}

export function reserveShape(box: ReserveBox, style: ShapeStyle): Shape {
  const magenta = STATE_COLOURS[style.theme]['TIME-WAIT']
  if (box.kind === 'unknown') {
    return words(style.text.unknownEnd, box.x - 6, box.y + box.height / 2, { fill: style.tones.text, align: 'right', font: `500 11px ${style.font}` })
  }
  const overdue = box.kind === 'overdue'
  const children: Element[] = [rect(box.x, box.y + 0.75, box.width, box.height - 1.5, {
    fill: overdue ? style.patterns.overdue : style.patterns.reserved, stroke: magenta, lineWidth: 1.5, lineDash: overdue ? undefined : [4, 3]
  }, 2)]
  const text = overdue ? style.text.overdue : style.text.remaining(box.remainingMs)
  const room = Math.min(box.x + box.width, style.width) - Math.max(box.x, 0) - 12
  if (!overdue && box.height >= LABEL_HEIGHT && textWidth(text, 12) <= room) {
    children.push(words(text, Math.max(box.x, 0) + 8, box.y + box.height / 2 + 0.5, { fill: style.tones.text, font: `600 12px ${style.font}` }))
  }
  return group(children)
}

/** A notch through the bar and a turned arrow above it: the wait began anew here. */
export function restartShape(mark: RestartMark, { tones, font }: ShapeStyle): Shape {
  const children = [
    rect(mark.x - 1.5, mark.y - 2, 3, mark.height + 4, { fill: tones.ground }),
    line(mark.x, mark.y - 3, mark.x, mark.y + mark.height + 3, { stroke: tones.text, lineWidth: 1.5 })
  ]
  if (mark.height >= LABEL_HEIGHT) children.push(words('↻', mark.x, mark.y - 8, { fill: tones.text, align: 'center', font: `700 13px ${font}` }))
  return group(children)
}

export function discrepancyShape(mark: DiscrepancyMark, { tones, font }: ShapeStyle): Shape {
  return group([
    polygon([[mark.x - 7, mark.y + 1], [mark.x + 7, mark.y + 1], [mark.x, mark.y - 11]], { fill: tones.bad, stroke: tones.ground, lineWidth: 1 }),
    words('!', mark.x, mark.y - 3, { fill: tones.ground, align: 'center', font: `700 9px ${font}` })
  ])
}

export function segmentShape(mark: SegmentMark, style: ShapeStyle): Shape {
  const { tones } = style
  const lost = mark.verdict === 'dropped'
  const colour = lost ? tones.bad : mark.verdict === 'injected' || mark.verdict === 'held' ? tones.warn : mark.selected ? tones.text : tones.muted
  const down = mark.y1 > mark.y0
  const tip = mark.y1 + (down ? -1 : 1)
  const back = tip + (down ? -6 : 6)
  const end = lost ? mark.y0 + (mark.y1 - mark.y0) * 0.55 : tip
  const dash = mark.verdict === 'passed' ? undefined : [3, 3]
  const children: Element[] = [
    rect(mark.x - 4, Math.min(mark.y0, mark.y1), 8, Math.abs(mark.y1 - mark.y0), { fill: 'transparent' }),
    line(mark.x, mark.y0, mark.x, end, { stroke: colour, lineWidth: mark.selected ? 2.5 : 1.25, lineDash: dash })
  ]
  if (lost) {
    children.push(line(mark.x - 4, end - 4, mark.x + 4, end + 4, { stroke: colour, lineWidth: 2 }))
    children.push(line(mark.x - 4, end + 4, mark.x + 4, end - 4, { stroke: colour, lineWidth: 2 }))
  } else {
    children.push(polygon([[mark.x, tip], [mark.x - 3.5, back], [mark.x + 3.5, back]], { fill: colour }))
  }
  return group(children)
}

/** Above all lines: a label interrupts those that would strike it through. */
export function segmentLabelShape(mark: SegmentMark, { tones, font }: ShapeStyle): Shape {
  const fill = mark.verdict === 'dropped' ? tones.bad : mark.selected ? tones.text : tones.muted
  return words(mark.label, mark.x + 4, mark.labelY, {
    fill, font: `${mark.selected ? 700 : 500} ${SEGMENT_FONT}px ${font}`, backgroundColor: mark.onSelectedRow ? tones.selected : tones.ground, padding: [1, 2]
  })
}

export function gapShape(gap: GapBox, { tones, font, height, patterns }: ShapeStyle): Shape {
  const children: Element[] = [rect(gap.x, 0, Math.max(gap.width, 4), height, { fill: patterns.gap, opacity: 0.85 })]
  if (textWidth(gap.label, 11) + 10 <= gap.width) {
    children.push(words(gap.label, gap.x + gap.width / 2, height - 12, {
      fill: tones.text, align: 'center', font: `600 11px ${font}`, backgroundColor: tones.ground, padding: [2, 4], borderRadius: 3
    }))
  }
  return group(children)
}

export function flagShape(flag: EventFlag, { tones, font, height }: ShapeStyle): Shape {
  const colour = flag.kind === 'fault' ? tones.bad : flag.kind === 'note' ? tones.warn : tones.muted
  const y = -FLAG_TOP
  // A step is told by what it does to the lanes; only what people and faults did from outside is drawn through them.
  const children: Element[] = flag.kind === 'step' ? [] : [line(flag.x, y + 6, flag.x, height, { stroke: colour, lineWidth: 1, lineDash: [2, 4], opacity: 0.65 })]
  const body = { fill: colour }
  if (flag.kind === 'note') children.push(polygon([[flag.x, y + 5], [flag.x + 9, y + 9.5], [flag.x, y + 14]], body))
  else if (flag.kind === 'fault') children.push(polygon([[flag.x - 5, y + 5], [flag.x + 5, y + 5], [flag.x, y + 14]], body))
  else children.push(polygon([[flag.x, y + 5], [flag.x + 4.5, y + 9.5], [flag.x, y + 14], [flag.x - 4.5, y + 9.5]], body))
  if (flag.label !== '') children.push(words(flag.label, flag.x + 10, y + 10, { fill: tones.text, font: `500 ${FLAG_FONT}px ${font}` }))
  return group(children)
}

export function axisShape(axis: AxisTicks, nowX: number | null, { tones, font, height, width }: ShapeStyle): Shape {
  const children: Element[] = [line(0, height + 0.5, width, height + 0.5, { stroke: tones.line, lineWidth: 1 })]
  for (const tick of axis.ticks) {
    const labelled = tick.label !== ''
    if (labelled) children.push(line(tick.x, 0, tick.x, height, { stroke: tones.grid, lineWidth: 1 }))
    children.push(line(tick.x, height, tick.x, height + (labelled ? 5 : 3), { stroke: tones.line, lineWidth: 1 }))
    if (labelled) children.push(words(tick.label, tick.labelX, height + 13, { fill: tones.muted, align: 'center', font: `${AXIS_FONT}px ${font}` }))
  }
  for (const gap of axis.gaps) children.push(words(gap.label, gap.x, height + 30, { fill: tones.faint, align: 'center', font: `${AXIS_FONT}px ${font}` }))
  if (nowX !== null) children.push(line(nowX, 0, nowX, height, { stroke: tones.text, lineWidth: 1, opacity: 0.55 }))
  return group(children)
}
