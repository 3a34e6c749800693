import { type Aspect, type Comparison } from '../../comparison/comparison'
import { aspectText, shownText } from '../../comparison/comparison-words'
import type { Life, LifeSegment, LifeSpan } from '../../comparison/life'
import { type End, ENDS, otherEnd } from '../../tcp/state'
import { arrowHead, type Figure, type Part, type Shape } from '../figure'
import { CHART_TONES, spanPaint, STATE_LABELS, type ThemeName } from '../palette'
import { cutToFit, fitting, textWidth } from '../text-width'
import { durationText, type FigureWords } from '../words'
import { type ComparisonScale, comparisonScale } from './comparison-scale'

export interface ComparisonLook {
  /** px */
  readonly width: number
  readonly height: number
  readonly theme: ThemeName
  readonly scale: 'event' | 'clock'
  readonly words: FigureWords
  /** What the mark is; empty: the first segment. */
  readonly zero: string
  /** Number of the selected packet. */
  readonly selected?: number | null
  /** The life whose packets can be selected: the others are of other recordings. Without it: all, of one recording. */
  readonly own?: number
}

const GUTTER = 68
const TOP = 18
/** Height of the axis below the lives. px */
export const COMPARISON_AXIS = 22
/** A side's name, and half of the numbers that stand on its upper lane. */
const TITLE = 26
/** What the letters of a name take of it. */
const NAME = { top: 1, bottom: 18 } as const
const LANE = 18
const BELOW = 11
const BADGE = 8
/** px of one side: with fewer it scrolls, with more its lanes only drift apart. */
const SIDE = { least: 101, most: 180 } as const

/** Differences in the order in which they are numbered. */
export const differencesOf = ({ aspects }: Comparison): readonly Aspect[] => aspects.filter(({ differs }) => differs)

export interface ComparisonFigure {
  readonly lives: Figure
  /** Its axis, COMPARISON_AXIS px high: it stays in sight when there are more lives than room. */
  readonly axis: Figure
}

/** Lives below each other on one time axis, with a line through their marks and a number at each difference. */
export function comparisonFigure(comparison: Comparison, look: ComparisonLook): ComparisonFigure {
  const { lives } = comparison
  const tones = CHART_TONES[look.theme]
  const plot = Math.max(1, look.width - GUTTER - 12)
  const scale = comparisonScale(comparison, {
    kind: look.scale, width: plot, text: { instant: (at) => (at === 0 ? '0' : durationText(Math.max(0, at), look.words)), duration: (ns) => durationText(ns, look.words) }
  })
  const side = Math.min(SIDE.most, Math.max(SIDE.least, (look.height - TOP - COMPARISON_AXIS) / Math.max(1, lives.length)))
  const bottom = TOP + side * lives.length
  const painter = { scale, plot, look }
  const parts: Part[] = [
    ...lives.map((_, index) => groundPart(index, TOP + index * side, side, look)), gridPart(scale, bottom, look),
    ...lives.flatMap((life, index) => sideParts(life, index, TOP + index * side, side, painter)),
    zeroPart(lives, scale, side, look), ...lives.map((life, index) => namePart(life, index, TOP + index * side, look)), ...badgeParts(comparison, side, painter)
  ]
  const { width } = look
  return { lives: { width, height: bottom, ground: tones.ground, parts }, axis: { width, height: COMPARISON_AXIS, ground: tones.ground, parts: [axisPart(scale, look)] } }
}

interface Painter {
  readonly scale: ComparisonScale
  readonly plot: number
  readonly look: ComparisonLook
}

/** Where the lanes of a side lie. */
const laneY = (top: number, side: number, end: End): number => (end === 'client' ? top + TITLE : top + side - LANE - BELOW)

const xOf = (at: number, { scale, plot }: Painter): number => GUTTER + Math.max(-2, Math.min(plot, scale.toX(at)))

const gridPart = (scale: ComparisonScale, bottom: number, { theme }: ComparisonLook): Part => ({
  key: 'grid', shapes: scale.ticks.map(({ x }): Shape => ({ shape: 'line', x1: GUTTER + x, y1: TOP, x2: GUTTER + x, y2: bottom, stroke: CHART_TONES[theme].grid, width: 1 }))
})

function axisPart(scale: ComparisonScale, { theme, words, width }: ComparisonLook): Part {
  const tones = CHART_TONES[theme]
  return {
    key: 'axis', title: words.say('figures.comparison.axis'),
    shapes: [
      { shape: 'line', x1: GUTTER, y1: 0.5, x2: width - 12, y2: 0.5, stroke: tones.line, width: 1 },
      ...scale.ticks.flatMap(({ x, label }): Shape[] => [
        { shape: 'line', x1: GUTTER + x, y1: 0, x2: GUTTER + x, y2: label === '' ? 3 : 5, stroke: tones.line, width: 1 },
        ...(label === '' ? [] : [{ shape: 'text' as const, x: GUTTER + x, y: 16, text: label, size: 11, fill: tones.muted, anchor: 'middle' as const }])
      ])
    ]
  }
}

function groundPart(index: number, y: number, height: number, { theme, width }: ComparisonLook): Part {
  const tones = CHART_TONES[theme]
  return {
    key: `ground ${index}`, shapes: [
      { shape: 'box', x: 0, y, width, height, fill: index % 2 === 1 ? tones.band : tones.ground }, { shape: 'line', x1: 0, y1: y, x2: width, y2: y, stroke: tones.grid, width: 1 }
    ]
  }
}

/** A life's name, cut where it must be, and where what stands on its line ends (px). */
function nameOf({ title, conn }: Life, width: number): { readonly name: string; readonly connX: number; readonly end: number } {
  const name = cutToFit(title, 12, width - 80)
  const connX = 20 + textWidth(name, 13)
  return { name, connX, end: connX + (conn === undefined ? -10 : textWidth(conn, 11)) }
}

function namePart(life: Life, index: number, top: number, { theme, width }: ComparisonLook): Part {
  const tones = CHART_TONES[theme]
  const halo = haloOf(index, theme)
  const { name, connX } = nameOf(life, width)
  return {
    key: `name ${index}`, shapes: [
      { shape: 'text', x: 10, y: top + 13, text: name, size: 12, fill: tones.text, anchor: 'start', weight: 600, halo },
      ...(life.conn === undefined ? [] : [{ shape: 'text' as const, x: connX, y: top + 13, text: life.conn, size: 11, fill: tones.muted, anchor: 'start' as const, halo }])
    ]
  }
}

/** The mark goes down through all lives, and leaves out the names that stand in its way. */
function zeroPart(lives: readonly Life[], scale: ComparisonScale, side: number, { theme, words, zero, width }: ComparisonLook): Part {
  const tones = CHART_TONES[theme]
  const x = GUTTER + scale.toX(0)
  const text = cutToFit(zero === '' ? words.say('figures.comparison.first-segment') : zero, 11, width - x - 10)
  const named = lives.flatMap((life, index) => (x > nameOf(life, width).end + 4 ? [] : [TOP + index * side]))
  const starts = [5, ...named.map((top) => top + NAME.bottom)]
  const ends = [...named.map((top) => top + NAME.top), TOP + side * lives.length]
  return {
    key: 'zero', shapes: [
      ...starts.map((y1, nth): Shape => ({ shape: 'line', x1: x, y1, x2: x, y2: ends[nth] ?? y1, stroke: tones.text, width: 1.2, dash: '5 3' })),
      { shape: 'text', x: x + 6, y: 13, text, size: 11, fill: tones.text, anchor: 'start', weight: 600, halo: tones.ground }
    ]
  }
}

function sideParts(life: Life, index: number, top: number, side: number, painter: Painter): Part[] {
  const { look, plot } = painter
  const { theme, words } = look
  const tones = CHART_TONES[theme]
  if (life.zero === undefined) {
    const text = words.say(life.conn === undefined ? 'figures.comparison.not-seen' : 'figures.comparison.no-mark')
    return [{ key: `side ${index} empty`, shapes: [{ shape: 'text', x: GUTTER + plot / 2, y: top + side / 2 + 6, text, size: 12, fill: tones.muted, anchor: 'middle' }] }]
  }
  const lanes = ENDS.flatMap((end) => laneParts(life, index, end, laneY(top, side, end), painter))
  return [...segmentParts(life, index, top, side, painter), ...lanes]
}

function laneParts(life: Life, index: number, end: End, y: number, painter: Painter): Part[] {
  const { look: { theme, words } } = painter
  const tones = CHART_TONES[theme]
  const label: Part = { key: `lane ${index} ${end}`, shapes: [{ shape: 'text', x: GUTTER - 6, y: y + 13, text: words.say(`terms.end.${end}`), size: 11.5, fill: tones.muted, anchor: 'end' }] }
  const begun = life.restarts.filter((restart) => restart.end === end && restart.at >= 0).map(({ at }) => xOf(at, painter))
  const spans = life.spans[end].flatMap((span, at) => spanPart(span, `${index} ${end} ${at}`, { until: life.until, y, end, marks: begun }, painter) ?? [])
  const restarts = begun.map((x, nth): Part => {
    return {
      key: `restart ${index} ${end} ${nth}`, title: words.say('figures.comparison.restart'), shapes: [
        { shape: 'line', x1: x, y1: y - 2, x2: x, y2: y + LANE + 2, stroke: tones.text, width: 1.6 },
        { shape: 'text', x: x + 3, y: y + 15, text: '↻', size: 12, fill: tones.text, anchor: 'start', weight: 600, halo: tones.ground }
      ]
    }
  })
  return [label, ...spans, ...restarts]
}

interface SpanPlace {
  readonly until: number
  readonly y: number
  /** Whose lane it is: the segments are below the client's and above the server's. */
  readonly end: End
  /** px: what is drawn over the span, and its name keeps clear of. */
  readonly marks: readonly number[]
}

/** px of a restart's sign. */
const SIGN = 16
/** px of what is left of a connection that is over: a bar at the lane's outer edge, its name at the inner one, so that neither is drawn over the other. */
const OVER = { bar: 6, size: 10 } as const

function spanPart(span: LifeSpan, key: string, { until, y, end, marks }: SpanPlace, painter: Painter): Part | undefined {
  const { look: { theme }, scale } = painter
  const tones = CHART_TONES[theme]
  const to = span.to ?? Math.max(until, scale.to)
  if (to < scale.from) return undefined
  const [x, right] = [xOf(span.from, painter), xOf(to, painter)]
  if (right <= GUTTER) return undefined
  const left = Math.max(x, GUTTER)
  const width = Math.max(1.5, right - left - 0.5)
  const paint = spanPaint(span.state, span.evidence, theme)
  const over = span.state === 'CLOSED'
  const names = STATE_LABELS[span.state]
  const room = over ? { from: left, to: left + width } : roomFor(names, left, left + width, marks)
  const text = fitting(names, 11, room.to - room.from - 6)
  const box: Shape = over
    ? { shape: 'box', x: left, y: end === 'client' ? y : y + LANE - OVER.bar, width, height: OVER.bar, fill: paint.stroke, radius: 2 }
    : { shape: 'box', x: left, y, width, height: LANE, fill: paint.fill, radius: 2, ...(paint.kind === 'solid' ? {} : { stroke: paint.stroke }), ...(paint.kind === 'outlined' ? { dash: '4 2' } : {}) }
  const label: Shape[] = text === undefined ? [] : [over
    ? { shape: 'text', x: left + 5, y: end === 'client' ? y + LANE - 1.5 : y + OVER.size - 1, text, size: OVER.size, fill: tones.muted, anchor: 'start' }
    : { shape: 'text', x: room.from + Math.min(room.to - room.from, 150) / 2, y: y + 13.5, text, size: 11, fill: paint.ink, anchor: 'middle', weight: 600 }]
  return { key: `span ${key}`, title: span.state, shapes: [box, ...label] }
}

/** The first stretch between the signs over a span in which one of its names is whole, the longest name first; where none is, the widest one. */
function roomFor(names: readonly string[], left: number, right: number, marks: readonly number[]): { readonly from: number; readonly to: number } {
  const signs = marks.filter((x) => x + SIGN > left && x < right).sort((a, b) => a - b)
  const free = [left, ...signs.map((x) => x + SIGN)].map((from, i) => ({ from, to: Math.max(from, (signs[i] ?? right + 2) - 2) }))
  const whole = names.flatMap((name) => free.find(({ from, to }) => fitting([name], 11, to - from - 6) !== undefined) ?? [])
  return whole[0] ?? free.reduce((widest, each) => (each.to - each.from > widest.to - widest.from ? each : widest))
}

function segmentParts(life: Life, index: number, top: number, side: number, painter: Painter): Part[] {
  const bounds: readonly [number, number] = [laneY(top, side, 'client') + LANE + 2, laneY(top, side, 'server') - 2]
  const labelled = { client: Number.NEGATIVE_INFINITY, server: Number.NEGATIVE_INFINITY }
  const parts = life.segments.filter(({ at }) => at >= 0).map((segment) => {
    const x = xOf(segment.at, painter)
    const text = segment.len > 0 ? `${segment.flags.replaceAll(',', ' ')} ${segment.len}` : segment.flags.replaceAll(',', ' ')
    const fits = x + 4 >= labelled[segment.from] + 6
    if (fits) labelled[segment.from] = x + 4 + textWidth(text, 10.5)
    return { arrow: segmentPart(segment, index, x, bounds, painter), label: fits ? [labelPart(segment, index, { x, text }, bounds, painter)] : [] }
  })
  // Names lie below: where they are crowded, an arrow through a name still shows both; a name over an arrow would hide it.
  return [...parts.flatMap(({ label }) => label), ...parts.map(({ arrow }) => arrow)]
}

function segmentPart(segment: LifeSegment, side: number, x: number, [upper, lower]: readonly [number, number], { look }: Painter): Part {
  const { verdict, from, flags } = segment
  const down = from === 'client'
  const [start, end] = down ? [upper, lower] : [lower, upper]
  const lost = verdict === 'dropped' || verdict === 'held'
  const colour = segmentColour(segment, look.theme)
  const begin = verdict === 'injected' ? start + (end - start) * 0.35 : start
  const stop = lost ? start + (end - start) * 0.6 : end
  const own = look.own === undefined || look.own === side
  const selected = own && look.selected === segment.n
  const line: Shape = { shape: 'line', x1: x, y1: begin, x2: x, y2: stop, stroke: colour, width: selected ? 2.6 : 1.3, ...(verdict === 'passed' ? {} : { dash: '3 3' }) }
  const tip: Shape[] = lost
    ? [{ shape: 'path', d: `M${(x - 4).toFixed(1)} ${(stop - 4).toFixed(1)}l8 8M${(x + 4).toFixed(1)} ${(stop - 4).toFixed(1)}l-8 8`, fill: 'none', stroke: colour, width: 1.8 }]
    : [arrowHead(x, stop, down ? Math.PI / 2 : -Math.PI / 2, colour, 6)]
  return { key: `packet ${side} ${segment.n}`, ...(own ? { target: { kind: 'packet', n: segment.n } } : {}), title: `#${segment.n} ${flags.replaceAll(',', ' ')}`, shapes: [line, ...tip] }
}

const segmentColour = ({ verdict, flags }: LifeSegment, theme: ThemeName): string =>
  (verdict === 'dropped' || flags.includes('RST') ? CHART_TONES[theme].bad : verdict === 'passed' ? CHART_TONES[theme].muted : CHART_TONES[theme].warn)

function labelPart(segment: LifeSegment, side: number, { x, text }: { readonly x: number; readonly text: string }, [upper, lower]: readonly [number, number], { look: { theme } }: Painter): Part {
  const y = segment.from === 'client' ? upper + 9 : lower - 1
  return { key: `label ${side} ${segment.n}`, shapes: [{ shape: 'text', x: x + 4, y, text, size: 10.5, fill: segmentColour(segment, theme), anchor: 'start', halo: haloOf(side, theme) }] }
}

/** The ground a side stands on. */
const haloOf = (index: number, theme: ThemeName): string => (index % 2 === 1 ? CHART_TONES[theme].band : CHART_TONES[theme].ground)

/** Each difference's number at its place on each side: on the client's lane above, on the server's below; of an answer, on the lane of whoever gave it. */
function badgeParts(comparison: Comparison, side: number, painter: Painter): Part[] {
  const { theme, words, width } = painter.look
  const tones = CHART_TONES[theme]
  /** Those that stand already, of each side and lane: several of one instant stand beside each other. */
  const taken = new Map<string, number[]>()
  return differencesOf(comparison).flatMap((aspect, number) => aspect.at.flatMap((at, index): Part[] => {
    const shown = aspect.shown[index]
    if (at === undefined || shown === undefined || comparison.lives[index]?.zero === undefined) return []
    const end = aspect.end ?? otherEnd(comparison.lives[index]?.marked?.from ?? 'server')
    const others = taken.get(`${index} ${end}`) ?? []
    taken.set(`${index} ${end}`, others)
    let x = Math.min(width - 12 - BADGE, xOf(at, painter) + BADGE + 3)
    const step = x > width / 2 ? -(2 * BADGE + 2) : 2 * BADGE + 2
    while (others.some((other) => Math.abs(other - x) < 2 * BADGE + 1)) x += step
    others.push(x)
    const top = TOP + index * side
    const y = end === 'client' ? laneY(top, side, 'client') - 3 : laneY(top, side, 'server') + LANE + 3
    return [{
      key: `difference ${number} ${index}`, title: `${number + 1}. ${aspectText(aspect, words)}: ${shownText(shown, words)}`, shapes: [
        { shape: 'box', x: x - BADGE, y: y - BADGE, width: 2 * BADGE, height: 2 * BADGE, fill: tones.text, radius: BADGE },
        { shape: 'text', x, y: y + 4, text: String(number + 1), size: 11, fill: tones.ground, anchor: 'middle', weight: 600 }
      ]
    }]
  }))
}
