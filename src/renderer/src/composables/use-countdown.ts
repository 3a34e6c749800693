import { computed, type ComputedRef, onScopeDispose, ref, watch } from 'vue'
import { type Countdown, countdownOf } from '../../../shared/figures/countdown'
import { type Correction } from '../../../shared/model/connection-rows'
import { useClockStore } from '../stores/clock'
import { type CountdownTarget, useShownStore } from '../stores/shown'

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
  const shown = useShownStore()
  const clock = useClockStore()
  const target = computed(() => shown.target)
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
