import type { TimelineConnection } from '../model/timeline'
import { type End, TCP_STATES, type TcpState } from '../tcp/state'
import { CHART_TONES, mix, STATE_COLOURS, type ThemeName } from './palette'

/** What a raster of many connections is made of. Instants in ns. */
export interface RasterInput {
  /** In order, the first one at the top. */
  readonly connections: readonly { readonly connection: TimelineConnection }[]
  /** How many of them: more may come while it is drawn. */
  readonly count: number
  readonly end: End
  readonly from: number
  readonly to: number
  /** ns; what lasts, lasts until here. */
  readonly now: number
  readonly live: boolean
  readonly width: number
  readonly height: number
  readonly theme: ThemeName
}

/** The part of a TIME-WAIT that is still to come: counted beside the states. */
const RESERVED = TCP_STATES.length
const KINDS = TCP_STATES.length + 1
const NUMBERS = new Map<TcpState, number>(TCP_STATES.map((state, i) => [state, i]))
/** Shares of a line's connections from which its colour is stronger, and how much of the colour there is then. */
const LEVELS = [[0.75, 1], [0.4, 0.8], [0.15, 0.62], [0, 0.45]] as const
/** Where the reserved part is hatched: px of a stripe and its gap. */
const STRIPE = 4

/**
 * Connections by the thousand as pixels: each line stands for the same number of connections, each pixel has the colour of the state most of them are in then, the weaker the
 * fewer of them there are. Drawn a few lines at a time, so that a frame can afford it; the cost is that of the spans, whatever the size of the picture.
 */
export class StateRaster {
  /** Pixels as canvas image data has them (RGBA in memory, that is ABGR of a little-endian word), line by line. */
  readonly pixels: Uint32Array
  /** States of the connections drawn so far. */
  readonly seen = new Set<TcpState>()
  private line = 0
  private readonly counts: Int32Array
  private readonly stride: number

  constructor(readonly input: RasterInput) {
    this.pixels = new Uint32Array(input.width * input.height)
    this.stride = input.width + 1
    this.counts = new Int32Array(KINDS * this.stride)
  }

  /** Draws lines until it has been enough. @returns whether lines are left */
  draw(enough: () => boolean): boolean {
    const { height, width } = this.input
    const colours = coloursOf(this.input.theme)
    while (this.line < height) {
      const { first, end } = connectionsOfLine(this.line, height, this.input.count)
      const before = this.line === 0 ? undefined : connectionsOfLine(this.line - 1, height, this.input.count)
      if (before !== undefined && before.first === first && before.end === end) this.pixels.copyWithin(this.line * width, (this.line - 1) * width, this.line * width)
      else this.drawLine(first, end, colours)
      this.line++
      if (enough()) break
    }
    return this.line < height
  }

  private drawLine(first: number, end: number, colours: Colours): void {
    this.counts.fill(0)
    for (let i = first; i < end; i++) {
      const connection = this.input.connections[i]?.connection
      if (connection !== undefined) this.count(connection)
    }
    this.paint(end - first, colours)
  }

  private count(connection: TimelineConnection): void {
    const { end, now, live } = this.input
    const life = connection.ends[end]
    for (const { state, from, to } of life.spans) {
      this.seen.add(state)
      this.add(NUMBERS.get(state) ?? 0, from, to ?? now)
    }
    const { timeWait } = life
    if (live && timeWait !== null && timeWait.to === null && timeWait.expectedEnd !== null) this.add(RESERVED, now, timeWait.expectedEnd)
  }

  private add(kind: number, from: number, to: number): void {
    const { width } = this.input
    const perNs = width / (this.input.to - this.input.from)
    const x0 = Math.max(0, Math.floor((from - this.input.from) * perNs))
    const x1 = Math.min(width, Math.max(x0 + 1, Math.ceil((to - this.input.from) * perNs)))
    if (x0 >= width || x1 <= 0) return
    const at = kind * this.stride
    this.counts[at + x0] = (this.counts[at + x0] ?? 0) + 1
    this.counts[at + x1] = (this.counts[at + x1] ?? 0) - 1
  }

  private paint(members: number, { states, reserved, ground }: Colours): void {
    const { width } = this.input
    const running = new Int32Array(KINDS)
    let to = this.line * width
    for (let x = 0; x < width; x++, to++) {
      let best = -1
      let most = 0
      for (let kind = 0; kind < KINDS; kind++) {
        const count = (running[kind] = (running[kind] ?? 0) + (this.counts[kind * this.stride + x] ?? 0))
        // Of equals the later state counts: a short one beside a long one is what people look for.
        if (count > 0 && count >= most) {
          most = count
          best = kind
        }
      }
      if (best < 0) this.pixels[to] = ground
      else if (best === RESERVED) this.pixels[to] = ((x + this.line) % (2 * STRIPE) < STRIPE ? reserved[0] : reserved[1])
      else this.pixels[to] = states[best * LEVELS.length + LEVELS.findIndex(([share]) => most >= share * members)] ?? ground
    }
  }
}

/** The connections that a line stands for, `end` excluded. With fewer connections than lines several lines stand for one. */
export function connectionsOfLine(line: number, height: number, count: number): { readonly first: number; readonly end: number } {
  const first = Math.min(count, Math.floor((line * count) / height))
  return { first, end: Math.min(count, Math.max(first + 1, Math.floor(((line + 1) * count) / height))) }
}

/** How many of some connections' ends were in each state at an instant. @param end of the range, excluded */
export function statesAt(connections: RasterInput['connections'], first: number, end: number, which: End, at: number): ReadonlyMap<TcpState, number> {
  const counts = new Map<TcpState, number>()
  for (let i = first; i < end; i++) {
    const spans = connections[i]?.connection.ends[which].spans
    const span = spans?.findLast(({ from, to }) => from <= at && at < (to ?? Number.POSITIVE_INFINITY))
    if (span !== undefined) counts.set(span.state, (counts.get(span.state) ?? 0) + 1)
  }
  return counts
}

interface Colours {
  readonly states: readonly number[]
  readonly reserved: readonly [number, number]
  readonly ground: number
}

const cached = new Map<ThemeName, Colours>()
function coloursOf(theme: ThemeName): Colours {
  let colours = cached.get(theme)
  if (colours === undefined) {
    const { ground } = CHART_TONES[theme]
    const timeWait = STATE_COLOURS[theme]['TIME-WAIT']
    colours = {
      states: TCP_STATES.flatMap((state) => LEVELS.map(([, share]) => pixel(mix(STATE_COLOURS[theme][state], ground, share)))),
      reserved: [pixel(mix(timeWait, ground, 0.34)), pixel(mix(timeWait, ground, 0.12))], ground: pixel(ground)
    }
    cached.set(theme, colours)
  }
  return colours
}

/** `#rrggbb` as a word of canvas image data. */
function pixel(colour: string): number {
  const rgb = Number.parseInt(colour.slice(1), 16)
  return (0xff000000 | ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >>> 16)) >>> 0
}

/** A pixel's colour as `#rrggbb`. */
export const hexOf = (word: number): string => `#${[word, word >>> 8, word >>> 16].map((part) => (part & 0xff).toString(16).padStart(2, '0')).join('')}`
