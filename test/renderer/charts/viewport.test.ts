import { describe, expect, it } from 'vitest'
import { FOLLOW_ALL, panned, resolveViewport, revealing, type ViewExtent, zoomed } from '../../../src/renderer/src/charts/viewport'

const extent: ViewExtent = { from: 0, to: 60, comfortable: 90, closest: 0.001 }

describe('what the chart shows', () => {
  it('is everything, with a margin, while it fits', () => {
    const view = resolveViewport(FOLLOW_ALL, extent)
    expect(view.from).toBeLessThan(0)
    expect(view.to).toBeGreaterThan(60)
  })
  it('is the end, once everything is too much', () => {
    const view = resolveViewport(FOLLOW_ALL, { ...extent, to: 600 })
    expect(view.to).toBeGreaterThan(600)
    expect(view.to - view.from).toBe(90)
  })
  it('stays where it was panned to, though time goes on', () => {
    const choice = panned(resolveViewport(FOLLOW_ALL, extent), extent, -10)
    expect(resolveViewport(choice, { ...extent, to: 70 })).toEqual(resolveViewport(choice, extent))
  })
  it('keeps the instant under the pointer where it is when zoomed', () => {
    const view = resolveViewport({ span: 20, end: 40 }, extent)
    const closer = resolveViewport(zoomed(view, extent, 0.5, 25, false), extent)
    expect((25 - closer.from) / (closer.to - closer.from)).toBeCloseTo((25 - view.from) / (view.to - view.from))
    expect(closer.to - closer.from).toBe(10)
  })
  it('goes on following when zoomed at the end, and not nearer than sensible', () => {
    const choice = zoomed(resolveViewport(FOLLOW_ALL, extent), extent, 1e-9, 60, true)
    expect(choice).toEqual({ span: 0.001, end: null })
  })
  it('cannot be panned away from everything', () => {
    const view = resolveViewport({ span: 10, end: 30 }, extent)
    expect(panned(view, extent, 1e9).end).toBeLessThanOrEqual(68)
    expect(panned(view, extent, -1e9).end).toBeGreaterThanOrEqual(2)
  })
  it('moves to reveal an instant only when it is not on the screen', () => {
    const choice = { span: 10, end: 30 }
    const view = resolveViewport(choice, extent)
    expect(revealing(choice, view, 25)).toBe(choice)
    const moved = resolveViewport(revealing(choice, view, 50), extent)
    expect((moved.from + moved.to) / 2).toBe(50)
  })
})
