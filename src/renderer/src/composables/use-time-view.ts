import { computed, type ComputedRef, type Ref, watch } from 'vue'
import { NS_PER_S } from '../../../shared/base/brand'
import { panned, resolveViewport, revealing, type ViewExtent, type Viewport, zoomed } from '../charts/viewport'
import type { EventScale } from '../../../shared/figures/event-scale'
import { type Scale, useSettingsStore } from '../stores/settings'
import { useViewStore } from '../stores/view'

/** The chart's time axis at one moment: instants (ns) to px and back. */
export interface TimeView {
  readonly scale: Scale
  readonly view: Viewport
  readonly extent: ViewExtent
  readonly width: number
  readonly horizon: number
  readonly toX: (at: number) => number
  readonly toInstant: (x: number) => number
}

export interface UseTimeViewReturn {
  /** @param instants what gets room on the event scale; @param room px a unit gets before the event scale no longer shows all of them */
  readonly at: (horizon: number, instants: EventScale, room: number) => TimeView
  readonly following: ComputedRef<boolean>
  readonly zoom: (view: TimeView, factor: number, x: number) => void
  readonly pan: (view: TimeView, px: number) => void
  readonly reveal: (view: TimeView, instant: number) => void
}

const unitAt = ({ view, width }: TimeView, x: number): number => view.from + (x / width) * (view.to - view.from)

/** s: more is no longer shown at once on the clock scale, and closer nobody zooms. */
const CLOCK = { comfortable: 90, closest: 50e-6 }
const CLOSEST_UNITS = 1.5

export function useTimeView(width: Ref<number>): UseTimeViewReturn {
  const settings = useSettingsStore()
  const store = useViewStore()
  watch(() => settings.scale, () => store.showAll())

  const at = (horizon: number, instants: EventScale, room: number): TimeView => {
    const { scale } = settings
    const toUnit = scale === 'clock' ? (ns: number) => ns / NS_PER_S : (ns: number) => instants.toUnit(ns, horizon)
    const fromUnit = scale === 'clock' ? (unit: number) => unit * NS_PER_S : (unit: number) => instants.toInstant(unit, horizon)
    const first = instants.count === 0 ? 0 : instants.instant(0)
    const px = Math.max(width.value, 1)
    const extent: ViewExtent = scale === 'clock'
      ? { from: first / NS_PER_S, to: Math.max(horizon, first) / NS_PER_S, ...CLOCK }
      : { from: 0, to: Math.max(toUnit(horizon), 0), comfortable: Math.max(px / room, 8), closest: CLOSEST_UNITS }
    const view = resolveViewport(store.choice, extent)
    const perUnit = px / (view.to - view.from)
    return {
      scale, view, extent, width: px, horizon,
      toX: (ns) => (toUnit(ns) - view.from) * perUnit,
      toInstant: (x) => fromUnit(view.from + x / perUnit)
    }
  }
  return {
    at,
    following: computed(() => store.following),
    zoom: (view, factor, x) => store.choose(zoomed(view.view, view.extent, factor, unitAt(view, x), store.following && x > view.width * 0.6)),
    pan: (view, px) => store.choose(panned(view.view, view.extent, (px / view.width) * (view.view.to - view.view.from))),
    reveal: (view, instant) => store.choose(revealing(store.choice, view.view, unitAt(view, view.toX(instant))))
  }
}
