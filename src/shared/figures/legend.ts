import { EVIDENCE } from '../model/events'
import type { Part, Shape } from './figure'
import { CHART_TONES, spanPaint, type ThemeName } from './palette'
import { textWidth } from './text-width'
import type { FigureWords } from './words'

const SIZE = 11

/** What solid, striped and outlined mean, for a picture that stands alone. */
export function evidenceLegend(left: number, top: number, theme: ThemeName, words: FigureWords): Part {
  const shapes: Shape[] = []
  let x = left
  for (const evidence of [...EVIDENCE].reverse()) {
    const paint = spanPaint('ESTABLISHED', evidence, theme)
    const label = words.say(`terms.evidence.${evidence}`)
    shapes.push({ shape: 'box', x, y: top, width: 22, height: 12, radius: 2, fill: paint.fill, stroke: paint.stroke })
    if (paint.kind === 'striped') shapes.push({ shape: 'line', x1: x + 2, y1: top + 6, x2: x + 20, y2: top + 6, stroke: paint.stripe, width: 10, dash: '3 4' })
    shapes.push({ shape: 'text', x: x + 28, y: top + 10, text: label, size: SIZE, fill: CHART_TONES[theme].muted, anchor: 'start' })
    x += 28 + textWidth(label, SIZE) + 18
  }
  return { key: 'legend', shapes }
}
