import { describe, expect, it } from 'vitest'
import { countdownFigure, histogramFigure } from '../../../src/shared/figures/countdown-figure'

const look = { theme: 'light', who: 'c1 client', route: 'a → b', time: '41.3 s', phase: 'TIME-WAIT left' } as const
const ring = (share: number): string | undefined => {
  const part = countdownFigure({ ...look, share }).parts.find(({ key }) => key === 'left')?.shapes[0]
  return part?.shape === 'path' ? part.d : undefined
}

describe('the countdown as a picture', () => {
  it('draws what is left, clockwise from the top', () => {
    expect(ring(0.25)).toBe('M120.00 18.00A82 82 0 0 1 202.00 100.00')
    expect(ring(0.75)).toBe('M120.00 18.00A82 82 0 1 1 38.00 100.00')
    expect(ring(1)).toContain('A82 82 0 0 1 120.00 182.00A')
    expect(ring(0)).toBeUndefined()
  })
  it('of many: one bar for each second, the highest as high as the plot, none for none', () => {
    const { parts } = histogramFigure({ theme: 'dark', title: 'left', counts: [1, 0, 4, 2], overdue: 'overdue', unit: 's' })
    const heights = parts.filter(({ key }) => key.startsWith('bar')).map(({ shapes: [bar] }) => (bar?.shape === 'box' ? bar.height : -1))
    expect(heights).toEqual([37.5, 0, 150, 75])
    expect(parts.find(({ key }) => key === 'bar 2')?.title).toBe('1–2 s: 4')
  })
})
