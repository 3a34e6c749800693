import { describe, expect, it } from 'vitest'
import { CHART_TONES, STATE_COLOURS } from '../../../src/shared/figures/palette'
import { connectionsOfLine, type RasterInput, StateRaster, statesAt } from '../../../src/shared/figures/state-raster'
import { Timeline } from '../../../src/shared/model/timeline'
import type { TransitionObserved } from '../../../src/shared/model/events'
import type { TcpState } from '../../../src/shared/tcp/state'

const S = 1e9
/** Connections whose client goes through states at these seconds. */
function connections(lives: readonly (readonly (readonly [TcpState, number])[])[]): RasterInput['connections'] {
  const timeline = new Timeline()
  lives.forEach((life, i) => {
    for (const [to, at] of life) {
      const event: TransitionObserved = {
        type: 'transition', at: at * S, conn: `c${i + 1}`, end: 'client', local: '127.0.0.1:40000', remote: '127.0.0.1:80', from: 'CLOSED', to, evidence: 'confirmed', cause: 'connect()'
      }
      timeline.apply(event)
    }
  })
  return [...timeline.connections.values()].map((connection) => ({ connection }))
}
const input = (rows: RasterInput['connections'], over: Partial<RasterInput> = {}): RasterInput => ({
  connections: rows, count: rows.length, end: 'client', from: 0, to: 10 * S, now: 10 * S, live: false, width: 10, height: rows.length, theme: 'light', ...over
})
const drawn = (over: RasterInput): StateRaster => {
  const raster = new StateRaster(over)
  while (raster.draw(() => true)) { /* one line at a time */ }
  return raster
}
const colour = (raster: StateRaster, x: number, line: number): string => {
  const word = raster.pixels[line * raster.input.width + x] ?? 0
  return `#${[word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff].map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
const { light } = STATE_COLOURS

describe('a raster of many connections', () => {
  it('gives each pixel the colour of the state then', () => {
    const raster = drawn(input(connections([[['ESTABLISHED', 2], ['TIME-WAIT', 5], ['CLOSED', 8]], [['ESTABLISHED', 0]]])))
    expect([0, 3, 6, 9].map((x) => colour(raster, x, 0))).toEqual([CHART_TONES.light.ground, light.ESTABLISHED, light['TIME-WAIT'], light.CLOSED])
    expect(colour(raster, 9, 1)).toBe(light.ESTABLISHED)
  })
  it('shows of several connections on one line what most are in, weaker where they are few', () => {
    const many = connections([...Array.from({ length: 9 }, () => [['TIME-WAIT', 0]] as const), [['ESTABLISHED', 0]]])
    const raster = drawn(input(many, { height: 1 }))
    expect(colour(raster, 4, 0)).toBe(light['TIME-WAIT'])
    const few = drawn(input(connections([[['TIME-WAIT', 0]], ...Array.from({ length: 9 }, () => [['ESTABLISHED', 9]] as const)]), { height: 1 }))
    expect(colour(few, 4, 0)).not.toBe(light['TIME-WAIT'])
    expect(colour(few, 4, 0)).not.toBe(CHART_TONES.light.ground)
  })
  it('a state that was too short for a pixel is still there', () => {
    expect(colour(drawn(input(connections([[['SYN-SENT', 3.01], ['ESTABLISHED', 3.02]]]), { width: 5 })), 1, 0)).not.toBe(CHART_TONES.light.ground)
  })
  it('gives every connection to exactly one line, or every line to one', () => {
    for (const [height, count] of [[7, 100], [100, 7], [10, 10]] as const) {
      const lines = Array.from({ length: height }, (_, line) => connectionsOfLine(line, height, count))
      expect(lines[0]?.first).toBe(0)
      expect(lines.at(-1)?.end).toBe(count)
      for (let i = 1; i < height; i++) expect([lines[i - 1]?.end, lines[i - 1]?.first]).toContain(lines[i]?.first)
    }
  })
  it('counts the states of some of them at an instant', () => {
    const rows = connections([[['ESTABLISHED', 0], ['TIME-WAIT', 5]], [['ESTABLISHED', 0]], [['SYN-SENT', 7]]])
    expect([...statesAt(rows, 0, 3, 'client', 6 * S)]).toEqual([['TIME-WAIT', 1], ['ESTABLISHED', 1]])
  })
})
