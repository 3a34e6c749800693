import { type Component, defineAsyncComponent } from 'vue'
import { nextFrame } from '../session/next-frame'
import { whenIdle } from '../session/when-idle'
import { useLabStore } from '../stores/lab'

// Two libraries that the first screen draws nothing with: half of the program's code. They come in files of their own.

/** A part of the window whose code comes when it is shown for the first time. Where it does not come the window says so; whoever shows it again asks again. */
export function later<T extends Component>(load: () => Promise<T>): T {
  return defineAsyncComponent({
    // Its modules have just run: what they leave of this frame is not enough to show it.
    loader: () => load().then((part) => new Promise((resolve) => nextFrame(() => resolve(part)))),
    // Its place stays empty.
    errorComponent: { render: () => null },
    onError: (error, _retry, fail) => {
      useLabStore().failure = { code: 'window-incomplete', said: error.message }
      fail()
    }
  }) as T
}

/**
 * Asks for the charts' code, so that the first chart need not wait for it, and lets it run once, a piece whenever the page is idle. What does not come is told by whoever shows a chart.
 * @param unused whether there is still time for that: once something is shown it runs anyway
 */
export async function prepareChart(unused: () => boolean): Promise<void> {
  const { rehearse } = await import('./lifecycle/echart')
  const pieces = rehearse()
  const next = (): void => void whenIdle(() => {
    if (!unused()) pieces.return()
    else if (pieces.next().done !== true) next()
  })
  next()
}
export const VChart = later(() => import('./lifecycle/echart').then((module) => module.VChart))
export const TerminalsPane = later(() => import('./terminal/TerminalsPane.vue').then((module) => module.default))
