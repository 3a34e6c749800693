import { describe, expect, it } from 'vitest'
import { layoutRows } from '../../../src/shared/figures/rows-layout'
import { SEGMENT_FONT, type SegmentMark, segmentMarks } from '../../../src/shared/figures/segment-marks'
import { textWidth } from '../../../src/shared/figures/text-width'
import { activeClose, many } from '../../renderer/story'
import { storeWith } from '../../renderer/told'

function marksOf(events = activeClose(), toX = (at: number): number => at / 1e6 / 0.3, height = 260): SegmentMark[] {
  const { rows, packets } = storeWith(events)
  return segmentMarks({
    rows: rows.rows, packets, layout: layoutRows(height, rows.rows.length), width: 1_400, from: 0, to: 2e9, toX, selected: 8, selectedConn: 'c1', crowd: (count) => `${count} segments`
  })
}

describe('segments between the lanes', () => {
  it('go from their sender\'s lane to the other', () => {
    const [syn, synAck] = marksOf()
    expect(syn).toMatchObject({ from: 'client', n: 1 })
    expect(syn?.y0).toBeLessThan(syn?.y1 ?? 0)
    expect(synAck?.y0).toBeGreaterThan(synAck?.y1 ?? 0)
  })
  it('are named by what people look for: the flags, or the bytes', () => {
    const labels = marksOf(activeClose(), (at) => at / 1e3).map(({ label }) => label)
    expect(labels).toContain('FIN ACK')
    expect(labels).toContain('4 B')
  })
  it('share one label, a number, where they stand too close to tell apart', () => {
    const marks = marksOf(activeClose(), (at) => at / 1e9)
    expect(marks.map(({ label }) => label).filter((label) => label !== '')).toEqual(['11 segments'])
  })
  it('never write one label over another', () => {
    const marks = marksOf().filter(({ label }) => label !== '')
    for (const [i, a] of marks.entries()) {
      for (const b of marks.slice(i + 1)) {
        if (a.labelY === b.labelY) expect(b.x).toBeGreaterThanOrEqual(a.x + textWidth(a.label, SEGMENT_FONT))
      }
    }
  })
  it('tell which were lost, and which is selected', () => {
    const marks = marksOf(activeClose({ lost: 1 }))
    expect(marks.filter(({ verdict }) => verdict === 'dropped')).toHaveLength(1)
    expect(marks.filter(({ selected }) => selected).map(({ n }) => n)).toEqual([8])
  })
  it('are not drawn where rows are too low for them', () => {
    expect(marksOf(many(20, 10))).toEqual([])
  })
})
