import { ENDS, TCP_STATES, type TcpState } from '../tcp/state'
import { clockTicks } from './axis-ticks'
import { type Figure, movedPart, type Part, type Shape } from './figure'
import type { LifecycleFacts } from './lifecycle-story'
import { CHART_TONES, STATE_COLOURS, type ThemeName } from './palette'
import { hexOf, StateRaster } from './state-raster'
import { axisPart, timeText } from './still-axis'
import { textWidth } from './text-width'
import type { FigureWords } from './words'

export interface OverviewLook {
  /** px of the whole picture. */
  readonly width: number
  readonly theme: ThemeName
  readonly words: FigureWords
  /** Only these connections. @default all of them */
  readonly connections?: readonly string[]
}

const SIDE = 14
/** px: an end's name, its raster, and the room below it. */
const PANEL = { title: 24, height: 220, gap: 10 } as const
const AXIS = 30
const LEGEND = { line: 20, swatch: 22, size: 11 } as const
/** Free time left and right of everything, as a share. */
const MARGIN = 0.02

/** All connections of a session by state over time, the clients' ends above the servers', as a picture that stands alone. What lasts, lasts until the last instant told. */
export function overviewFigure({ rows, instants, latest }: Pick<LifecycleFacts, 'rows' | 'instants' | 'latest'>, { width, theme, words, connections: wanted }: OverviewLook): Figure {
  const connections = wanted === undefined ? rows.rows : rows.rows.filter(({ connection }) => wanted.includes(connection.id))
  const tones = CHART_TONES[theme]
  const plot = Math.max(240, Math.round(width) - 2 * SIDE)
  const first = instants.count === 0 ? 0 : instants.instant(0)
  const margin = Math.max(latest - first, 1) * MARGIN
  const [from, to] = [first - margin, Math.max(latest, first + 1) + margin]
  const seen = new Set<TcpState>()
  const titles = { client: words.say('figures.overview.client', { count: connections.length }), server: words.say('figures.overview.server', { count: connections.length }) }
  const parts: Part[] = []
  const names: Part[] = []
  let top = 0
  for (const end of ENDS) {
    const raster = new StateRaster({ connections, count: connections.length, end, from, to, now: latest, live: false, width: plot, height: PANEL.height, theme })
    while (raster.draw(() => false));
    for (const state of raster.seen) seen.add(state)
    parts.push(movedPart({ key: `raster ${end}`, shapes: areasOf(raster, tones.ground) }, SIDE, top + PANEL.title))
    names.push({ key: `name ${end}`, shapes: [{ shape: 'text', x: SIDE, y: top + PANEL.title - 8, text: titles[end], size: 12, fill: tones.text, anchor: 'start', weight: 600, halo: tones.ground }] })
    top += PANEL.title + PANEL.height + PANEL.gap
  }
  const bottom = top - PANEL.gap
  // The axis has its lines drawn over both rasters, from the top of the first; the names stand on them.
  parts.push(movedPart(axisPart(clockTicks(from, to, plot, timeText(words)), { tones, width: plot, height: bottom - PANEL.title }), SIDE, PANEL.title))
  parts.push(...names)
  const { part, height } = legend(TCP_STATES.filter((state) => seen.has(state)), plot, theme, words)
  parts.push(movedPart(part, SIDE, bottom + AXIS))
  return { width: plot + 2 * SIDE, height: bottom + AXIS + height, ground: tones.ground, parts }
}

/** A raster as areas of one colour each: what stands still over several lines is one box of a path. */
function areasOf({ pixels, input: { width, height } }: StateRaster, ground: string): Shape[] {
  const paths = new Map<number, string[]>()
  for (let line = 0; line < height;) {
    let next = line + 1
    while (next < height && isSame(pixels, line * width, next * width, width)) next++
    for (let x = 0; x < width;) {
      const word = pixels[line * width + x] ?? 0
      let end = x + 1
      while (end < width && pixels[line * width + end] === word) end++
      const boxes = paths.get(word) ?? []
      if (boxes.length === 0) paths.set(word, boxes)
      boxes.push(`M${x} ${line}L${end} ${line}L${end} ${next}L${x} ${next}Z`)
      x = end
    }
    line = next
  }
  return [...paths].filter(([word]) => hexOf(word) !== ground.toLowerCase()).map(([word, boxes]) => ({ shape: 'path', d: boxes.join(''), fill: hexOf(word) }))
}

function isSame(pixels: Uint32Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (pixels[a + i] !== pixels[b + i]) return false
  return true
}

function legend(states: readonly TcpState[], room: number, theme: ThemeName, words: FigureWords): { readonly part: Part; readonly height: number } {
  const { muted } = CHART_TONES[theme]
  const shapes: Shape[] = []
  let [x, y] = [0, 0]
  for (const state of states) {
    const wide = LEGEND.swatch + 6 + textWidth(state, LEGEND.size) + 18
    if (x > 0 && x + wide > room) [x, y] = [0, y + LEGEND.line]
    shapes.push({ shape: 'box', x, y, width: LEGEND.swatch, height: 12, radius: 2, fill: STATE_COLOURS[theme][state] })
    shapes.push({ shape: 'text', x: x + LEGEND.swatch + 6, y: y + 10, text: state, size: LEGEND.size, fill: muted, anchor: 'start' })
    x += wide
  }
  y += LEGEND.line
  shapes.push({ shape: 'text', x: 0, y: y + 10, text: words.say('figures.overview.legend'), size: LEGEND.size, fill: muted, anchor: 'start' })
  return { part: { key: 'legend', shapes }, height: y + LEGEND.line }
}
