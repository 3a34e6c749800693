import { computed, type ComputedRef, onScopeDispose, ref } from 'vue'
import { useSettingsStore } from '../stores/settings'

/** How much larger a projector shows everything; base.css has the same number. */
const PROJECTOR_ZOOM = 1.25

/** Pixels of the screen for each px of the page, as canvases must be drawn not to be soft: the display's own, the browser's zoom, and the projector's. */
export function usePixelRatio(): ComputedRef<number> {
  const settings = useSettingsStore()
  const display = ref(window.devicePixelRatio)
  let query: MediaQueryList | undefined
  const onChange = (): void => {
    display.value = window.devicePixelRatio
    listen()
  }
  const stop = (): void => query?.removeEventListener('change', onChange)
  /** A query asks whether the ratio is still this one: after each change it is another query. */
  const listen = (): void => {
    stop()
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`)
    query.addEventListener('change', onChange)
  }
  listen()
  onScopeDispose(stop)
  return computed(() => display.value * (settings.projector ? PROJECTOR_ZOOM : 1))
}
