import { describe, expect, it } from 'vitest'
import { catalogue } from '../../../src/main/shell/text/catalogue'
import { countdownFigure, histogramFigure } from '../../../src/shared/figures/countdown-figure'
import { FigureWriter } from '../../../src/shared/report/figure-writer'
import { activeClose, header, many } from '../../renderer/story'
import type { SessionEvent } from '../../../src/shared/model/events'

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

/** What `export --figure countdown` draws of a session that is wanted until an instant. */
function drawn(events: readonly SessionEvent[], until?: number, connections?: readonly string[]): string {
  const writer = new FigureWriter('countdown', { words: catalogue('en'), theme: 'light', width: 1200, ...(until === undefined ? {} : { until }), ...(connections === undefined ? {} : { connections }) })
  const result: SessionEvent = { type: 'result', at: 90e9, experiment: null, ok: true, checks: [], captured: 10, dropped: 0, gaps: 0 }
  for (const event of [header(), ...events, result]) if (until === undefined || event.at <= until || event.type === 'result') writer.take(event)
  return writer.finish()
}

describe('the countdown of a recording', () => {
  it('is how long it lasted, or what was left at an instant; nothing where nobody waited', () => {
    expect(drawn(activeClose())).toMatch(/<title>Countdown of c1 client at \d+\.\d+ s<\/title>[^]*>6[01]\.\d{3} s<[^]*>it lasted</)
    expect(drawn(activeClose(), 20e9)).toMatch(/at 20\.000000 s<\/title>[^]*>4[01]\.\d{3} s<[^]*>TIME-WAIT left</)
    expect(drawn(activeClose(), 1e6)).toBe('')
    expect(drawn(activeClose(), undefined, ['c7'])).toBe('')
  })
  it('of many that last is how long each had left', () => {
    expect(drawn(many(20, 100), 30e9)).toMatch(/<title>TIME-WAITs by seconds left, at 30\.000000 s: 20<\/title>/)
    expect(drawn(many(20, 100), 30e9, ['c3'])).toContain('Countdown of c3 client')
  })
})
