import { describe, expect, it } from 'vitest'
import { connectionAt, layoutOverview, zoomRange } from '../../../src/renderer/src/charts/overview-layout'

describe('the overview of many connections', () => {
  const layout = layoutOverview(330)
  it('has the clients above the servers, one height each, and the axis below', () => {
    const [clients, servers] = layout.panels
    expect([clients?.end, servers?.end, clients?.height === servers?.height]).toEqual(['client', 'server', true])
    expect((servers?.top ?? 0) + (servers?.height ?? 0)).toBe(layout.axisTop)
    expect(layout.axisTop).toBeLessThan(330)
  })
  it('knows the connection under the pointer', () => {
    const [clients, servers] = layout.panels
    expect(connectionAt(layout, clients?.top ?? 0, 28_000)).toEqual({ end: 'client', index: 0 })
    expect(connectionAt(layout, layout.axisTop - 0.001, 28_000)).toEqual({ end: 'server', index: 27_999 })
    expect(connectionAt(layout, (servers?.top ?? 0) - 2, 28_000)).toBeNull()
  })
  it('zooms to what was brushed, and to a few around a click', () => {
    expect(zoomRange(120, 100, 1_000)).toEqual({ first: 100, count: 21 })
    expect(zoomRange(500, 500, 1_000).count).toBe(4)
    expect(zoomRange(999, 999, 1_000)).toEqual({ first: 996, count: 4 })
    expect(zoomRange(0, 0, 2)).toEqual({ first: 0, count: 2 })
  })
})
