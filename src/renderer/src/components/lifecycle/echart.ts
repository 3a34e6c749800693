import { CustomChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { lifecycleOption } from '../../charts/lifecycle-option'
import { emptyPicture, rehearsalPicture } from '../../charts/rehearsal-picture'
import { canvasPatterns } from '../../composables/canvas-patterns'

// The parts of ECharts that this program draws with; the rest stays out of the bundle.
use([CanvasRenderer, CustomChart, GridComponent])

export { default as VChart } from 'vue-echarts'

/**
 * Draws a small chart that nobody sees, a piece with each `next`: what draws charts then has run once, and the page's fonts have been looked up for a canvas. The first picture of a session
 * would else take 30 to 60 ms of one frame.
 */
export function* rehearse(): Generator<undefined, void> {
  const looks = { theme: 'light', font: getComputedStyle(document.body).fontFamily, patterns: canvasPatterns('light') } as const
  const context = document.createElement('canvas').getContext('2d')
  if (context === null) return
  context.font = `12px ${looks.font}`
  context.measureText('TIME-WAIT')
  yield
  const chart = init(document.createElement('div'), null, { width: 300, height: 120, devicePixelRatio: 1 })
  try {
    chart.setOption(lifecycleOption(emptyPicture(looks)))
    yield
    for (const shift of [0, 5]) {
      chart.setOption(lifecycleOption(rehearsalPicture(looks, shift)))
      yield
    }
    chart.resize({ width: 310, height: 120 })
  } finally {
    chart.dispose()
  }
}
