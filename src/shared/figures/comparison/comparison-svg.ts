import type { Comparison } from '../../comparison/comparison'
import type { Figure, Part, Shape } from '../figure'
import { figureSvg } from '../svg'
import { comparisonFigure, type ComparisonLook } from './comparison-figure'

/** Lives and their axis in one picture. */
export function wholeComparison(comparison: Comparison, look: ComparisonLook): Figure {
  const { lives, axis } = comparisonFigure(comparison, look)
  return { ...lives, height: lives.height + axis.height, parts: [...lives.parts, ...axis.parts.map((part): Part => ({ ...part, shapes: part.shapes.map((shape) => lowered(shape, lives.height)) }))] }
}

export const comparisonSvg = (comparison: Comparison, look: ComparisonLook, title: string): string => figureSvg(wholeComparison(comparison, look), { title })

/** @throws for a path, which an axis has none of */
function lowered(shape: Shape, by: number): Shape {
  switch (shape.shape) {
    case 'line': return { ...shape, y1: shape.y1 + by, y2: shape.y2 + by }
    case 'box': case 'text': return { ...shape, y: shape.y + by }
    case 'path': throw new Error('bug: an axis has no paths')
  }
}
