import type { LifecycleFrame, UseLifecycleReturn } from './use-lifecycle'

export interface ChartGestures {
  readonly onWheel: (event: WheelEvent) => void
  readonly onPointerDown: (event: PointerEvent) => void
  readonly onPointerMove: (event: PointerEvent) => void
  readonly onPointerUp: (event: PointerEvent) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** A stretch of time between two ends, in the order in which they were pointed at. ns */
export interface StretchGesture {
  readonly during: (from: number, to: number) => void
  readonly done: (from: number, to: number) => void
  readonly cancelled: () => void
}

/** A wheel's notch. */
const NOTCH = 1.0015
const KEY_ZOOM = 1.4
/** px that tell a drag from a click. */
const DRAG = 4

/**
 * Drag pans, Shift+drag marks a stretch of time, the wheel zooms at the pointer, a sideways wheel pans, Shift+wheel scrolls through the connections.
 * Keys on the chart: + - zoom, 0 shows all, Shift+arrows pan, Page Up/Down and Home/End scroll through the connections.
 */
export function useChartGestures(lifecycle: UseLifecycleReturn, showAll: () => void, stretch: StretchGesture): ChartGestures {
  const { frame, time, scrollTo } = lifecycle
  let from: { readonly x: number; readonly pointer: number } | null = null
  let last = 0
  let dragging = false
  /** Where a stretch began, ns; null: the drag pans. */
  let began: number | null = null

  const withFrame = (use: (current: LifecycleFrame) => void): void => {
    if (frame.value !== null) use(frame.value)
  }
  const instantAt = (event: PointerEvent): number | null => frame.value?.time.toInstant(event.offsetX) ?? null
  return {
    onWheel: (event) => withFrame((current) => {
      event.preventDefault()
      const delta = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY
      if (event.shiftKey) scrollTo(current.first + Math.sign(delta || event.deltaX) * Math.max(1, Math.floor(current.layout.capacity / 6)))
      else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) time.pan(current.time, event.deltaX)
      else time.zoom(current.time, NOTCH ** delta, event.offsetX)
    }),
    onPointerDown: (event) => {
      if (event.button !== 0) return
      from = { x: event.clientX, pointer: event.pointerId }
      last = event.clientX
      dragging = false
      began = event.shiftKey ? instantAt(event) : null
    },
    onPointerMove: (event) => withFrame((current) => {
      if (from === null) return
      if (!dragging && Math.abs(event.clientX - from.x) < DRAG) return
      if (!dragging && event.currentTarget instanceof HTMLElement) event.currentTarget.setPointerCapture(from.pointer)
      dragging = true
      if (began === null) time.pan(current.time, last - event.clientX)
      else stretch.during(began, current.time.toInstant(event.offsetX))
      last = event.clientX
    }),
    onPointerUp: (event) => {
      const to = began !== null && dragging ? instantAt(event) : null
      if (began !== null && to !== null && event.type !== 'pointercancel') stretch.done(began, to)
      else if (began !== null) stretch.cancelled()
      from = began = null
      dragging = false
    },
    onKeyDown: (event) => withFrame((current) => {
      if (chartKey(event, current, lifecycle, showAll)) {
        event.preventDefault()
        event.stopPropagation()
      }
    })
  }
}

/** @returns whether the key meant something */
function chartKey(event: KeyboardEvent, current: LifecycleFrame, { time, scrollTo }: UseLifecycleReturn, showAll: () => void): boolean {
  const middle = current.time.width / 2
  switch (event.key) {
    case '+': case '=': time.zoom(current.time, 1 / KEY_ZOOM, middle); return true
    case '-': case '_': time.zoom(current.time, KEY_ZOOM, middle); return true
    case '0': showAll(); return true
    case 'ArrowLeft': if (event.shiftKey) time.pan(current.time, -current.time.width / 5); return event.shiftKey
    case 'ArrowRight': if (event.shiftKey) time.pan(current.time, current.time.width / 5); return event.shiftKey
    case 'PageDown': scrollTo(current.first + current.layout.capacity); return true
    case 'PageUp': scrollTo(current.first - current.layout.capacity); return true
    case 'Home': scrollTo(0); return true
    case 'End': scrollTo(current.total); return true
    default: return false
  }
}

