import { NS_PER_MS, NS_PER_S } from '../base/brand'
import type { EventScale } from './event-scale'
import { textWidth } from './text-width'

/** Writes numbers with their units in the person's language. Injected: charts know no catalogue. */
export interface TimeText {
  /** An instant of the session's clock. @param stepNs distance of neighbouring ticks: decides unit and digits */
  readonly instant: (at: number, stepNs: number) => string
  readonly duration: (ns: number) => string
}

export interface Tick {
  readonly x: number
  /** Empty for a tick without a label. */
  readonly label: string
  /** Middle of the label: beside the tick where the plot ends. */
  readonly labelX: number
}

/** The time between two events, written under the axis where proportions do not tell it. */
export interface GapLabel {
  readonly x: number
  readonly label: string
}

export interface AxisTicks {
  readonly ticks: readonly Tick[]
  readonly gaps: readonly GapLabel[]
}

export const AXIS_FONT = 11
/** px between labels of the clock scale. */
const LABEL_ROOM = 92
const PADDING = 14
/** px between a label and the plot's edge. */
const EDGE = 3

/** 1, 2 or 5 times a power of ten, at least `least`. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10
  return step * power
}

/** Ticks in true proportion. Instants in ns. */
export function clockTicks(from: number, to: number, width: number, text: TimeText): AxisTicks {
  if (width <= 0 || to <= from) return { ticks: [], gaps: [] }
  const step = niceStep(((to - from) / width) * LABEL_ROOM)
  const ticks: Tick[] = []
  for (let k = Math.ceil(from / step); k * step <= to; k++) {
    const at = k * step + 0 // no negative zero
    ticks.push(tickAt(((at - from) / (to - from)) * width, text.instant(at, step), width))
  }
  return { ticks, gaps: [] }
}

/** ns: how finely an instant is written so that it differs from both neighbours. */
function grainOf(at: number, before: number, next: number): number {
  const near = Math.max(Math.min(Math.abs(at - before) || Number.POSITIVE_INFINITY, next - at || Number.POSITIVE_INFINITY), 1)
  return near === Number.POSITIVE_INFINITY ? FINEST_NS : Math.min(Math.max(FINEST_NS, 10 ** Math.floor(Math.log10(near / 5))), 10 * NS_PER_MS)
}

/** ns: finer than that no instant is known. */
const FINEST_NS = 10_000

/** A wait within which round seconds are marked, ns. */
const WAIT_NS = 2 * NS_PER_S

export interface EventAxis {
  readonly scale: EventScale
  /** First and last instant on the screen, and the end of all time shown. */
  readonly from: number
  readonly to: number
  readonly horizon: number
  readonly width: number
  readonly toX: (at: number) => number
}

/** One tick for each event; durations between them; round seconds within waits. */
export function eventTicks(axis: EventAxis, text: TimeText): AxisTicks {
  const { scale, toX, width } = axis
  const ticks: Tick[] = []
  const gaps: GapLabel[] = []
  let labelled = Number.NEGATIVE_INFINITY
  const first = Math.max(0, scale.countUntil(axis.from) - 1)
  for (let i = first; i < scale.count; i++) {
    const at = scale.instant(i)
    if (at > axis.to) break
    const x = toX(at)
    const next = i + 1 < scale.count ? scale.instant(i + 1) : axis.horizon
    const label = text.instant(at, grainOf(at, i === 0 ? next : scale.instant(i - 1), next))
    const half = textWidth(label, AXIS_FONT) / 2
    const tick = tickAt(x, label, width)
    const fits = tick.labelX - half >= labelled + PADDING && x >= 0 && x <= width
    if (x >= 0) ticks.push(fits ? tick : { ...tick, label: '' })
    if (fits) labelled = tick.labelX + half
    const inner = next - at >= WAIT_NS ? waitTicks(at, Math.min(next, axis.to), axis, text, labelled) : []
    for (const tick of inner) ticks.push(tick)
    const last = inner.at(-1)
    if (last !== undefined) labelled = last.labelX + textWidth(last.label, AXIS_FONT) / 2
    pushGap(gaps, x, toX(next), text.duration(next - at), width)
  }
  return { ticks, gaps }
}

function tickAt(x: number, label: string, width: number): Tick {
  const half = textWidth(label, AXIS_FONT) / 2 + EDGE
  return { x, label, labelX: Math.max(half, Math.min(x, width - half)) }
}

function pushGap(gaps: GapLabel[], x0: number, x1: number, label: string, width: number): void {
  const from = Math.max(x0, 0)
  const to = Math.min(x1, width)
  if (to - from >= textWidth(label, AXIS_FONT) + 6) gaps.push({ x: (from + to) / 2, label })
}

function waitTicks(at: number, until: number, axis: EventAxis, text: TimeText, labelled: number): Tick[] {
  const perNs = (axis.toX(until) - axis.toX(at)) / (until - at)
  if (!(perNs > 0)) return []
  const step = Math.max(niceStep(64 / perNs), NS_PER_S)
  const ticks: Tick[] = []
  let end = labelled
  for (let k = Math.ceil((at + 1) / step); k * step < until; k++) {
    const x = axis.toX(k * step)
    const label = text.instant(k * step, step)
    const half = textWidth(label, AXIS_FONT) / 2
    if (x - half < end + PADDING || x < half || x > axis.width - half) continue
    ticks.push(tickAt(x, label, axis.width))
    end = x + half
  }
  return ticks
}

/** Digits after the point so that ticks of this step differ, when written in a unit of `unitNs`. */
export const digitsFor = (stepNs: number, unitNs: number): number => Math.min(6, Math.max(0, -Math.floor(Math.log10(stepNs / unitNs) + 1e-9)))
/** ms within the first second, as long as things happen; seconds from there on. */
export const axisUnit = (at: number, stepNs: number): 'ms' | 's' => (stepNs >= NS_PER_S || Math.abs(at) >= NS_PER_S ? 's' : 'ms')
export const UNIT_NS = { ms: NS_PER_MS, s: NS_PER_S } as const
