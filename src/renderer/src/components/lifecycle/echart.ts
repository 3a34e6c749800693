import { CustomChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

// The parts of ECharts that this program draws with; the rest stays out of the bundle.
use([CanvasRenderer, CustomChart, GridComponent])

export { default as VChart } from 'vue-echarts'
