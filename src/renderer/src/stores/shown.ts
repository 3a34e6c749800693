import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { ConnectionRow } from '../../../shared/model/connection-rows'
import type { TimelineTimeWait } from '../../../shared/model/timeline'
import { type End, ENDS } from '../../../shared/tcp/state'
import { useClockStore } from './clock'
import { useReplayStore } from './replay'
import { useSelectionStore } from './selection'
import { useSessionStore } from './session'

/** The TIME-WAIT that the countdown shows. */
export interface CountdownTarget {
  readonly row: ConnectionRow
  readonly end: End
  readonly timeWait: TimelineTimeWait
}

/** What is shown as long as nothing is selected; `end` null: a connection without a TIME-WAIT. */
interface Followed {
  readonly row: ConnectionRow
  readonly end: End | null
}

/** Where they follow each other faster than anybody reads, what is followed stays for so long. ms of the page's clock */
export const HELD_MS = 1_000

/** What is told in detail: one answer for countdown, ladder, state machine and inspector. */
export const useShownStore = defineStore('shown', () => {
  const session = useSessionStore()
  const selection = useSelectionStore()
  const replay = useReplayStore()
  const clock = useClockStore()
  const selected = computed(() => (session.version < 0 || selection.conn === null ? undefined : session.rows.get(selection.conn)))

  const followed = shallowRef<Followed | null>(null)
  let since = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The TIME-WAIT that began last, else the last one that is over, else the newest connection; in a replay, of those that there were by then. */
  const newest = (): Followed | null => {
    const { rows } = session.rows
    if (replay.byTime !== null) {
      const row = replay.byTime.newestRow(replay.position) ?? rows[0]
      return replay.byTime.newestWaiting(replay.position) ?? (row === undefined ? null : { row, end: null })
    }
    const waiting = session.rows.newestWaiting
    if (waiting !== undefined) return { row: waiting.row, end: waiting.timeWait.end }
    const last = rows.at(-1)
    return lastThatWaited(rows) ?? (last === undefined ? null : { row: last, end: null })
  }
  /** Whether there is something to stay with: it is in this session, and as much in TIME-WAIT as it was. */
  const lasts = ({ row, end }: Followed): boolean =>
    session.rows.get(row.connection.id) === row && (end === null || replay.lifeOf(row, end).timeWait?.to === null)
  const follow = (): void => {
    clearTimeout(timer)
    const next = newest()
    const { value: now } = followed
    if (next?.row === now?.row && next?.end === now?.end) return
    const left = since + HELD_MS - performance.now()
    if (now !== null && next?.row !== now.row && left > 0 && (clock.running || replay.playing) && lasts(now)) timer = setTimeout(follow, left)
    else {
      followed.value = next
      since = performance.now()
    }
  }
  watch([() => session.version, () => session.id, () => replay.active, () => replay.moves], follow, { immediate: true, flush: 'sync' })
  onScopeDispose(() => clearTimeout(timer))

  /** The selected TIME-WAIT; without a selection the one that began last. */
  const target = computed<CountdownTarget | null>(() => {
    if (session.version < 0) return null
    if (selected.value === undefined) return followed.value === null || followed.value.end === null ? null : targetOf(followed.value.row, followed.value.end, replay.lifeOf)
    const row = selected.value
    const ends = selection.end === null ? ENDS : [selection.end, ...ENDS]
    return ends.map((end) => targetOf(row, end, replay.lifeOf)).find((found) => found !== null) ?? null
  })
  /** The selected connection, else the one that is followed. The same object as long as it is the same connection: look at `session.version` for what is new in it. */
  const row = computed<ConnectionRow | null>(() => selected.value ?? followed.value?.row ?? null)
  /** Index of the connection that the lanes end with as long as no place was chosen: the newest one, in a replay the newest by then; a file at rest begins with its first. */
  const lastLane = computed(() => {
    if (replay.byTime !== null) return replay.byTime.newestRow(replay.position)?.index ?? 0
    return session.header?.mode === 'file' ? 0 : Number.POSITIVE_INFINITY
  })
  return { target, row, lastLane }
})

type LifeOf = ReturnType<typeof useReplayStore>['lifeOf']

function targetOf(row: ConnectionRow, end: End, lifeOf: LifeOf): CountdownTarget | null {
  const { timeWait } = lifeOf(row, end)
  return timeWait === null ? null : { row, end, timeWait }
}

/** Past TIME-WAITs are looked for among so many of the newest connections. */
const LOOK_BACK = 100

function lastThatWaited(rows: readonly ConnectionRow[]): Followed | undefined {
  for (let i = rows.length - 1; i >= Math.max(0, rows.length - LOOK_BACK); i--) {
    const row = rows[i]
    const end = row === undefined ? undefined : ENDS.find((each) => row.connection.ends[each].timeWait !== null)
    if (row !== undefined && end !== undefined) return { row, end }
  }
  return undefined
}
