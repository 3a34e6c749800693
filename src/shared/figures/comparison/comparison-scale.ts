import type { Comparison } from '../../comparison/comparison'
import { clockTicks, type TimeText } from '../axis-ticks'
import { EventScale } from '../event-scale'
import { textWidth } from '../text-width'

export interface AxisTick {
  readonly x: number
  readonly label: string
}

/** One axis for all lives: ns from their marks to px and back. */
export interface ComparisonScale {
  readonly toX: (at: number) => number
  readonly ticks: readonly AxisTick[]
  /** First and last instant shown. */
  readonly from: number
  readonly to: number
}

export interface ScaleRequest {
  readonly kind: 'event' | 'clock'
  /** px of the plot. */
  readonly width: number
  readonly text: TimeText
}

/** Units before the mark in which what led to it is hinted at. */
const LEAD = 0.7
const FONT = 11
const ROOM = 12

/** What happens on any side gets room on all of them, so that the same instant stands at the same place. */
export function comparisonScale({ lives }: Comparison, { kind, width, text }: ScaleRequest): ComparisonScale {
  const known = lives.filter(({ zero }) => zero !== undefined)
  const segments = known.flatMap((life) => life.segments.map(({ at }) => at)).filter((at) => at >= 0).sort((a, b) => a - b)
  const lesser = known.flatMap(({ spans, restarts, errors }) => [
    ...spans.client.map(({ from }) => from), ...spans.server.map(({ from }) => from), ...restarts.map(({ at }) => at), ...errors.map(({ at }) => at)
  ]).filter((at) => at >= 0).sort((a, b) => a - b)
  const scale = new EventScale()
  scale.add(0, true)
  for (const at of segments) scale.add(at, true)
  for (const at of lesser) scale.add(at, false)
  const last = scale.instant(scale.count - 1)
  const to = Math.max(last, ...known.map((life) => (isOver(life.spans) ? lastOf(life.spans) : life.until)))
  if (kind === 'clock') {
    const from = -(to * 0.04)
    const toX = (at: number): number => ((at - from) / Math.max(to - from, 1)) * width
    return { toX, from, to, ticks: clockTicks(from, to, width, text).ticks.map(({ x, label }) => ({ x, label })) }
  }
  const units = scale.toUnit(to, to) + LEAD + 0.4
  const toX = (at: number): number => ((scale.toUnit(at, to) + LEAD) / units) * width
  return { toX, from: -LEAD * 1e9, to, ticks: eventTicks(scale, toX, width, text) }
}

const isOver = (spans: Comparison['lives'][number]['spans']): boolean => Object.values(spans).every((list) => list.at(-1)?.to !== null || list.at(-1)?.state === 'CLOSED')
const lastOf = (spans: Comparison['lives'][number]['spans']): number => Math.max(0, ...Object.values(spans).map((list) => list.at(-1)?.from ?? 0))

function eventTicks(scale: EventScale, toX: (at: number) => number, width: number, text: TimeText): AxisTick[] {
  const ticks: AxisTick[] = []
  let end = Number.NEGATIVE_INFINITY
  for (let i = 0; i < scale.count; i++) {
    const at = scale.instant(i)
    const label = at === 0 ? '0' : text.duration(at)
    const x = toX(at)
    const half = textWidth(label, FONT) / 2
    const fits = x - half >= end + ROOM && x + half <= width
    ticks.push({ x, label: fits ? label : '' })
    if (fits) end = x + half
  }
  return ticks
}
