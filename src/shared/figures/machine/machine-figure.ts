import type { SessionEvent, TransitionObserved } from '../../model/events'
import { causeKey } from '../../story/words'
import { type End, ENDS, type TcpState } from '../../tcp/state'
import { arrowHead, type Figure, type Part, type Shape, type Target } from '../figure'
import { CHART_TONES, type ChartTones, mix, spanPaint, STATE_COLOURS, STATE_LABELS, type ThemeName } from '../palette'
import { figureSvg } from '../svg'
import { fitting, textWidth } from '../text-width'
import { instantText, type FigureWords } from '../words'
import { kindOf, reasonsOf } from './arrow-text'
import { arrowOf, boxOf, labelPoint, machineGeometry, type MachineGeometry, type Point, wayOf } from './geometry'
import { ARROW_PLACES, type ArrowPlace, BOXES, type Place, stateAt } from './places'

/** The way of one end so far. */
export interface MachinePath {
  /** Where it stood before its first step. */
  readonly start: TcpState
  readonly steps: readonly TransitionObserved[]
}

export interface MachineLook {
  /** px */
  readonly width: number
  readonly height: number
  readonly theme: ThemeName
  readonly words: FigureWords
  readonly paths: Readonly<Record<End, MachinePath>>
  /** Key of the part under the pointer or with the focus. */
  readonly pointed?: string | null
}

/** What the transitions of one connection say up to an instant. */
export function machinePaths(transitions: readonly TransitionObserved[], until = Number.POSITIVE_INFINITY): Record<End, MachinePath> {
  const path = (end: End): MachinePath => {
    const own = transitions.filter((step) => step.end === end)
    return { start: own[0]?.from ?? 'CLOSED', steps: own.filter(({ at }) => at <= until) }
  }
  return { client: path('client'), server: path('server') }
}

export const arrowKey = ({ from, to }: ArrowPlace): string => `arrow ${from} ${to}`

/** RFC 9293 figure 5 with a token for each end, and the way each has come. */
export function machineFigure(look: MachineLook): Figure {
  const geometry = machineGeometry(look.width, look.height)
  const tones = CHART_TONES[look.theme]
  const ways = ARROW_PLACES.map((arrow) => arrowPart(arrow, look, geometry))
  return {
    width: look.width, height: look.height, ground: tones.ground,
    // What was taken lies on what was not, and what is pointed at on top of all arrows.
    parts: [
      ...ways.filter(({ weight }) => weight === 0), ...ways.filter(({ weight }) => weight === 1), ...ways.filter(({ weight }) => weight === 2)
    ].map(({ part }) => part).concat((Object.keys(BOXES) as Place[]).map((place) => boxPart(place, look, geometry)), ENDS.map((end) => tokenPart(end, look, geometry)), legendPart(look, geometry))
  }
}

/** Where an end stands now. */
export function placeNow({ start, steps }: MachinePath): Place {
  const last = steps.at(-1)
  if (last === undefined) return start
  return last.to === 'CLOSED' ? arrowOf(last.from, 'CLOSED')?.to ?? 'END' : last.to
}

const takenBy = (arrow: ArrowPlace, { steps }: MachinePath): readonly TransitionObserved[] => steps.filter(({ from, to }) => from === stateAt(arrow.from) && to === stateAt(arrow.to))

function arrowPart(arrow: ArrowPlace, look: MachineLook, geometry: MachineGeometry): { readonly part: Part; readonly weight: 0 | 1 | 2 } {
  const { words, theme } = look
  const tones = CHART_TONES[theme]
  const key = arrowKey(arrow)
  const taken = ENDS.map((end) => ({ end, steps: takenBy(arrow, look.paths[end]) })).filter(({ steps }) => steps.length > 0)
  const kind = kindOf(arrow)
  const pointed = look.pointed === key
  const way = wayOf(arrow, geometry)
  const stroke = pointed ? tones.warn : taken.length > 0 ? tones.text : kind.inFigure ? tones.muted : tones.line
  const width = taken.length > 0 ? 2.4 : pointed ? 2 : 1.1
  const dash = taken.length > 0 ? (taken.every(({ end }) => end === 'server') ? '6 3' : undefined) : kind.onLinux ? (kind.inFigure ? undefined : '5 3') : '1.5 3'
  const line: Shape = { shape: 'path', d: pathOf(way), fill: 'none', stroke, width, ...(dash === undefined ? {} : { dash }) }
  // Both ends came this way: a line with a lighter core.
  const core: Shape[] = taken.length === 2 ? [{ shape: 'path', d: pathOf(way), fill: 'none', stroke: tones.ground, width: 0.9, dash: '6 3' }] : []
  const reach: Shape = { shape: 'path', d: pathOf(way), fill: 'none', stroke: 'transparent', width: 9 }
  const target = targetOf(taken)
  const reasons = reasonsOf(arrow, words)
  const told = taken.map(({ end, steps }) => words.say('figures.machine.taken', {
    end: words.say(`terms.end.${end}`), cause: words.say(causeKey(steps.at(-1)?.cause ?? 'timer')), time: `${instantText(steps.at(-1)?.at ?? 0)} s`
  }))
  return {
    weight: pointed ? 2 : taken.length > 0 ? 1 : 0,
    part: {
      key, ...(target === undefined ? {} : { target }),
      title: [`${words.say('figures.machine.arrow', { from: stateAt(arrow.from), to: stateAt(arrow.to) })}.`, ...told.map((text) => `${text}.`), ...reasons.map(({ causeText, says }) => `${causeText}: ${says}`)].join(' '),
      shapes: [reach, line, ...core, headOf(way, stroke, width), ...labelShapes(arrow, way, kind.linuxDiffers, geometry, tones, taken.length > 0)]
    }
  }
}

function targetOf(taken: readonly { readonly end: End; readonly steps: readonly TransitionObserved[] }[]): Target | undefined {
  const step = taken[0]?.steps.at(-1)
  if (step === undefined) return undefined
  return step.packet === undefined ? { kind: 'state', end: step.end, at: step.at } : { kind: 'packet', n: step.packet }
}

const pathOf = (way: readonly Point[]): string => way.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')

function headOf(way: readonly Point[], fill: string, width: number): Shape {
  const to = way.at(-1) ?? { x: 0, y: 0 }
  const from = way.at(-2) ?? to
  return arrowHead(to.x, to.y, Math.atan2(to.y - from.y, to.x - from.x), fill, width > 2 ? 8 : 6.5)
}

/** An asterisk: Linux takes this arrow otherwise. */
function labelShapes(arrow: ArrowPlace, way: readonly Point[], linuxDiffers: boolean, geometry: MachineGeometry, tones: ChartTones, taken: boolean): Shape[] {
  const text = `${arrow.label ?? ''}${linuxDiffers ? '*' : ''}`
  if (text === '') return []
  const { x, y } = labelPoint(way, geometry)
  const size = geometry.font * 0.9
  const width = textWidth(text, size) + 2
  return [
    { shape: 'box', x: x - width / 2, y: y - size * 0.5, width, height: size, fill: tones.ground },
    { shape: 'text', x, y: y + size * 0.35, text, size, fill: taken ? tones.text : tones.muted, anchor: 'middle', ...(taken ? { weight: 600 as const } : {}) }
  ]
}

function boxPart(place: Place, look: MachineLook, geometry: MachineGeometry): Part {
  const { theme, words } = look
  const tones = CHART_TONES[theme]
  const state = stateAt(place)
  const { x, y, width, height } = boxOf(place, geometry)
  const here = ENDS.filter((end) => placeNow(look.paths[end]) === place)
  const passed = ENDS.some((end) => wasAt(place, look.paths[end]))
  const evidence = here.map((end) => look.paths[end].steps.at(-1)?.evidence).find((known) => known !== undefined)
  const paint = here.length > 0 ? spanPaint(state, evidence ?? 'inferred', theme) : null
  const colour = STATE_COLOURS[theme][state]
  const [whole = state] = STATE_LABELS[state]
  const size = textWidth(whole, geometry.font) <= width - 6 ? geometry.font : geometry.font * 0.88
  const label = fitting(STATE_LABELS[state], size, width - 4) ?? state
  const shapes: Shape[] = [{
    shape: 'box', x, y, width, height, radius: 4, fill: paint?.fill ?? (passed ? mix(colour, tones.ground, 0.16) : tones.ground), stroke: paint?.stroke ?? (passed ? colour : tones.line)
  }]
  if (paint?.kind === 'striped') shapes.push({ shape: 'line', x1: x + 3, y1: y + height / 2, x2: x + width - 3, y2: y + height / 2, stroke: paint.stripe, width: height - 3, dash: '3 4' })
  shapes.push({
    shape: 'text', x: x + width / 2, y: y + height / 2 + size * 0.36, text: label, size, fill: paint?.ink ?? (passed ? tones.text : tones.muted), anchor: 'middle', weight: 600,
    ...(paint?.kind === 'striped' ? { halo: paint.fill } : {})
  })
  const entered = here.map((end) => look.paths[end].steps.at(-1)).find((step) => step !== undefined)
  return {
    key: `box ${place}`, ...(entered === undefined ? {} : { target: { kind: 'state', end: entered.end, at: entered.at } as const }),
    title: words.say('figures.machine.state', { state, ends: here.length === 0 ? words.say('figures.machine.none') : here.map((end) => words.say(`terms.end.${end}`)).join(', ') }), shapes
  }
}

const wasAt = (place: Place, { start, steps }: MachinePath): boolean => {
  if (steps.length === 0) return start === place
  return place !== 'END' && steps.some(({ from, to }) => from === place || (to === place && place !== 'CLOSED'))
}

/** Client: a disc. Server: a square. Each at its corner of the box, so that both are seen where both are. */
function tokenPart(end: End, look: MachineLook, geometry: MachineGeometry): Part {
  const tones = CHART_TONES[look.theme]
  const { x, y, width, height } = boxOf(placeNow(look.paths[end]), geometry)
  const radius = geometry.font * 0.72
  const cx = end === 'client' ? x + radius * 0.4 : x + width - radius * 0.4
  const cy = y + height + radius * 0.1
  const name = look.words.say(`terms.end.${end}`)
  return {
    key: `token ${end}`, title: name,
    shapes: [
      { shape: 'box', x: cx - radius, y: cy - radius, width: radius * 2, height: radius * 2, radius: end === 'client' ? radius : 2, fill: end === 'client' ? tones.text : tones.ground, stroke: tones.text },
      { shape: 'text', x: cx, y: cy + radius * 0.5, text: end === 'client' ? 'C' : 'S', size: radius * 1.4, fill: end === 'client' ? tones.ground : tones.text, anchor: 'middle', weight: 600 }
    ]
  }
}

/** Below the beginning of everything, where nothing else is. */
function legendPart({ theme, words }: MachineLook, geometry: MachineGeometry): Part {
  const tones = CHART_TONES[theme]
  const size = geometry.font * 0.88
  const y = geometry.height - size * 0.7
  const shapes: Shape[] = []
  let x = 8
  for (const [dash, text] of [['5 3', words.say('figures.machine.legendText')], ['1.5 3', words.say('figures.machine.legendLinux')], [null, words.say('figures.machine.legendDiffers')]] as const) {
    if (dash === null) shapes.push({ shape: 'text', x, y, text: '*', size, fill: tones.muted, anchor: 'start' })
    else shapes.push({ shape: 'line', x1: x, y1: y - size * 0.35, x2: x + 20, y2: y - size * 0.35, stroke: tones.muted, width: 1.2, dash })
    x += dash === null ? size * 0.8 : 25
    shapes.push({ shape: 'text', x, y, text, size, fill: tones.muted, anchor: 'start' })
    x += textWidth(text, size) + 14
  }
  return { key: 'legend', shapes }
}

export interface MachineSvgOptions extends Pick<MachineLook, 'theme' | 'words'> {
  /** @default 760, 270 px */
  readonly width?: number
  readonly height?: number
  /** ns up to which the way is told. @default to the end */
  readonly until?: number
}

/**
 * The state machine with the way of one connection's two ends, as an SVG file's text.
 * @returns undefined when the stream has no transition of this connection
 */
export function machineSvg(events: Iterable<SessionEvent>, conn: string, { theme, words, width = 760, height = 270, until }: MachineSvgOptions): string | undefined {
  const transitions = [...events].filter((event): event is TransitionObserved => event.type === 'transition' && event.conn === conn)
  if (transitions.length === 0) return undefined
  const paths = machinePaths(transitions, until)
  const told = (end: End): string => [paths[end].start, ...paths[end].steps.map(({ to }) => to)].join(' → ')
  return figureSvg(machineFigure({ width, height, theme, words, paths }), {
    title: words.say('figures.machine.title', { conn }), description: words.say('figures.machine.description', { client: told('client'), server: told('server') })
  })
}
