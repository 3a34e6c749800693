// @vitest-environment happy-dom
import * as echarts from 'echarts/core'
import { CustomChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'
import { describe, expect, it } from 'vitest'
import { clockTicks } from '../../../src/shared/figures/axis-ticks'
import { eventFlags } from '../../../src/shared/figures/event-flags'
import { lifecycleOption, SERIES } from '../../../src/renderer/src/charts/lifecycle-option'
import type { LifecyclePicture } from '../../../src/renderer/src/charts/lifecycle-picture'
import { lifecycleScene } from '../../../src/shared/figures/lifecycle-scene'
import { layoutRows } from '../../../src/shared/figures/rows-layout'
import { segmentMarks } from '../../../src/shared/figures/segment-marks'
import { numbersFor } from '../../../src/renderer/src/i18n/numbers'
import type { SessionEvent } from '../../../src/shared/model/events'
import { activeClose, many } from '../story'
import { storeWith } from '../told'

echarts.use([CustomChart, GridComponent, SVGRenderer])
const text = numbersFor('en', { micro: 'µs', milli: 'ms', second: 's', minute: 'min' })

function pictureOf(events: readonly SessionEvent[]): LifecyclePicture {
  const { rows, packets, latest } = storeWith(events)
  const [width, height] = [800, 300]
  const shown = rows.rows.slice(0, 60)
  const layout = layoutRows(height, shown.length)
  const toX = (at: number): number => (at / 62e9) * width
  return {
    width, height, theme: 'light', font: 'sans-serif', nowX: toX(latest), axis: clockTicks(0, 62e9, width, text), gaps: [{ x: 10, width: 40, label: 'packets lost' }],
    scene: lifecycleScene({ rows: shown, layout, width, toX, now: latest, live: true, selected: { conn: 'c1', end: 'client' } }),
    segments: segmentMarks({ rows: shown, packets, layout, width, from: 0, to: latest, toX, selected: 1, selectedConn: 'c1', crowd: (count) => `${count} segments` }),
    flags: eventFlags([{ kind: 'note', at: 20e9, text: 'look here' }], width, toX),
    patterns: { striped: () => '#cccccc', reserved: '#ffddee', overdue: '#cc88aa', gap: '#999999' },
    text: { remaining: (ms) => `${Math.round(ms / 1000)} s left`, overdue: 'overdue', unknownEnd: 'end unknown' }
  }
}

function drawn(events: readonly SessionEvent[]): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 800, height: 364 })
  chart.setOption(lifecycleOption(pictureOf(events)))
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

describe('the chart\'s option', () => {
  it('has the same series every time, so that an update merges into the elements that are there', () => {
    for (const events of [[], activeClose(), many(100, 5)]) {
      const { series } = lifecycleOption(pictureOf(events))
      expect(Array.isArray(series) ? series.map(({ id }) => id) : []).toEqual([...SERIES].sort(byIndexIn(series)))
    }
  })
  it('never draws progressively: live, a progressive series begins anew with each update', () => {
    const { series } = lifecycleOption(pictureOf(many(100, 5)))
    for (const each of Array.isArray(series) ? series : []) expect(each).toMatchObject({ progressive: 0, animation: false })
  })
  it('draws every item of the picture', () => {
    const svg = drawn(activeClose().filter(({ at }) => at < 20e9))
    for (const words of ['TIME-WAIT', '40 s left', '11 segments', 'look here', '20 s', 'CLOSED']) expect(svg.replace(/&#160;|\u00a0/g, ' ')).toContain(words)
  })
  it('draws sixty connections', () => {
    expect(drawn(many(60, 5)).match(/<path/g)?.length).toBeGreaterThan(300)
  })
})

const byIndexIn = (series: unknown) => (a: string, b: string): number => {
  const ids = Array.isArray(series) ? (series as { readonly id: string }[]).map(({ id }) => id) : []
  return ids.indexOf(a) - ids.indexOf(b)
}
