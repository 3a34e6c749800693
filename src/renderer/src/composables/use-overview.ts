import { computed, type ComputedRef, onScopeDispose, type Ref, shallowRef, type ShallowRef, watch } from 'vue'
import { type AxisTicks, clockTicks } from '../../../shared/figures/axis-ticks'
import type { ThemeName } from '../../../shared/figures/palette'
import { StateRaster } from '../../../shared/figures/state-raster'
import { TCP_STATES, type TcpState } from '../../../shared/tcp/state'
import { layoutOverview, type OverviewLayout } from '../charts/overview-layout'
import { useClockStore } from '../stores/clock'
import { useSessionStore } from '../stores/session'
import { usePixelRatio } from './use-pixel-ratio'
import type { Size } from './use-size'
import { useText } from './use-text'

/** What the raster on the screen shows: its time, and how many connections. ns */
export interface OverviewFrame {
  readonly from: number
  readonly to: number
  readonly count: number
  readonly axis: AxisTicks
  /** States that are in it, in the order of a life. */
  readonly states: readonly TcpState[]
}

export interface UseOverviewReturn {
  readonly layout: ComputedRef<OverviewLayout>
  readonly frame: Readonly<ShallowRef<OverviewFrame | null>>
}

/** ms of a frame that the raster may take, and ms between the beginnings of two rasters: more often nobody sees a difference. */
const SHARE_MS = 4
const AGAIN_MS = 400
/** Of all time, at most, while a session is still being told: a hundred thousand connections take longer than a few pictures a second leave. */
const SHARE = 0.1
const MARGIN = 0.02

/**
 * Draws all connections into a canvas, again and again while they change, a few ms each frame: the frame's length does not grow with their number, only how long until
 * the next raster is whole. What is on the canvas is always a whole one.
 */
export function useOverview(canvas: Ref<HTMLCanvasElement | null>, size: Ref<Size>, theme: Ref<ThemeName>): UseOverviewReturn {
  const session = useSessionStore()
  const clock = useClockStore()
  const text = useText()
  const ratio = usePixelRatio()
  const layout = computed(() => layoutOverview(size.value.height))
  const frame = shallowRef<OverviewFrame | null>(null)
  let pending = 0
  let beganAt = Number.NEGATIVE_INFINITY
  /** ms that the raster has taken so far, and that the last one took. */
  let spent = 0
  let cost = 0
  let work: { readonly rasters: readonly StateRaster[]; readonly frame: OverviewFrame; readonly layout: OverviewLayout; readonly ratio: number } | null = null
  let stale = true

  const begin = (): void => {
    const { width } = size.value
    if (width < 2 || layout.value.panels.length === 0) return
    beganAt = performance.now()
    spent = 0
    stale = false
    const connections = session.rows.rows
    const live = clock.running
    const now = live ? Math.max(clock.now, session.latest) : session.latest
    const first = session.instants.count === 0 ? 0 : session.instants.instant(0)
    const end = Math.max(live ? endOf(session.rows.waiting.values(), now) : now, first + 1)
    const margin = (end - first) * MARGIN
    const [from, to] = [first - margin, end + margin]
    const fine = ratio.value
    const common = { connections, count: connections.length, from, to, now, live, width: Math.round(width * fine), theme: theme.value }
    work = {
      rasters: layout.value.panels.map(({ end: which, height }) => new StateRaster({ ...common, end: which, height: Math.round(height * fine) })), layout: layout.value, ratio: fine,
      frame: { from, to, count: connections.length, axis: clockTicks(from, to, width, text.numbers.value), states: [] }
    }
  }
  const step = (): void => {
    pending = 0
    if (work === null) {
      if (!stale) return
      if (performance.now() - beganAt >= (session.result === null ? Math.max(AGAIN_MS, cost / SHARE) : AGAIN_MS)) begin()
    }
    if (work !== null) {
      const now = performance.now()
      const enough = (): boolean => performance.now() > now + SHARE_MS
      const more = work.rasters.some((raster) => raster.draw(enough))
      spent += performance.now() - now
      if (!more) {
        cost = spent
        show()
      }
    }
    request()
  }
  const show = (): void => {
    const context = canvas.value?.getContext('2d')
    if (work === null || !context || canvas.value === null) return
    const { ratio: fine } = work
    const [width, height] = [Math.round(size.value.width * fine), Math.round(size.value.height * fine)]
    if (canvas.value.width !== width || canvas.value.height !== height) {
      canvas.value.width = width
      canvas.value.height = height
    }
    work.rasters.forEach(({ pixels, input }, i) => {
      const image = new ImageData(new Uint8ClampedArray(pixels.buffer as ArrayBuffer), input.width, input.height)
      context.putImageData(image, 0, Math.round((work?.layout.panels[i]?.top ?? 0) * fine))
    })
    const { rasters } = work
    frame.value = { ...work.frame, states: TCP_STATES.filter((state) => rasters.some(({ seen }) => seen.has(state))) }
    work = null
  }
  const request = (): void => {
    if (pending === 0) pending = requestAnimationFrame(step)
  }
  watch([size, ratio, theme, text.language, () => session.id], () => {
    work = null
    beganAt = Number.NEGATIVE_INFINITY
    stale = true
    request()
  }, { immediate: true })
  // A clock that stands and is moved, by a replay, moves nothing in here: all of the session is shown, whatever its instant.
  watch([() => session.version, () => clock.running, () => (clock.running ? Math.floor(clock.now / 2.5e8) : 0)], () => {
    stale = true
    request()
  })
  onScopeDispose(() => cancelAnimationFrame(pending))
  return { layout, frame }
}

/** The latest instant to which a TIME-WAIT reserves its 4-tuple. */
function endOf(waiting: Iterable<{ readonly timeWait: { readonly expectedEnd: number | null } }>, now: number): number {
  let end = now
  for (const { timeWait } of waiting) if (timeWait.expectedEnd !== null && timeWait.expectedEnd > end) end = timeWait.expectedEnd
  return end
}
