import { computed, type ComputedRef, onScopeDispose, ref, watch } from 'vue'
import { type Countdown, countdownOf } from '../charts/countdown'
import type { TimelineTimeWait } from '../../../shared/model/timeline'
import { type End, ENDS } from '../../../shared/tcp/state'
import { type ConnectionRow, type Correction } from '../../../shared/model/connection-rows'
import { useClockStore } from '../stores/clock'
import { useSelectionStore } from '../stores/selection'
import { useSessionStore } from '../stores/session'

/** The TIME-WAIT that the countdown shows. */
export interface CountdownTarget {
  readonly row: ConnectionRow
  readonly end: End
  readonly timeWait: TimelineTimeWait
}

export interface UseCountdownReturn {
  readonly target: ComputedRef<CountdownTarget | null>
  readonly countdown: ComputedRef<Countdown | null>
  /** For a while after the timer began anew. */
  readonly restarted: ComputedRef<boolean>
  /** For a while after the kernel's number and ours differed by more than people would overlook. */
  readonly correction: ComputedRef<Correction | null>
}

/** ns a restart and a correction stay on the screen. */
const SHOWN_NS = 3e9
/** A session that stands shows its last one for as long as this, on the page's clock. ms */
const FLASH_MS = 3_000

/** The selected TIME-WAIT; without a selection the one that began last. Its remaining time moves with the session's clock. */
export function useCountdown(): UseCountdownReturn {
  const session = useSessionStore()
  const selection = useSelectionStore()
  const clock = useClockStore()

  const target = computed<CountdownTarget | null>(() => {
    if (session.version < 0) return null
    const selected = selection.conn === null ? undefined : session.rows.get(selection.conn)
    if (selected !== undefined) {
      const ends = selection.end === null ? ENDS : [selection.end, ...ENDS]
      return ends.map((end) => targetOf(selected, end)).find((found) => found !== null) ?? null
    }
    return latestOf(session.rows.waiting.values()) ?? lastRowWith(session.rows.rows)
  })
  const countdown = computed(() => (target.value === null ? null : countdownOf(target.value.timeWait, armedAt(target.value), clock.now)))
  const restartCount = computed(() => target.value?.timeWait.restarts ?? 0)
  const flashing = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch([() => target.value?.timeWait, restartCount], ([wait, count], [waitBefore, before]) => {
    if (wait === undefined || wait !== waitBefore || count <= before) return
    flashing.value = true
    clearTimeout(timer)
    timer = setTimeout(() => {
      flashing.value = false
    }, FLASH_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
  const correction = computed(() => {
    if (target.value === null || !clock.running) return null
    const last = target.value.row.corrections[target.value.end]
    return last !== null && clock.now - last.at < SHOWN_NS ? last : null
  })
  return { target, countdown, restarted: computed(() => flashing.value), correction }
}

/** When the timer was set last, ns. */
export function armedAt({ row, end, timeWait }: CountdownTarget): number {
  const last = row.restarts.findLast((restart) => restart.end === end)
  return last === undefined ? timeWait.from : Math.max(timeWait.from, last.at)
}

function targetOf(row: ConnectionRow, end: End): CountdownTarget | null {
  const { timeWait } = row.connection.ends[end]
  return timeWait === null ? null : { row, end, timeWait }
}

function latestOf(waiting: Iterable<{ readonly row: ConnectionRow; readonly timeWait: TimelineTimeWait }>): CountdownTarget | null {
  let latest: CountdownTarget | null = null
  for (const { row, timeWait } of waiting) latest = { row, end: timeWait.end, timeWait }
  return latest
}

/** Past TIME-WAITs are looked for among so many of the newest connections. */
const LOOK_BACK = 100

function lastRowWith(rows: readonly ConnectionRow[]): CountdownTarget | null {
  for (let i = rows.length - 1; i >= Math.max(0, rows.length - LOOK_BACK); i--) {
    const row = rows[i]
    if (row === undefined) continue
    const found = ENDS.map((end) => targetOf(row, end)).find((target) => target !== null)
    if (found) return found
  }
  return null
}
