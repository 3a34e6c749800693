import { NS_PER_S } from '../base/brand'
import { ENDS } from '../tcp/state'
import { type AxisTicks, clockTicks, eventTicks, type TimeText } from './axis-ticks'
import { eventFlags } from './event-flags'
import { type EventScale, eventScaleOf } from './event-scale'
import { type Figure, movedPart, type Part, type Shape } from './figure'
import { evidenceLegend } from './legend'
import { bandPart, discrepancyPart, flagPart, gapPart, reservePart, restartPart, segmentLabelPart, segmentPart, spanPart, type StillStyle } from './lifecycle-parts'
import { lifecycleScene } from './lifecycle-scene'
import type { LifecycleFacts } from './lifecycle-story'
import { CHART_TONES, type ThemeName } from './palette'
import { laneTop, layoutRows, type RowsLayout } from './rows-layout'
import { segmentMarks } from './segment-marks'
import { axisPart, timeText } from './still-axis'
import { wrapped } from './text-width'
import type { FigureWords } from './words'

export interface LifecycleLook {
  /** px of the whole picture. */
  readonly width: number
  readonly theme: ThemeName
  readonly words: FigureWords
  /** `event`: each event gets room. `clock`: true proportions. @default 'event' */
  readonly scale?: 'event' | 'clock'
  /** Only these connections. @default the first MOST_STILL_ROWS */
  readonly connections?: readonly string[]
}

/** Connections in one picture: with more, nothing in it could be read. */
export const MOST_STILL_ROWS = 12
const GUTTER = 168
const RIGHT = 14
const STRIP = { flags: 26, axis: 42, legend: 30 } as const
/** px of a connection's row, by how many there are. */
const rowHeightFor = (rows: number): number => (rows <= 1 ? 210 : rows === 2 ? 168 : rows <= 6 ? 118 : 64)
/** Free units left and right of everything, as a share. */
const MARGIN = 0.015

/** The lifecycle of a session's connections, two lanes each, as a picture that stands alone. */
export function lifecycleFigure(story: LifecycleFacts, look: LifecycleLook): Figure {
  const { theme, words } = look
  const wanted = story.rows.rows.filter(({ connection }) => look.connections === undefined || look.connections.includes(connection.id))
  const rows = wanted.slice(0, MOST_STILL_ROWS)
  const height = Math.max(rows.length, 1) * rowHeightFor(rows.length)
  const layout = layoutRows(height, Math.max(rows.length, 1))
  const width = Math.max(look.width - GUTTER - RIGHT, 240)
  const instants = rows.length === story.rows.rows.length ? story.instants : eventScaleOf(rows, (packet) => story.packets.instant(packet))
  const time = timeAxis(story, instants, look.scale ?? 'event', width)
  const style: StillStyle = { tones: CHART_TONES[theme], theme, words, width, height }
  const none = { conn: null, end: null }
  const scene = lifecycleScene({ rows, layout, width, toX: time.toX, now: story.latest, live: false, selected: none })
  const segments = segmentMarks({
    rows, packets: story.packets, layout, width, from: time.from, to: time.to, toX: time.toX, selected: null, selectedConn: null,
    crowd: (count) => words.say('figures.lifecycle.segments', { count })
  })
  const packet = (n: number): number => story.packets.instant(story.packets.indexOf(n))
  const flags = eventFlags(story.happenings, width, time.toX)
  const gaps = story.gaps.map((gap) => ({ gap, x: Math.max(time.toX(gap.at), 0), to: Math.min(time.toX(Math.max(gap.until, gap.at)), width) })).filter(({ x, to }) => x <= width && to >= 0)
  const plot: Part[] = [
    ...scene.bands.map((band) => bandPart(band, style)), axisPart(time.ticks(timeText(words)), style),
    ...segments.map((mark) => segmentPart(mark, packet(mark.n), style)), ...scene.spans.map((box) => spanPart(box, style)), ...scene.reserves.map((box) => reservePart(box, style)),
    ...gaps.map(({ gap, x, to }, index) => gapPart(gap, index, x, to - x, style)), ...scene.restarts.map((mark) => restartPart(mark, style)),
    ...segments.filter(({ label }) => label !== '').map((mark) => segmentLabelPart(mark, style)), ...scene.discrepancies.map((mark, index) => discrepancyPart(mark, index, style)),
    ...flags.map((flag, index) => flagPart(flag, index, style))
  ]
  const left = wanted.length - rows.length
  const bottom = STRIP.flags + height + STRIP.axis
  const more: Part[] = left === 0 ? [] : [{
    key: 'more', shapes: [{ shape: 'text', x: look.width - RIGHT, y: bottom + 16, text: words.say('figures.lifecycle.more', { count: left }), size: 12, fill: CHART_TONES[theme].warn, anchor: 'end', weight: 600 }]
  }]
  return {
    width: GUTTER + width + RIGHT, height: bottom + STRIP.legend, ground: CHART_TONES[theme].ground,
    parts: [...plot.map((part) => movedPart(part, GUTTER, STRIP.flags)), ...gutterParts(story, rows, layout, look), evidenceLegend(12, bottom + 6, theme, words), ...more]
  }
}

interface StillAxis {
  readonly toX: (at: number) => number
  readonly from: number
  readonly to: number
  readonly ticks: (text: TimeText) => AxisTicks
}

function timeAxis(story: LifecycleFacts, instants: EventScale, scale: 'event' | 'clock', width: number): StillAxis {
  const horizon = story.latest
  const first = instants.count === 0 ? 0 : instants.instant(0)
  const toUnit = scale === 'clock' ? (at: number) => at / NS_PER_S : (at: number) => instants.toUnit(at, horizon)
  const toInstant = scale === 'clock' ? (unit: number) => unit * NS_PER_S : (unit: number) => instants.toInstant(unit, horizon)
  const low = toUnit(first)
  const span = Math.max(toUnit(horizon) - low, 1e-6)
  const [from, to] = [low - span * MARGIN, low + span * (1 + MARGIN)]
  const toX = (at: number): number => ((toUnit(at) - from) / (to - from)) * width
  return {
    toX, from: toInstant(from), to: toInstant(to),
    ticks: (text) => (scale === 'clock' ? clockTicks(toInstant(from), toInstant(to), width, text)
      : eventTicks({ scale: instants, from: toInstant(from), to: toInstant(to), horizon, width, toX }, text))
  }
}

/** px of a connection's name, and from one of its lines to the next. */
const NAME_FONT = 12
const NAME_LINE = 14

/** Whose lanes they are. */
function gutterParts(story: LifecycleFacts, rows: readonly LifecycleFacts['rows']['rows'][number][], layout: RowsLayout, { theme, words }: LifecycleLook): Part[] {
  const tones = CHART_TONES[theme]
  return rows.map(({ connection, index }, place): Part => {
    const top = STRIP.flags + layout.offset + place * layout.rowHeight
    const tall = layout.rowHeight >= 100
    const name = story.names[index]
    const title = name === undefined ? connection.id : `${connection.id} ${name}`
    const shapes: Shape[] = []
    if (tall) {
      const middle = top + layout.rowHeight / 2
      const lines = wrapped(title, NAME_FONT, GUTTER - 20, 2)
      for (const [line, text] of lines.entries()) {
        shapes.push({ shape: 'text', x: 12, y: middle + 4 + (line - (lines.length - 1) / 2) * NAME_LINE, text, size: NAME_FONT, fill: tones.text, anchor: 'start', weight: 600 })
      }
    }
    for (const end of ENDS) {
      const y = STRIP.flags + laneTop(layout, place, end) + layout.laneHeight / 2
      const text = `${tall ? '' : `${connection.id} `}${words.say(`terms.end.${end}`)}`
      shapes.push({ shape: 'text', x: 12, y: tall ? y - 1 : y + 4, text, size: 12, fill: tones.text, anchor: 'start' })
      if (tall) shapes.push({ shape: 'text', x: 12, y: y + 13, text: end === 'client' ? connection.client : connection.server, size: 10.5, fill: tones.muted, anchor: 'start', mono: true })
    }
    return { key: `who ${connection.id}`, conn: connection.id, shapes }
  })
}
