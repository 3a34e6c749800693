import { describe, expect, it } from 'vitest'
import { AXIS_FONT, clockTicks, eventTicks, niceStep, type Tick } from '../../../src/shared/figures/axis-ticks'
import { textWidth } from '../../../src/shared/figures/text-width'
import { numbersFor } from '../../../src/renderer/src/i18n/numbers'
import { EventScale } from '../../../src/shared/figures/event-scale'

const text = numbersFor('en', { micro: 'µs', milli: 'ms', second: 's', minute: 'min' })
const labels = (ticks: readonly Tick[]): string[] => ticks.filter(({ label }) => label !== '').map(({ label }) => label.replace(/\u00a0/g, ' '))
const overlaps = (ticks: readonly Tick[]): boolean => {
  let end = Number.NEGATIVE_INFINITY
  for (const { label, labelX } of ticks.filter((tick) => tick.label !== '')) {
    const half = textWidth(label, AXIS_FONT) / 2
    if (labelX - half < end) return true
    end = labelX + half
  }
  return false
}

describe('steps of ticks', () => {
  it('are 1, 2 or 5 times a power of ten', () => {
    expect([niceStep(0.9), niceStep(1.1), niceStep(3), niceStep(7_000)]).toEqual([1, 2, 5, 10_000])
  })
})

describe('the clock scale', () => {
  it('counts seconds over a wait, and ms over what happens', () => {
    expect(labels(clockTicks(0, 62e9, 600, text).ticks)).toEqual(['0 s', '10 s', '20 s', '30 s', '40 s', '50 s', '60 s'])
    expect(labels(clockTicks(0, 50e6, 600, text).ticks)).toEqual(['0 ms', '10 ms', '20 ms', '30 ms', '40 ms', '50 ms'])
  })
  it('has no tick at minus zero, and none without a width', () => {
    expect(labels(clockTicks(-1e9, 60e9, 600, text).ticks)[0]).toBe('0 s')
    expect(clockTicks(0, 1e9, 0, text).ticks).toEqual([])
  })
})

describe('the event scale', () => {
  const scale = new EventScale()
  const instants = [18.04e6, 18.062e6, 18.078e6, 30.03e6, 39.03e6, 79.4e6, 379.43e6, 379.455e6]
  for (const at of instants) scale.add(at, true)
  const horizon = 60.379e9
  const width = 900
  const units = scale.toUnit(horizon, horizon)
  const toX = (at: number): number => (scale.toUnit(at, horizon) / units) * width
  const axis = eventTicks({ scale, from: 0, to: horizon, horizon, width, toX }, text)

  it('marks every event, and labels those that have room', () => {
    for (const at of instants) expect(axis.ticks.some(({ x }) => Math.abs(x - toX(at)) < 0.01)).toBe(true)
    expect(overlaps(axis.ticks)).toBe(false)
  })
  it('writes the time between two events where proportions do not tell it', () => {
    const gaps = axis.gaps.map(({ label }) => label.replace(/\u00a0/g, ' '))
    expect(gaps).toContain('300 ms')
    expect(gaps).toContain('60.0 s')
    expect(gaps).toContain('22 µs')
  })
  it('marks round seconds within the wait', () => {
    expect(labels(axis.ticks).filter((label) => label.endsWith(' s'))).toEqual(expect.arrayContaining(['20 s', '40 s']))
  })
})
