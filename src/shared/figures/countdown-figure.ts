import type { Figure, Part, Shape } from './figure'
import { CHART_TONES, mix, STATE_COLOURS, type ThemeName } from './palette'

export interface CountdownLook {
  readonly theme: ThemeName
  /** Whose TIME-WAIT: `c1 client`, `127.0.0.1:41234 → 127.0.0.1:12345`. */
  readonly who: string
  readonly route: string
  /** `41.3 s`, and what that number is. */
  readonly time: string
  readonly phase: string
  /** What is left of the whole, 0..1; 1 while the timer is overdue. */
  readonly share: number
}

const SIZE = 240
const RADIUS = 82
const CENTRE = { x: SIZE / 2, y: 100 }

const text = (y: number, value: string, size: number, fill: string, weight?: 600): Shape =>
  ({ shape: 'text', x: CENTRE.x, y, text: value, size, fill, anchor: 'middle', ...(weight === undefined ? {} : { weight }) })

/** The ring of one TIME-WAIT as it was at an instant. */
export function countdownFigure(look: CountdownLook): Figure {
  const tones = CHART_TONES[look.theme]
  const colour = STATE_COLOURS[look.theme]['TIME-WAIT']
  return {
    width: SIZE, height: SIZE, ground: tones.ground,
    parts: [
      { key: 'track', shapes: [{ shape: 'path', d: arcPath(1), fill: 'none', stroke: mix(colour, tones.ground, 0.16), width: 13 }] },
      ...(look.share <= 0 ? [] : [{ key: 'left', shapes: [{ shape: 'path' as const, d: arcPath(Math.min(1, look.share)), fill: 'none', stroke: colour, width: 13 }] }]),
      { key: 'words', shapes: [text(104, look.time, 26, tones.text, 600), text(124, look.phase, 12, tones.muted), text(210, look.who, 13, tones.text, 600), text(228, look.route, 11, tones.muted)] }
    ]
  }
}

const onRing = (turn: number): string => `${(CENTRE.x + RADIUS * Math.sin(turn * 2 * Math.PI)).toFixed(2)} ${(CENTRE.y - RADIUS * Math.cos(turn * 2 * Math.PI)).toFixed(2)}`
const arc = (to: number, large: boolean): string => `A${RADIUS} ${RADIUS} 0 ${large ? 1 : 0} 1 ${onRing(to)}`

/** A part of the ring, clockwise from the top; the whole one in two halves, because an arc that ends where it begins is none. */
function arcPath(share: number): string {
  return share >= 1 ? `M${onRing(0)}${arc(0.5, false)}${arc(1, false)}` : `M${onRing(0)}${arc(share, share > 0.5)}`
}

export interface HistogramLook {
  readonly theme: ThemeName
  readonly title: string
  /** TIME-WAITs that are overdue, then those with up to 1 s left, up to 2 s … */
  readonly counts: readonly number[]
  readonly overdue: string
  /** `s` */
  readonly unit: string
}

const BAR = 9
const PLOT = { left: 52, top: 34, height: 150 } as const
const EVERY = 15

/** Many TIME-WAITs by how long they have left. */
export function histogramFigure({ theme, title, counts, overdue, unit }: HistogramLook): Figure {
  const tones = CHART_TONES[theme]
  const most = Math.max(1, ...counts)
  const bottom = PLOT.top + PLOT.height
  const x = (bar: number): number => PLOT.left + bar * BAR
  const bars: Part[] = counts.map((count, bar) => {
    const height = count === 0 ? 0 : Math.max(1.5, (count / most) * PLOT.height)
    return { key: `bar ${bar}`, title: `${bar === 0 ? overdue : `${bar - 1}–${bar} ${unit}`}: ${count}`, shapes: [{ shape: 'box', x: x(bar), y: bottom - height, width: BAR - 1.5, height, fill: bar === 0 ? tones.muted : STATE_COLOURS[theme]['TIME-WAIT'] }] }
  })
  const ticks: Shape[] = counts.flatMap((_, bar): Shape[] => ((bar - 1) % EVERY !== 0 ? [] : [
    { shape: 'text', x: x(bar), y: bottom + 16, text: `${bar - 1} ${unit}`, size: 11, fill: tones.muted, anchor: 'middle' }
  ]))
  return {
    width: PLOT.left + counts.length * BAR + 24, height: bottom + 30, ground: tones.ground,
    parts: [
      ...bars,
      {
        key: 'axis',
        shapes: [
          { shape: 'line', x1: PLOT.left, y1: bottom, x2: x(counts.length), y2: bottom, stroke: tones.line, width: 1 }, ...ticks,
          { shape: 'text', x: PLOT.left - 8, y: PLOT.top + 8, text: String(most), size: 11, fill: tones.muted, anchor: 'end' },
          { shape: 'text', x: PLOT.left - 8, y: bottom, text: '0', size: 11, fill: tones.muted, anchor: 'end' },
          { shape: 'text', x: PLOT.left, y: 20, text: title, size: 13, fill: tones.text, anchor: 'start', weight: 600 }
        ]
      }
    ]
  }
}
