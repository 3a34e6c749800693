import { computed, type ComputedRef, onScopeDispose, type Ref, ref, watch } from 'vue'
import { compileFilter, type Terms } from '../../../shared/filter/compile'
import type { FilterFault, Vocabulary } from '../../../shared/filter/filter'
import { parseFilter } from '../../../shared/filter/parse'
import { reversed, type RowCompare, RowOrder } from '../session/row-order'
import type { TableSort } from '../stores/tables'

export interface UseTableRowsOptions {
  readonly filter: Ref<string>
  readonly vocabulary: Vocabulary
  /** Of the session's lists as they are now: asked again when they are others. */
  readonly terms: () => Terms
  /** What free text is looked for in. */
  readonly textOf: (row: number) => string
  readonly sort: Ref<TableSort | null>
  /** How a column orders rows. */
  readonly compare: (column: string) => RowCompare | undefined
  /** How many rows there are. */
  readonly total: () => number
  /** Grows when rows have come. */
  readonly version: () => number
  /** Changes when the list is another one. */
  readonly list: () => unknown
  /** Rows change: look at all of them again, at most every half second. @default false */
  readonly changing?: boolean
}

export interface UseTableRowsReturn {
  readonly order: RowOrder
  /** Rows to show. */
  readonly shown: Readonly<Ref<number>>
  /** Grows when what is shown may have changed. */
  readonly revision: Readonly<Ref<number>>
  /** What is wrong with the filter: the rows are then still those of the last good one. */
  readonly fault: ComputedRef<FilterFault | null>
}

/** ms of one frame that may go into looking at rows. */
const FRAME_MS = 6
const AGAIN_MS = 500

/** The rows of a table: filtered, sorted, and kept so as more come. */
export function useTableRows(options: UseTableRowsOptions): UseTableRowsReturn {
  const order = new RowOrder()
  const shown = ref(0)
  const revision = ref(0)
  const parsed = computed(() => parseFilter(options.filter.value, options.vocabulary))
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let restartedAt = Number.NEGATIVE_INFINITY
  /** Rows have changed since they began to be looked at, and whether that still goes on: it is always brought to an end. */
  let stale = false
  let looking = false

  const update = (): void => {
    const now = performance.now()
    if (stale && !looking && now - restartedAt >= AGAIN_MS) {
      stale = false
      restartedAt = now
      order.restart()
    }
    looking = order.advance(options.total(), () => performance.now() > now + FRAME_MS)
    shown.value = order.count(options.total())
    revision.value++
    if (looking && frame === 0) frame = requestAnimationFrame(() => {
      frame = 0
      update()
    })
    if (!looking && stale) {
      clearTimeout(timer)
      timer = setTimeout(update, Math.max(0, restartedAt + AGAIN_MS - now))
    }
  }
  const arrange = (): void => {
    if (!parsed.value.ok) return
    const { value: filter } = parsed.value
    const sort = options.sort.value
    const compare = sort === null ? undefined : options.compare(sort.column)
    order.set(filter.kind === 'all' ? null : compileFilter(filter, options.terms(), options.textOf), compare === undefined ? null : sort?.descending === true ? reversed(compare) : compare)
  }
  arrange()
  watch([parsed, options.sort], () => {
    arrange()
    update()
  })
  watch(options.list, () => {
    order.reset()
    arrange()
  })
  watch(options.version, () => {
    if (options.changing === true && order.active) stale = true
    update()
  }, { immediate: true })
  onScopeDispose(() => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  })
  return { order, shown, revision, fault: computed(() => (parsed.value.ok ? null : parsed.value.error)) }
}
