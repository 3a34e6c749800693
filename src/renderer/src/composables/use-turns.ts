import { computed, type ComputedRef, inject, type InjectionKey, onScopeDispose, provide, type ShallowRef, shallowRef, watch } from 'vue'
import type { ConnectionRow } from '../../../shared/model/connection-rows'
import { nextFrame } from '../session/next-frame'
import { useReplayStore } from '../stores/replay'
import { useSelectionStore } from '../stores/selection'
import { useShownStore } from '../stores/shown'

/** Panes that tell about a connection, in the order in which they turn to another one. */
const ORDER = ['figures', 'inspector', 'tables'] as const
export type TurnPlace = (typeof ORDER)[number]

/** Frames until the first of them: in one the countdown turns, in the next one the chart is drawn. */
const LEAD = 2

type Turns = Readonly<Record<TurnPlace, ShallowRef<ConnectionRow | null>>>
const TURNS: InjectionKey<Turns> = Symbol('turns')

/**
 * A session's first packets fill every pane, and where one TIME-WAIT follows another each turns to the new one once a second: all of that in one frame would be a long frame.
 * Here one pane turns in each. For the window, around its panes.
 */
export function provideTurns(): void {
  const shown = useShownStore()
  const turns: Turns = { figures: shallowRef(null), inspector: shallowRef(null), tables: shallowRef(null) }
  provide(TURNS, turns)
  let cancel: (() => void) | undefined
  let lead = 0
  const step = (): void => {
    cancel = undefined
    if (lead > 0) lead--
    const place = lead > 0 ? undefined : ORDER.find((each) => turns[each].value !== shown.row)
    if (place !== undefined) turns[place].value = shown.row
    if (ORDER.some((each) => turns[each].value !== shown.row)) cancel = nextFrame(step)
  }
  // At once where there is nothing to show any more: what is left would be of a session that is gone.
  watch(() => shown.row, (row) => {
    if (row === null) {
      cancel?.()
      cancel = undefined
      for (const place of ORDER) turns[place].value = null
    } else if (cancel === undefined) {
      lead = LEAD
      cancel = nextFrame(step)
    }
  }, { immediate: true, flush: 'sync' })
  onScopeDispose(() => cancel?.())
}

/** The connection that a pane tells about: what a person chose, and each instant of a replay, at once; what is only followed in its turn. Alone, outside the window, a pane waits for nobody. */
export function useTurn(place: TurnPlace): ComputedRef<ConnectionRow | null> {
  const shown = useShownStore()
  const selection = useSelectionStore()
  const replay = useReplayStore()
  const turns = inject(TURNS, null)
  return computed(() => (turns === null || selection.conn !== null || replay.active ? shown.row : turns[place].value))
}
