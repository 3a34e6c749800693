import { computed, type ComputedRef, inject, type InjectionKey, onScopeDispose, provide, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue'
import type { ConnectionRow } from '../../../shared/model/connection-rows'
import { nextFrame } from '../session/next-frame'
import { useFramesStore } from '../stores/frames'
import { useReplayStore } from '../stores/replay'
import { useSelectionStore } from '../stores/selection'
import { useSessionStore } from '../stores/session'
import { useShownStore } from '../stores/shown'

/** Panes that tell about a connection, in the order in which they turn to another one. */
const ORDER = ['figures', 'inspector', 'tables'] as const
export type TurnPlace = (typeof ORDER)[number]

/** What a pane tells about, and the session's version that it has looked at. */
interface Turn {
  readonly row: ShallowRef<ConnectionRow | null>
  readonly look: Ref<number>
}
type Turns = Readonly<Record<TurnPlace, Turn>>
const TURNS: InjectionKey<Turns> = Symbol('turns')

/**
 * Where much happens all panes would look at it in the same frame, and turn to another connection, which would be a long frame. Here one pane does in each, after the countdown
 * and the chart. For the window, around its panes.
 */
export function provideTurns(): void {
  const session = useSessionStore()
  const shown = useShownStore()
  const { queue } = useFramesStore()
  const turn = (): Turn => ({ row: shallowRef(null), look: ref(session.version) })
  const turns: Turns = { figures: turn(), inspector: turn(), tables: turn() }
  provide(TURNS, turns)
  let cancel: (() => void) | undefined
  /** Who had a turn comes last from then on, so that each has one, however fast versions follow each other. */
  let order: readonly TurnPlace[] = ORDER
  const waits = (place: TurnPlace): boolean => turns[place].row.value !== shown.row || turns[place].look.value !== session.version
  const take = (place: TurnPlace): void => {
    turns[place].row.value = shown.row
    turns[place].look.value = session.version
  }
  const step = (): void => {
    cancel = undefined
    const place = order.find(waits)
    if (place !== undefined) {
      take(place)
      order = [...order.filter((each) => each !== place), place]
    }
    if (ORDER.some(waits)) cancel = queue.add(step)
  }
  // At once where there is nothing to show any more: what is left would be of a session that is gone.
  watch([() => shown.row, () => session.version], ([row]) => {
    if (row === null) {
      cancel?.()
      cancel = undefined
      ORDER.forEach(take)
    } else if (cancel === undefined) {
      order = ORDER
      // In this frame the countdown turns, and the chart asks for the next one.
      cancel = nextFrame(() => {
        cancel = queue.add(step)
      })
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
  return computed(() => (turns === null || selection.conn !== null || replay.active ? shown.row : turns[place].row.value))
}

/** The version of the session that a pane looks at: in its turn, alone at once. */
export function useLook(place: TurnPlace): ComputedRef<number> {
  const session = useSessionStore()
  const turns = inject(TURNS, null)
  return computed(() => (turns === null ? session.version : turns[place].look.value))
}
