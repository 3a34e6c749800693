import { describe, expect, it } from 'vitest'
import { laneTop, layoutRows, MOST_ROWS, SEGMENTS_GAP } from '../../../src/shared/figures/rows-layout'

describe('rows of connections', () => {
  it('give one connection tall lanes with room for its segments between them', () => {
    const layout = layoutRows(300, 1)
    expect(layout.laneHeight).toBeGreaterThanOrEqual(30)
    expect(layout.gap).toBeGreaterThanOrEqual(SEGMENTS_GAP)
  })
  it.each([1, 2, 3, 5, 8, 13, 40, 60, 1_000, 28_000])('fit into the plot, %i of them', (total) => {
    for (const height of [120, 300, 620]) {
      const layout = layoutRows(height, total)
      const shown = Math.min(total, layout.capacity)
      expect(layout.offset + shown * layout.rowHeight).toBeLessThanOrEqual(Math.max(height, layout.rowHeight))
      expect(shown).toBeLessThanOrEqual(MOST_ROWS)
      const server = laneTop(layout, shown - 1, 'server')
      expect(laneTop(layout, shown - 1, 'client') + layout.laneHeight).toBeLessThanOrEqual(server)
      expect(server + layout.laneHeight).toBeLessThanOrEqual(layout.offset + shown * layout.rowHeight)
      expect(layout.laneHeight).toBeGreaterThanOrEqual(5)
    }
  })
})
