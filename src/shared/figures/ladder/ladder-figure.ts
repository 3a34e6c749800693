import type { SessionEvent } from '../../model/events'
import { parseEndpoint } from '../../model/endpoint'
import { type End, ENDS } from '../../tcp/state'
import type { Figure, Part } from '../figure'
import { evidenceLegend } from '../legend'
import { CHART_TONES, type ThemeName } from '../palette'
import { figureSvg } from '../svg'
import { fitting } from '../text-width'
import type { FigureWords } from '../words'
import { type LadderColumns, ladderColumns } from './columns'
import { edgeParts } from './draw-edges'
import { type Cut, foldParts, lanePart } from './draw-lanes'
import { holdPart, segmentPart } from './draw-segment'
import { type Ladder, ladderOf } from './ladder'
import { FOLD_HEIGHT, FOLD_NS, rowHeight } from './row-places'

export interface LadderLook {
  /** px; at least LEAST_WIDTH is drawn. */
  readonly width: number
  readonly theme: ThemeName
  readonly words: FigureWords
  /** Number of the selected packet. */
  readonly selected?: number | null
  /** ns up to which nothing else is known to have happened: the wait since the last row is shown. */
  readonly until?: number
  /** What each fault does, by its name: told of the segments it met. */
  readonly faults?: ReadonlyMap<string, string>
}

/** Height of everything below the head, with the wait since the last row. px */
export function ladderHeight(ladder: Ladder, until: number | undefined): number {
  const last = ladder.rows.at(-1)
  const tail = last !== undefined && until !== undefined && until - last.at >= FOLD_NS ? FOLD_HEIGHT : 0
  return ladder.places.height + tail + 6
}

/** Height of the lanes' names. px */
export const LADDER_HEAD = 26

/** Whose lane is whose. */
export function ladderHead(ladder: Ladder, server: string, look: LadderLook): Part {
  const columns = ladderColumns(look.width)
  const tones = CHART_TONES[look.theme]
  const name = (end: End, endpoint: string, room: number): string => {
    const word = look.words.say(`terms.end.${end}`)
    return fitting([`${word} ${endpoint}`, `${word} :${parseEndpoint(endpoint)?.port ?? ''}`, word], 12, room) ?? word
  }
  return {
    key: 'head',
    shapes: [
      { shape: 'text', x: columns.time, y: 17, text: look.words.say('figures.ladder.time'), size: 10.5, fill: tones.muted, anchor: 'end' },
      { shape: 'text', x: columns.client + 8, y: 17, text: name('client', ladder.client, columns.client - columns.time - 4), size: 12, fill: tones.text, anchor: 'end', weight: 600 },
      { shape: 'text', x: columns.server - 8, y: 17, text: name('server', server, columns.width - columns.server + 4), size: 12, fill: tones.text, anchor: 'start', weight: 600 }
    ]
  }
}

/**
 * What lies between two heights of a ladder: only the rows that are there are drawn, so that a picture of a long connection costs what can be seen of it.
 * @param top, bottom px from the top of the first row; the parts stand where they belong in the whole
 */
export function ladderParts(ladder: Ladder, look: LadderLook, top: number, bottom: number): Part[] {
  const { theme, words } = look
  const columns = ladderColumns(look.width)
  const { places, rows } = ladder
  const first = rows.length === 0 ? 0 : places.indexAt(top)
  const after = rows.length === 0 ? 0 : Math.min(rows.length, places.indexAt(bottom) + 1)
  const cut: Cut = { top, bottom: Math.min(bottom, ladderHeight(ladder, look.until)), first, after, until: look.until }
  const holds = ladder.holds.filter(({ held, released }) => held.index < after && released.index >= first)
  const released = new Set(ladder.holds.filter((hold) => hold.released.index >= first && hold.released.index < after).map((hold) => hold.released))
  const drawn = rows.slice(first, after).flatMap((row) => {
    const y = places.top(row.index)
    const edges = edgeParts(row, y, { columns, theme, words })
    return row.main.kind === 'segment' ? [...edges, segmentPart(row, row.main, y, { columns, theme, words, released: released.has(row), ...(look.faults === undefined ? {} : { faults: look.faults }) })] : edges
  })
  return [
    ...selectionParts(ladder, look, columns, first, after), ...ENDS.map((end) => lanePart(ladder, end, columns, cut, theme)),
    ...foldParts(ladder, columns, cut, theme, words), ...holds.map((hold) => holdPart(hold.held, places.top(hold.held.index), places.top(hold.released.index), columns, theme)), ...drawn
  ]
}

function selectionParts(ladder: Ladder, { selected, theme }: LadderLook, columns: LadderColumns, first: number, after: number): Part[] {
  const row = selected === null || selected === undefined ? undefined : ladder.rowOfPacket(selected)
  if (row === undefined || row.index < first || row.index >= after) return []
  const tones = CHART_TONES[theme]
  return [{
    key: 'selected',
    shapes: [{ shape: 'box', x: 0, y: ladder.places.top(row.index) - 1, width: columns.width, height: rowHeight(row), fill: tones.selected }]
  }]
}

export interface LadderFigureOptions extends LadderLook {
  /** The server's endpoint, for its name. */
  readonly server: string
  /** Rows of a long connection beyond this many are left out, and counted. @default 2000 */
  readonly mostRows?: number
}

const MOST_ROWS = 2_000
const LEGEND = 30

/** A whole ladder as a picture that stands alone: names above, what the evidence looks like below, and how many rows were left out. */
export function ladderFigure(ladder: Ladder, options: LadderFigureOptions): Figure {
  const { theme, words, mostRows = MOST_ROWS } = options
  const columns = ladderColumns(options.width)
  const left = Math.max(0, ladder.rows.length - mostRows)
  const height = left === 0 ? ladderHeight(ladder, options.until) : ladder.places.top(mostRows)
  const tones = CHART_TONES[theme]
  const more: Part[] = left === 0 ? [] : [{
    key: 'more',
    shapes: [{ shape: 'text', x: columns.width / 2, y: height + 16, text: words.say('figures.ladder.more', { count: left }), size: 12, fill: tones.warn, anchor: 'middle', weight: 600 }]
  }]
  const body = [...ladderParts(ladder, options, 0, height - 1), ...more]
  const bottom = LADDER_HEAD + height + (left === 0 ? 0 : 24)
  return {
    width: columns.width, height: bottom + LEGEND, ground: tones.ground,
    parts: [ladderHead(ladder, options.server, options), ...body.map((part) => movedDown(part, LADDER_HEAD)), evidenceLegend(12, bottom + 6, theme, words)]
  }
}

function movedDown(part: Part, by: number): Part {
  return { ...part, shapes: part.shapes.map((shape) => {
    switch (shape.shape) {
      case 'line': return { ...shape, y1: shape.y1 + by, y2: shape.y2 + by }
      case 'box': case 'text': return { ...shape, y: shape.y + by }
      case 'path': return { ...shape, d: shape.d.replace(/(-?[\d.]+) (-?[\d.]+)/g, (_, x: string, y: string) => `${x} ${(Number(y) + by).toFixed(1)}`) }
    }
  }) }
}

export interface LadderSvgOptions extends Omit<LadderFigureOptions, 'server'> {
  /** @default `Ladder of c1`, in the words' language */
  readonly title?: string
}

/**
 * The ladder of one connection of a stream, as an SVG file's text. The stream may be a live session's so far, a replay or a foreign capture.
 * @returns undefined when the stream has no packet, transition or call of this connection
 */
export function ladderSvg(events: Iterable<SessionEvent>, conn: string, options: LadderSvgOptions): string | undefined {
  const all = [...events]
  const ladder = ladderOf(all, conn)
  if (ladder.rows.length === 0) return undefined
  const server = serverOf(all, conn, ladder.client)
  const { words } = options
  return figureSvg(ladderFigure(ladder, { ...options, server }), {
    title: options.title ?? words.say('figures.ladder.title', { conn }), description: words.say('figures.ladder.description', { client: ladder.client, server, rows: ladder.rows.length })
  })
}

function serverOf(events: readonly SessionEvent[], conn: string, client: string): string {
  for (const event of events) {
    if (event.type === 'packet' && event.conn === conn) return event.from === client ? event.to : event.from
    if (event.type === 'transition' && event.conn === conn) return event.local === client ? event.remote : event.local
  }
  return ''
}
