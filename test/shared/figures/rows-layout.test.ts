import { describe, expect, it } from 'vitest'
import { LANE_LABEL, laneTop, layoutRows, MOST_ROWS, NAME_LINE, rowLabels, SEGMENTS_GAP } from '../../../src/shared/figures/rows-layout'

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

  it('have room for a name between the labels of their lanes, at every height at which one is shown', () => {
    for (let height = 20; height <= 320; height++) {
      const layout = layoutRows(height, 1)
      const { named, place } = rowLabels(layout)
      if (!named) continue
      const [client, server] = [laneTop(layout, 0, 'client') - layout.offset, laneTop(layout, 0, 'server') - layout.offset]
      const below = place === 'outer' ? client + LANE_LABEL : client + (layout.laneHeight + LANE_LABEL) / 2
      const above = place === 'outer' ? server + layout.laneHeight - LANE_LABEL : server + (layout.laneHeight - LANE_LABEL) / 2
      expect([height, below + 2 <= (layout.rowHeight - NAME_LINE) / 2, (layout.rowHeight + NAME_LINE) / 2 + 2 <= above]).toEqual([height, true, true])
    }
    expect(rowLabels(layoutRows(300, 1))).toEqual({ named: true, place: 'middle' })
  })
})
