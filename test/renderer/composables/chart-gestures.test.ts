// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { computed, effectScope, ref, shallowRef } from 'vue'
import { layoutRows } from '../../../src/shared/figures/rows-layout'
import { type ChartGestures, useChartGestures } from '../../../src/renderer/src/composables/use-chart-gestures'
import type { LifecycleFrame, UseLifecycleReturn } from '../../../src/renderer/src/composables/use-lifecycle'
import { type UseTimeViewReturn, useTimeView } from '../../../src/renderer/src/composables/use-time-view'
import { EventScale } from '../../../src/shared/figures/event-scale'
import { useSettingsStore } from '../../../src/renderer/src/stores/settings'
import { useViewStore } from '../../../src/renderer/src/stores/view'

const WIDTH = 600
const scrollTo = vi.fn()
let time: UseTimeViewReturn
let gestures: ChartGestures
let stretches: unknown[][]
let frame: UseLifecycleReturn['frame']

/** The picture as it would be now: sixty seconds on the clock scale, 400 connections. */
function look(): void {
  const scale = new EventScale()
  scale.add(0, true)
  const view = time.at(60e9, scale, 4)
  const layout = layoutRows(300, 400)
  frame.value = { time: view, layout, rows: [], first: 100, total: 400 } as unknown as LifecycleFrame
}
beforeEach(() => {
  setActivePinia(createPinia())
  vi.clearAllMocks()
  stretches = []
  useSettingsStore().scale = 'clock'
  frame = shallowRef(null)
  effectScope().run(() => {
    time = useTimeView(ref(WIDTH))
    gestures = useChartGestures({ frame, time, layout: computed(() => layoutRows(300, 400)), scrollTo }, () => useViewStore().showAll(), { during: (...ends) => stretches.push(['during', ...ends]), done: (...ends) => stretches.push(['done', ...ends]), cancelled: () => stretches.push(['cancelled']) })
  })
  look()
})
const wheel = (init: WheelEventInit, x = 0): void => {
  const event = new WheelEvent('wheel', { cancelable: true, ...init })
  Object.defineProperties(event, { offsetX: { value: x }, shiftKey: { value: init.shiftKey ?? false } })
  gestures.onWheel(event)
  look()
}
const drag = (from: number, to: number): void => {
  gestures.onPointerDown(new PointerEvent('pointerdown', { clientX: from, button: 0, pointerId: 1 }))
  gestures.onPointerMove(new PointerEvent('pointermove', { clientX: to, pointerId: 1 }))
  gestures.onPointerUp(new PointerEvent('pointerup', { clientX: to, pointerId: 1 }))
  look()
}
const press = (key: string, init: KeyboardEventInit = {}): boolean => {
  const event = new KeyboardEvent('keydown', { key, cancelable: true, ...init })
  gestures.onKeyDown(event)
  look()
  return event.defaultPrevented
}
const seconds = (x: number): number => (frame.value?.time.toInstant(x) ?? 0) / 1e9

describe('the chart under a hand', () => {
  it('zooms at the pointer and stops following, unless the pointer is at the end', () => {
    const before = seconds(100)
    wheel({ deltaY: -400 }, 100)
    expect(seconds(100)).toBeCloseTo(before, 3)
    expect(seconds(WIDTH) - seconds(0)).toBeLessThan(40)
    expect(useViewStore().following).toBe(false)
    useViewStore().showAll()
    look()
    wheel({ deltaY: -400 }, WIDTH - 20)
    expect(useViewStore().following).toBe(true)
  })
  it('moves with a drag, but not with a click', () => {
    drag(300, 302)
    expect(useViewStore().following).toBe(true)
    const before = seconds(0)
    drag(300, 400)
    expect(useViewStore().following).toBe(false)
    expect(seconds(100)).toBeCloseTo(before, 3)
  })
  it('scrolls through connections with Shift and the wheel', () => {
    wheel({ deltaY: 100, shiftKey: true })
    expect(scrollTo.mock.lastCall?.[0]).toBeGreaterThan(100)
  })
  it('obeys its keys, and leaves the others to the window', () => {
    const span = seconds(WIDTH) - seconds(0)
    expect(press('+')).toBe(true)
    expect(seconds(WIDTH) - seconds(0)).toBeLessThan(span)
    press('ArrowLeft', { shiftKey: true })
    expect(useViewStore().following).toBe(false)
    press('0')
    expect(useViewStore().following).toBe(true)
    press('PageDown')
    expect(scrollTo).toHaveBeenLastCalledWith(100 + layoutRows(300, 400).capacity)
    press('Home')
    expect(scrollTo).toHaveBeenLastCalledWith(0)
    expect([press('ArrowLeft'), press('e')]).toEqual([false, false])
  })
  it('shows all again when the scale changes: units of one mean nothing on the other', async () => {
    drag(300, 400)
    useSettingsStore().toggleScale()
    await Promise.resolve()
    expect(useViewStore().following).toBe(true)
  })
})

const pointer = (type: string, x: number, shiftKey = true): PointerEvent => {
  const event = new PointerEvent(type, { clientX: x, button: 0, pointerId: 1 })
  Object.defineProperties(event, { offsetX: { value: x }, shiftKey: { value: shiftKey } })
  return event
}

describe('a stretch of time', () => {
  it('is marked by Shift and a drag, and pans nothing', () => {
    const before = frame.value?.time.toInstant(0)
    gestures.onPointerDown(pointer('pointerdown', 100))
    gestures.onPointerMove(pointer('pointermove', 300))
    gestures.onPointerUp(pointer('pointerup', 300))
    look()
    const ends = [frame.value?.time.toInstant(100), frame.value?.time.toInstant(300)]
    expect(stretches).toEqual([['during', ...ends], ['done', ...ends]])
    expect(frame.value?.time.toInstant(0)).toBe(before)
  })

  it('is none by a click with Shift, nor when the drag is taken away', () => {
    gestures.onPointerDown(pointer('pointerdown', 100))
    gestures.onPointerUp(pointer('pointerup', 101))
    gestures.onPointerDown(pointer('pointerdown', 100))
    gestures.onPointerMove(pointer('pointermove', 300))
    gestures.onPointerUp(pointer('pointercancel', 300))
    expect(stretches.map(([what]) => what)).toEqual(['cancelled', 'during', 'cancelled'])
  })
})
