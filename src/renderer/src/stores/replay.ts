import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { ConnectionRow, Waiting } from '../../../shared/model/connection-rows'
import type { TimelineEnd } from '../../../shared/model/timeline'
import type { End } from '../../../shared/tcp/state'
import { heardAt, lifeAt, waitingAt } from '../session/life-at'
import { advance, neighbourOf, type ReplayRange, type Speed, SPEEDS } from '../session/replay-clock'
import { InSlices } from '../session/in-slices'
import { byTimeOf, type SessionByTime } from '../session/session-by-time'
import { useClockStore } from './clock'
import { useLabStore } from './lab'
import { useSelectionStore } from './selection'
import { useSessionStore } from './session'

/** ms between two frames, at most: a page that slept goes on where it was. */
const LONGEST_FRAME_MS = 250
const NS_PER_MS = 1e6
/** Connections from which on a replay is prepared before anybody asks for it, once nothing has come for a while, so many ms of each frame. */
const PREPARED = 4_096
const QUIET_MS = 300
const SLICE_MS = 4

/** A session that is over, told again at a speed of one's own. All panes show what was at its instant; nothing of it is measured now. */
export const useReplayStore = defineStore('replay', () => {
  const session = useSessionStore()
  const selection = useSelectionStore()
  const clock = useClockStore()
  const lab = useLabStore()
  const active = ref(false)
  const playing = ref(false)
  const speed = ref<Speed>(1)
  /** Long waits without an event pass in a second. */
  const folded = ref(true)
  /** ns since the session's start. */
  const position = ref(0)
  /** Grows with every move. */
  const moves = ref(0)
  let frame = 0
  let before = 0

  const available = computed(() => session.header !== null && !lab.busy && session.version >= 0 && session.instants.count > 0)
  const range = computed<ReplayRange>(() => {
    const { instants, latest, version } = session
    return { happenings: instants, start: version < 0 || instants.count === 0 ? 0 : Math.min(0, instants.instant(0)), end: latest, folded: folded.value }
  })

  /** The session by time, as long as it is told again; null: it is not. */
  const byTime = shallowRef<SessionByTime | null>(null)
  /** The same of a session of very many connections, made before it is asked for. */
  let prepared: InSlices<SessionByTime> | undefined
  let preparing: ReturnType<typeof setTimeout> | undefined
  let slice = 0
  const prepare = (): void => {
    prepared ??= new InSlices(byTimeOf(session.rows.rows))
    const until = performance.now() + SLICE_MS
    if (prepared.advance(() => performance.now() > until)) slice = requestAnimationFrame(prepare)
  }
  watch([() => session.version, available, active], ([, is, replayed]) => {
    clearTimeout(preparing)
    cancelAnimationFrame(slice)
    prepared = undefined
    if (is && !replayed && session.rows.rows.length >= PREPARED) preparing = setTimeout(prepare, QUIET_MS)
  }, { flush: 'sync' })
  onScopeDispose(() => {
    clearTimeout(preparing)
    cancelAnimationFrame(slice)
  })

  const seek = (at: number): void => {
    const { start, end } = range.value
    position.value = Math.min(Math.max(at, start), end)
    moves.value++
    clock.stop(position.value)
    selection.cursor = position.value
    const index = session.packets.countUntil(position.value) - 1
    selection.packet = index < 0 ? null : (session.packets.row(index)?.n ?? null)
  }
  const tick = (): void => {
    const now = performance.now()
    const elapsed = Math.min(now - before, LONGEST_FRAME_MS) * NS_PER_MS * speed.value
    before = now
    seek(advance(position.value, elapsed, range.value))
    if (position.value >= range.value.end) playing.value = false
    frame = playing.value ? requestAnimationFrame(tick) : 0
  }
  const begin = (): void => {
    if (active.value || !available.value) return
    byTime.value = (prepared ?? new InSlices(byTimeOf(session.rows.rows))).finish()
    active.value = true
    seek(range.value.start)
  }
  const leave = (): void => {
    active.value = false
    byTime.value = null
  }
  const pause = (): void => {
    playing.value = false
    cancelAnimationFrame(frame)
  }
  const play = (): void => {
    begin()
    if (!active.value || playing.value) return
    if (position.value >= range.value.end) seek(range.value.start)
    playing.value = true
    before = performance.now()
    frame = requestAnimationFrame(tick)
  }
  const toggle = (): void => (playing.value ? pause() : play())
  const step = (direction: 1 | -1): void => {
    begin()
    pause()
    if (active.value) seek(neighbourOf(position.value, direction, range.value))
  }
  const faster = (by: 1 | -1): void => {
    speed.value = SPEEDS[SPEEDS.indexOf(speed.value) + by] ?? speed.value
  }
  const end = (): void => {
    if (!active.value) return
    pause()
    leave()
    selection.cursor = selection.packet = null
    clock.stop(session.latest)
  }
  /** An end as it was at the replay's instant; without a replay, as it is. */
  const lifeOf = (row: ConnectionRow, which: End): TimelineEnd => (active.value ? lifeAt(row, which, position.value) : row.connection.ends[which])

  /** Of an end whose last sample lies ahead of the replay: when the kernel had agreed with its states by then. */
  const heardOf = (row: ConnectionRow, which: End): number | undefined => (active.value ? heardAt(row, which, position.value) : undefined)

  /** Whether something lies ahead of the replay: it has not happened yet. @param at ns since the session's start */
  const isAhead = (at: number): boolean => active.value && at > position.value

  /** Whoever was in TIME-WAIT at the replay's instant; without a replay, whoever is. */
  const waiting = (): Iterable<Waiting> => {
    if (byTime.value === null) return session.rows.waiting.values()
    const found: Waiting[] = []
    byTime.value.eachWaiting(position.value, ({ row, end: which }) => {
      const timeWait = waitingAt(row, which, position.value)
      if (timeWait !== null) found.push({ row, timeWait })
    })
    return found
  }

  // A click on a packet, a state or a check moves the replay there: there is one time cursor.
  watch(() => selection.cursor, (cursor) => {
    if (active.value && cursor !== null && cursor !== position.value) seek(cursor)
  })
  // A note that is written meanwhile is an event too, and would let the clock jump to the end.
  watch(() => session.version, () => {
    if (active.value) clock.stop(position.value)
  })
  watch([() => session.id, () => lab.busy], () => {
    if (!active.value) return
    pause()
    leave()
  }, { flush: 'sync' })
  return { active, playing, speed, folded, position, moves, available, range, seek, begin, pause, play, toggle, step, faster, end, lifeOf, heardOf, isAhead, byTime, waiting }
})
