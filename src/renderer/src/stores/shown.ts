import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { ConnectionRow } from '../../../shared/model/connection-rows'
import type { TimelineTimeWait } from '../../../shared/model/timeline'
import { type End, ENDS } from '../../../shared/tcp/state'
import { useReplayStore } from './replay'
import { useSelectionStore } from './selection'
import { useSessionStore } from './session'

/** The TIME-WAIT that the countdown shows. */
export interface CountdownTarget {
  readonly row: ConnectionRow
  readonly end: End
  readonly timeWait: TimelineTimeWait
}

/** What is told in detail: one answer for countdown, ladder, state machine and inspector. */
export const useShownStore = defineStore('shown', () => {
  const session = useSessionStore()
  const selection = useSelectionStore()
  const replay = useReplayStore()
  const selected = computed(() => (session.version < 0 || selection.conn === null ? undefined : session.rows.get(selection.conn)))
  /** The selected TIME-WAIT; without a selection the one that began last. */
  const target = computed<CountdownTarget | null>(() => {
    if (session.version < 0) return null
    if (selected.value === undefined) {
      if (replay.byTime !== null) {
        const waited = replay.byTime.newestWaiting(replay.position)
        return waited === undefined ? null : targetOf(waited.row, waited.end, replay.lifeOf)
      }
      const newest = session.rows.newestWaiting
      return newest === undefined ? lastRowWith(session.rows.rows, replay.lifeOf) : { row: newest.row, end: newest.timeWait.end, timeWait: newest.timeWait }
    }
    const row = selected.value
    const ends = selection.end === null ? ENDS : [selection.end, ...ENDS]
    return ends.map((end) => targetOf(row, end, replay.lifeOf)).find((found) => found !== null) ?? null
  })
  /** The newest; in a replay, of those that there were by then. */
  const newest = (rows: readonly ConnectionRow[]): ConnectionRow | undefined => (replay.byTime === null ? rows.at(-1) : replay.byTime.newestRow(replay.position) ?? rows[0])
  /** The selected connection, else the countdown's, else the newest. The same object as long as it is the same connection: look at `session.version` for what is new in it. */
  const row = computed<ConnectionRow | null>(() => selected.value ?? target.value?.row ?? (session.version < 0 ? null : newest(session.rows.rows) ?? null))
  return { target, row }
})

type LifeOf = ReturnType<typeof useReplayStore>['lifeOf']

function targetOf(row: ConnectionRow, end: End, lifeOf: LifeOf): CountdownTarget | null {
  const { timeWait } = lifeOf(row, end)
  return timeWait === null ? null : { row, end, timeWait }
}

/** Past TIME-WAITs are looked for among so many of the newest connections. */
const LOOK_BACK = 100

function lastRowWith(rows: readonly ConnectionRow[], lifeOf: LifeOf): CountdownTarget | null {
  for (let i = rows.length - 1; i >= Math.max(0, rows.length - LOOK_BACK); i--) {
    const row = rows[i]
    if (row === undefined) continue
    const found = ENDS.map((end) => targetOf(row, end, lifeOf)).find((target) => target !== null)
    if (found) return found
  }
  return null
}
