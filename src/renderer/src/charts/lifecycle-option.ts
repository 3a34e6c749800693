import type { CustomSeriesOption } from 'echarts/charts'
import type { CustomSeriesRenderItemReturn, EChartsOption } from 'echarts/types/dist/shared'
import type { LifecyclePicture } from './lifecycle-picture'
import { CHART_TONES } from '../../../shared/figures/palette'
import { axisShape, bandShape, discrepancyShape, flagShape, gapShape, laneShape, reserveShape, restartShape, segmentLabelShape, segmentShape, spanShape } from './lifecycle-shapes'

/** What a mouse event's seriesId means; dataIndex is the index in the picture's list of that name. */
export const SERIES = ['bands', 'lanes', 'axis', 'gaps', 'spans', 'reserves', 'restarts', 'segments', 'labels', 'discrepancies', 'flags'] as const
export type SeriesId = (typeof SERIES)[number]

/** A whole update: the same series every time, so that the chart merges by id and keeps its elements. */
export function lifecycleOption(picture: LifecyclePicture): EChartsOption {
  const { scene, theme } = picture
  const tones = CHART_TONES[theme]
  const style = { tones, theme, font: picture.font, patterns: picture.patterns, width: picture.width, height: picture.height, text: picture.text }
  const hidden = { type: 'value', show: false, animation: false } as const
  return {
    animation: false,
    backgroundColor: 'transparent',
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: { ...hidden, min: 0, max: 1 },
    yAxis: { ...hidden, min: 0, max: 1 },
    series: [
      series('bands', 1, scene.bands, (band) => bandShape(band, style), false),
      series('lanes', 2, scene.lanes, (y) => laneShape(y, style)),
      series('axis', 2, [picture.axis], (axis) => axisShape(axis, picture.nowX, style)),
      series('gaps', 7, picture.gaps, (gap) => gapShape(gap, style), false),
      series('segments', 4, picture.segments, (mark) => segmentShape(mark, style), false),
      series('labels', 4, picture.segments.filter(({ label }) => label !== ''), (mark) => segmentLabelShape(mark, style)),
      series('spans', 5, scene.spans, (box) => spanShape(box, style), false),
      series('reserves', 6, scene.reserves, (box) => reserveShape(box, style), false),
      series('restarts', 8, scene.restarts, (mark) => restartShape(mark, style), false),
      series('discrepancies', 9, scene.discrepancies, (mark) => discrepancyShape(mark, style), false),
      series('flags', 10, picture.flags, (flag) => flagShape(flag, style), false)
    ]
  }
}

/**
 * One custom series. Its data only says how many items there are (two empty coordinates for each): what is drawn is already measured in px.
 * Never progressive: a progressive series begins anew with each update and, live, never ends.
 */
function series<T>(id: SeriesId, z: number, items: readonly T[], shape: (item: T) => CustomSeriesRenderItemReturn, silent = true): CustomSeriesOption {
  return {
    type: 'custom', id, z, silent, progressive: 0, animation: false, clip: false, dimensions: ['x', 'y'],
    data: new Float64Array(items.length * 2),
    renderItem: (params) => {
      const item = items[params.dataIndexInside]
      return item === undefined ? null : shape(item)
    }
  }
}
