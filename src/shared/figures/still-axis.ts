import { AXIS_FONT, type AxisTicks, axisUnit, digitsFor, type TimeText, UNIT_NS } from './axis-ticks'
import type { Part, Shape } from './figure'
import type { StillStyle } from './lifecycle-parts'
import { durationText, type FigureWords } from './words'

/** Labels of a time axis, for a picture that stands alone. */
export const timeText = (words: FigureWords): TimeText => ({
  instant: (at, stepNs) => {
    const unit = axisUnit(at, stepNs)
    return words.say(`figures.unit.${unit === 's' ? 'second' : 'milli'}`, { value: (at / UNIT_NS[unit]).toFixed(digitsFor(stepNs, UNIT_NS[unit])) })
  },
  duration: (ns) => durationText(ns, words)
})

/** The axis below a plot that begins at 0, 0. */
export function axisPart({ ticks, gaps }: AxisTicks, { tones, height, width }: Pick<StillStyle, 'tones' | 'height' | 'width'>): Part {
  const shapes: Shape[] = [{ shape: 'line', x1: 0, y1: height + 0.5, x2: width, y2: height + 0.5, stroke: tones.line, width: 1 }]
  for (const { x, label, labelX } of ticks) {
    if (label !== '') shapes.push({ shape: 'line', x1: x, y1: 0, x2: x, y2: height, stroke: tones.grid, width: 1 })
    shapes.push({ shape: 'line', x1: x, y1: height, x2: x, y2: height + (label === '' ? 3 : 5), stroke: tones.line, width: 1 })
    if (label !== '') shapes.push({ shape: 'text', x: labelX, y: height + 17, text: label, size: AXIS_FONT, fill: tones.muted, anchor: 'middle' })
  }
  for (const { x, label } of gaps) shapes.push({ shape: 'text', x, y: height + 34, text: label, size: AXIS_FONT, fill: tones.faint, anchor: 'middle' })
  return { key: 'axis', shapes }
}
