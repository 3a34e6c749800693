import { computed, type ComputedRef, nextTick, type Ref, ref, shallowRef, watch } from 'vue'
import type { Part } from '../../../shared/figures/figure'
import type { Ladder } from '../../../shared/figures/ladder/ladder'
import { ladderHeight, type LadderLook, ladderParts } from '../../../shared/figures/ladder/ladder-figure'
import type { ConnectionRow } from '../../../shared/model/connection-rows'
import type { ThemeName } from '../../../shared/figures/palette'
import { LadderFeed } from '../session/ladder-feed'
import { ENDS } from '../../../shared/tcp/state'
import { useClockStore } from '../stores/clock'
import { useReplayStore } from '../stores/replay'
import { useSelectionStore } from '../stores/selection'
import { useSessionStore } from '../stores/session'
import { useFigureWords } from './use-figure-words'
import { useScroll } from './use-scroll'
import type { Size } from './use-size'
import { useLook } from './use-turns'

export interface UseLadderReturn {
  readonly ladder: ComputedRef<Ladder | null>
  readonly look: ComputedRef<LadderLook>
  /** px of what scrolls. */
  readonly height: ComputedRef<number>
  /** What is on the screen: it begins at `top` of the whole ladder and stands at `offset` of what scrolls. */
  readonly cut: ComputedRef<{ readonly top: number; readonly bottom: number; readonly offset: number; readonly parts: readonly Part[] }>
  /** px from the top of the first row; null: no cursor. */
  readonly cursor: ComputedRef<number | null>
}

/** Chromium lays out no box higher than 2^25 px; a ladder of a million segments is higher, and one px of scrolling is then more than one of it. */
const HIGHEST = 30_000_000
/** px drawn beyond both edges, so that scrolling finds something. */
const SPARE = 120
/** The wait since the last row is told in steps of this, ns. */
const TICK_NS = 500_000_000
/** px from the end that still follow it. */
const NEAR_END = 40

/** The ladder of a connection, as much of it as is on the screen. */
export function useLadder(row: Readonly<Ref<ConnectionRow | null>>, scroller: Ref<HTMLElement | null>, size: Ref<Size>, theme: Ref<ThemeName>): UseLadderReturn {
  const session = useSessionStore()
  const seen = useLook('figures')
  const selection = useSelectionStore()
  const clock = useClockStore()
  const replay = useReplayStore()
  const words = useFigureWords()
  const feed = shallowRef<LadderFeed | null>(null)
  const { top: scroll, scrollTo: place } = useScroll(scroller)
  /** The ladder is one growing object: this tells that it has grown. */
  const version = ref(0)

  watch([row, () => (replay.active ? replay.position : null), seen], ([now, until]) => {
    if (now === null) feed.value = null
    else if (feed.value === null || feed.value.row !== now || feed.value.outdated(until)) feed.value = new LadderFeed(now, session, until !== null)
    feed.value?.update(until ?? undefined)
    version.value = feed.value?.ladder.version ?? 0
  }, { immediate: true })
  const ladder = computed(() => feed.value?.ladder ?? null)
  const tick = computed(() => Math.floor((clock.running || replay.active ? clock.now : session.latest) / TICK_NS) * TICK_NS)
  const closed = computed(() => (replay.active && row.value !== null ? ENDS.every((end) => row.value !== null && replay.lifeOf(row.value, end).state === 'CLOSED') : row.value?.connection.closed ?? true))
  /** Once both ends are closed nothing is waited for. */
  const until = computed(() => (seen.value < 0 || row.value === null || closed.value ? undefined : tick.value))
  /** Told as they are set up; a fault that is let go says so under the same name. */
  const faults = computed(() => new Map(seen.value < 0 ? [] : session.facts.faults.flatMap(({ id, action, detail }) => (id === undefined || action === 'release' || action === 'count' ? [] : [[id, detail] as const]))))
  const look = computed<LadderLook>(() => ({
    width: size.value.width, theme: theme.value, words: words.value, selected: selection.packet, faults: faults.value, ...(until.value === undefined ? {} : { until: until.value })
  }))
  const whole = computed(() => (ladder.value === null || version.value < 0 ? 0 : ladderHeight(ladder.value, until.value)))
  const height = computed(() => Math.min(whole.value, HIGHEST))
  /** px of the ladder for each px of scrolling. */
  const density = computed(() => {
    const scrollable = height.value - size.value.height
    return scrollable <= 0 ? 1 : (whole.value - size.value.height) / scrollable
  })
  const cut = computed(() => {
    // A shorter ladder came while the old one was scrolled down: the element tells its new place only later.
    const from = Math.min(scroll.value * density.value, Math.max(0, whole.value - size.value.height))
    const top = Math.max(0, from - SPARE)
    const bottom = Math.max(top, Math.min(whole.value, from + size.value.height + SPARE))
    const parts = ladder.value === null || version.value < 0 || bottom <= top ? [] : ladderParts(ladder.value, look.value, top, bottom)
    return { top, bottom, offset: scroll.value - (from - top), parts }
  })
  const cursor = computed(() => {
    if (selection.cursor === null || ladder.value === null || version.value < 0) return null
    const row = selection.packet === null ? undefined : ladder.value.rowOfPacket(selection.packet)
    return row === undefined ? ladder.value.places.yOf(selection.cursor) : ladder.value.places.top(row.index) + 18
  })

  /** @param y px of the ladder, as near to the top as there is enough below it */
  const scrollTo = (y: number): void => place(Math.min(y / density.value, height.value - size.value.height))
  const reveal = (): void => {
    const y = cursor.value
    if (y === null) return
    const from = scroll.value * density.value
    if (y < from + 30 || y > from + size.value.height - 30) scrollTo(y - size.value.height / 2)
  }
  // A ladder that comes on the screen, or another one in its place, shows what is selected, too.
  watch([() => selection.revealed, ladder, () => size.value.height > 0], () => void nextTick(reveal))
  /** New rows are followed as long as the end is on the screen and nothing is selected. */
  watch(whole, (_, before) => {
    const atEnd = scroll.value * density.value + size.value.height >= before - NEAR_END
    // What a replay has not told yet is not there: its instant is the end.
    if (replay.active || (selection.cursor === null && clock.running && atEnd)) scrollTo(whole.value)
  }, { flush: 'pre' })
  return { ladder, look, height, cut, cursor }
}
