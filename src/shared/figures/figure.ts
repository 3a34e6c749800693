import type { End } from '../tcp/state'

/** What a part of a figure stands for: whoever shows the figure selects it everywhere. Instants in ns since the session's start. */
export type Target =
  | { readonly kind: 'packet'; readonly n: number }
  | { readonly kind: 'state'; readonly end: End; readonly at: number }
  | { readonly kind: 'instant'; readonly at: number; readonly end: End | null }

/** px, from the figure's upper left corner. Colours as `#rrggbb`. */
export type Shape =
  | { readonly shape: 'line'; readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number; readonly stroke: string; readonly width: number; readonly dash?: string }
  | {
    readonly shape: 'box'; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly fill: string; readonly stroke?: string
    readonly radius?: number; readonly dash?: string
  }
  /** `d` as in SVG; made of numbers and letters only. */
  | { readonly shape: 'path'; readonly d: string; readonly fill: string; readonly stroke?: string; readonly width?: number; readonly dash?: string }
  | {
    readonly shape: 'text'; readonly x: number; readonly y: number; readonly text: string; readonly size: number; readonly fill: string
    readonly anchor: 'start' | 'middle' | 'end'; readonly weight?: 600; readonly mono?: true
    /** Drawn around the letters, so that they read on lines. */
    readonly halo?: string
  }

export interface Part {
  /** Unique within the figure. */
  readonly key: string
  readonly shapes: readonly Shape[]
  /** The connection it belongs to, in a figure of several. */
  readonly conn?: string
  readonly target?: Target
  /** What it is, in words: shown under the pointer, read aloud. */
  readonly title?: string
}

/** A picture as plain data: what is drawn first lies below. */
export interface Figure {
  readonly width: number
  readonly height: number
  readonly ground: string
  readonly parts: readonly Part[]
}

/** The triangle at the end of an arrow, with its tip at x, y. @param angle in which the arrow points, radians from the x axis, clockwise */
export function arrowHead(x: number, y: number, angle: number, fill: string, size = 7): Shape {
  const at = (along: number, across: number): string => {
    const px = x + along * Math.cos(angle) - across * Math.sin(angle)
    const py = y + along * Math.sin(angle) + across * Math.cos(angle)
    return `${px.toFixed(1)} ${py.toFixed(1)}`
  }
  return { shape: 'path', d: `M${at(0, 0)}L${at(-size, size * 0.45)}L${at(-size, -size * 0.45)}Z`, fill }
}

/** A line with a head at its end. */
export function arrow(x1: number, y1: number, x2: number, y2: number, stroke: string, more: { readonly width?: number; readonly dash?: string } = {}): Shape[] {
  const width = more.width ?? 1.4
  return [
    { shape: 'line', x1, y1, x2, y2, stroke, width, ...(more.dash === undefined ? {} : { dash: more.dash }) }, arrowHead(x2, y2, Math.atan2(y2 - y1, x2 - x1), stroke)
  ]
}

/** The same part elsewhere. */
export function movedPart(part: Part, dx: number, dy: number): Part {
  return {
    ...part, shapes: part.shapes.map((shape) => {
      switch (shape.shape) {
        case 'line': return { ...shape, x1: shape.x1 + dx, x2: shape.x2 + dx, y1: shape.y1 + dy, y2: shape.y2 + dy }
        case 'box': case 'text': return { ...shape, x: shape.x + dx, y: shape.y + dy }
        case 'path': return { ...shape, d: shape.d.replace(/(-?[\d.]+) (-?[\d.]+)/g, (_, x: string, y: string) => `${(Number(x) + dx).toFixed(1)} ${(Number(y) + dy).toFixed(1)}`) }
      }
    })
  }
}
