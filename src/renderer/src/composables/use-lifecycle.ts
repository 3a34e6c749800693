import { computed, type ComputedRef, nextTick, onScopeDispose, type Ref, shallowRef, type ShallowRef, watch } from 'vue'
import { clockTicks, eventTicks } from '../../../shared/figures/axis-ticks'
import { eventFlags, type Happening } from '../../../shared/figures/event-flags'
import { type GapBox, type LifecyclePicture, STRIPS } from '../charts/lifecycle-picture'
import { horizonOf, lifecycleScene } from '../../../shared/figures/lifecycle-scene'
import type { ThemeName } from '../../../shared/figures/palette'
import { layoutRows, type RowsLayout, SEGMENTS_GAP } from '../../../shared/figures/rows-layout'
import { segmentMarks } from '../../../shared/figures/segment-marks'
import type { ConnectionRow } from '../../../shared/model/connection-rows'
import { type EventScale, eventScaleOf } from '../../../shared/figures/event-scale'
import { useClockStore } from '../stores/clock'
import { useFramesStore } from '../stores/frames'
import { useSelectionStore } from '../stores/selection'
import { useSessionStore } from '../stores/session'
import { useSettingsStore } from '../stores/settings'
import { useShownStore } from '../stores/shown'
import { useViewStore } from '../stores/view'
import { canvasPatterns } from './canvas-patterns'
import { useHappenings } from './use-happenings'
import type { Size } from './use-size'
import { useText } from './use-text'
import { type TimeView, useTimeView, type UseTimeViewReturn } from './use-time-view'

/** What is on the chart right now. */
export interface LifecycleFrame {
  readonly picture: LifecyclePicture
  readonly time: TimeView
  readonly layout: RowsLayout
  readonly rows: readonly ConnectionRow[]
  readonly first: number
  readonly total: number
}

export interface UseLifecycleReturn {
  readonly frame: ShallowRef<LifecycleFrame | null>
  readonly time: UseTimeViewReturn
  readonly layout: ComputedRef<RowsLayout>
  readonly scrollTo: (first: number) => void
}

/** ms between two pictures while nothing but time moves, and at least. */
const IDLE_MS = 100
const LEAST_MS = 33
/** Of all time, at most: a chart that takes long to draw is drawn less often, so that the other panes and whoever wants something are not kept waiting. */
const SHARE = 0.25
/** px the end must have moved to be worth a new picture before IDLE_MS. */
const MOVED = 1

/** Makes the chart's picture anew when facts, choices or time have moved it; at most once a frame, never from more than the rows on the screen. */
export function useLifecycle(size: Ref<Size>, theme: Ref<ThemeName>): UseLifecycleReturn {
  const session = useSessionStore()
  const selection = useSelectionStore()
  const settings = useSettingsStore()
  const clock = useClockStore()
  const shown = useShownStore()
  const view = useViewStore()
  const text = useText()
  const happenings = useHappenings()
  const time = useTimeView(computed(() => size.value.width))
  const patterns = computed(() => canvasPatterns(theme.value))
  const frame = shallowRef<LifecycleFrame | null>(null)
  const height = computed(() => Math.max(0, size.value.height - STRIPS.flags - STRIPS.axis))
  const total = computed(() => (session.version >= 0 ? session.rows.rows.length : 0))
  const layout = computed(() => layoutRows(height.value, Math.min(total.value, view.rows ?? total.value)))
  const { queue } = useFramesStore()
  let pending = 0
  /** Takes back the picture that waits for a frame of its own. */
  let queued: (() => void) | undefined
  let drawnAt = Number.NEGATIVE_INFINITY
  let drawnNow = 0
  /** ms that its last picture took, until it was handed on to be painted. */
  let cost = 0
  let later: ReturnType<typeof setTimeout> | undefined

  const scrollTo = (first: number): void => {
    view.top = Math.max(0, Math.min(first, total.value - layout.value.capacity))
  }
  const firstRow = (): number => view.top ?? shown.lastLane - layout.value.capacity + 1
  const draw = (): void => {
    cancelAnimationFrame(pending)
    pending = 0
    queued?.()
    clearTimeout(later)
    queued = later = undefined
    drawnAt = performance.now()
    // Behind the overview nobody sees it, and sixty lanes would be drawn for that.
    if (view.overview || size.value.width < 2 || height.value < 2) return
    drawnNow = clock.now
    frame.value = makeFrame({
      session, selection, clock, text: text.numbers.value, words: text.t, layout: layout.value, height: height.value, first: firstRow(), theme: theme.value, time,
      patterns: patterns.value, happenings: happenings.value
    })
    void nextTick(() => {
      cost = performance.now() - drawnAt
    })
  }
  const request = (): void => {
    if (pending === 0) pending = requestAnimationFrame(draw)
  }
  const enqueue = (): void => {
    if (pending === 0) queued ??= queue.add(draw)
  }
  watch(() => session.version, () => {
    if (view.overview || pending !== 0 || queued !== undefined || later !== undefined) return
    const wait = drawnAt + cost / SHARE - performance.now()
    if (wait > 0) later = setTimeout(enqueue, wait)
    else enqueue()
  }, { flush: 'post' })
  // What a person did is drawn at once.
  watch([
    size, theme, () => view.overview, () => view.choice, () => view.top, () => shown.lastLane, () => settings.scale, () => selection.conn, () => selection.end, () => selection.packet, text.language
  ], request, { flush: 'post' })
  watch(() => clock.now, (now) => {
    const since = performance.now() - drawnAt
    if (view.overview || since < Math.max(LEAST_MS, cost / SHARE) || frame.value === null) return
    const { toX } = frame.value.time
    if (since >= IDLE_MS || toX(now) - toX(drawnNow) >= MOVED) enqueue()
  })
  watch(() => selection.revealed, () => revealSelection(frame.value, selection, session.rows.get(selection.conn ?? '')?.index, time, scrollTo))
  watch(() => session.id, () => {
    view.showAll()
    view.showOverview()
  })
  onScopeDispose(() => {
    cancelAnimationFrame(pending)
    queued?.()
    clearTimeout(later)
  })
  return { frame, time, layout, scrollTo }
}

interface FrameInput {
  readonly session: ReturnType<typeof useSessionStore>
  readonly selection: ReturnType<typeof useSelectionStore>
  readonly clock: ReturnType<typeof useClockStore>
  readonly text: ReturnType<typeof useText>['numbers']['value']
  readonly words: ReturnType<typeof useText>['t']
  readonly layout: RowsLayout
  readonly height: number
  readonly first: number
  readonly theme: ThemeName
  readonly time: UseTimeViewReturn
  readonly patterns: LifecyclePicture['patterns']
  readonly happenings: readonly Happening[]
}

function makeFrame(input: FrameInput): LifecycleFrame {
  const { session, selection, clock, layout, words } = input
  const all = session.rows.rows
  const first = Math.max(0, Math.min(input.first, all.length - layout.capacity))
  const rows = all.slice(first, first + layout.capacity)
  const live = clock.running
  const now = live ? Math.max(clock.now, session.latest) : session.latest
  const horizon = horizonOf(now, live, rows.flatMap(({ connection }) => [connection.ends.client.timeWait, connection.ends.server.timeWait].filter(isLasting)))
  const instants = instantsFor(rows, session)
  const time = input.time.at(horizon, instants, layout.gap >= SEGMENTS_GAP ? ROOM.withSegments : ROOM.without)
  const from = time.toInstant(0)
  const to = time.toInstant(time.width)
  const picture: LifecyclePicture = {
    width: time.width, height: input.height, theme: input.theme, font: getComputedStyle(document.body).fontFamily, patterns: input.patterns,
    scene: lifecycleScene({ rows, layout, width: time.width, toX: time.toX, now, live, selected: { conn: selection.conn, end: selection.end } }),
    segments: segmentMarks({
      rows, packets: session.packets, layout, width: time.width, from, to, toX: time.toX, selected: selection.packet, selectedConn: selection.conn,
      crowd: (count) => words('chart.segments', { count: input.text.count(count), n: count })
    }),
    flags: eventFlags(input.happenings, time.width, time.toX),
    gaps: gapBoxes(session.facts.gaps, time, (gap) => words(`gap.${gap}`)),
    axis: time.scale === 'clock'
      ? clockTicks(from, to, time.width, input.text)
      : eventTicks({ scale: instants, from, to, horizon: time.horizon, width: time.width, toX: time.toX }, input.text),
    nowX: live ? time.toX(now) : null,
    text: { remaining: (ms) => words('chart.left', { time: input.text.shortSeconds(ms) }), overdue: words('chart.overdue'), unknownEnd: words('chart.unknownEnd') }
  }
  return { picture, time, layout, rows, first, total: all.length }
}

/** px a unit of the event scale gets at least while everything is shown: segments and their labels need more than bare states. */
const ROOM = { withSegments: 11, without: 4 }
/** Segments of the rows on the screen, up to which only their events get room. */
const MOST_OWN = 4_000

/** While other connections are out of sight, their events take no room from those in sight. */
function instantsFor(rows: readonly ConnectionRow[], session: FrameInput['session']): EventScale {
  if (rows.length === session.rows.rows.length || rows.reduce((sum, row) => sum + row.packets.length, 0) > MOST_OWN) return session.instants
  return eventScaleOf(rows, (packet) => session.packets.instant(packet))
}

const isLasting = <T extends { readonly to: number | null }>(timeWait: T | null): timeWait is T => timeWait !== null && timeWait.to === null

function gapBoxes(gaps: FrameInput['session']['facts']['gaps'], time: TimeView, label: (reason: string) => string): GapBox[] {
  return gaps.map((gap) => {
    const x = Math.max(time.toX(gap.at), -4)
    return { x, width: Math.min(time.toX(Math.max(gap.until, gap.at)), time.width + 4) - x, label: label(gap.reason) }
  }).filter(({ x, width }) => x <= time.width && x + width >= 0)
}

function revealSelection(
  frame: LifecycleFrame | null, { conn, cursor }: { readonly conn: string | null; readonly cursor: number | null }, index: number | undefined,
  time: UseTimeViewReturn, scrollTo: (first: number) => void
): void {
  if (frame === null) return
  if (cursor !== null) time.reveal(frame.time, cursor)
  if (conn === null || index === undefined) return
  if (index < frame.first) scrollTo(index)
  else if (index >= frame.first + frame.layout.capacity) scrollTo(index - frame.layout.capacity + 1)
}
