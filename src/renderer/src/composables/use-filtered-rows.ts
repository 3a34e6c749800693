import { onScopeDispose, type Ref, ref, watch } from 'vue'
import { FilteredRows } from '../session/filtered-rows'

export interface UseFilteredRowsOptions {
  readonly filter: Ref<string>
  /** How many rows there are. */
  readonly total: () => number
  /** Grows when rows have come. */
  readonly version: () => number
  /** Changes when the list is another one. */
  readonly list: () => unknown
  readonly textOf: (index: number) => string
  /** Rows change their text: look at all of them again, at most every half second. @default false */
  readonly changing?: boolean
}

export interface UseFilteredRowsReturn {
  readonly rows: FilteredRows
  /** Rows to show. */
  readonly shown: Readonly<Ref<number>>
  /** Grows when what is shown may have changed. */
  readonly revision: Readonly<Ref<number>>
}

const ROWS_A_FRAME = 20_000
const AGAIN_MS = 500

export function useFilteredRows(options: UseFilteredRowsOptions): UseFilteredRowsReturn {
  const rows = new FilteredRows(options.textOf)
  const shown = ref(0)
  const revision = ref(0)
  let frame = 0
  let restartedAt = 0

  const update = (): void => {
    const more = rows.advance(options.total(), ROWS_A_FRAME)
    shown.value = rows.count(options.total())
    revision.value++
    if (more && frame === 0) frame = requestAnimationFrame(() => {
      frame = 0
      update()
    })
  }
  watch(options.filter, (filter) => {
    rows.setFilter(filter)
    update()
  })
  watch(options.list, () => rows.restart())
  watch(options.version, () => {
    if (options.changing === true && rows.active && performance.now() - restartedAt > AGAIN_MS) {
      restartedAt = performance.now()
      rows.restart()
    }
    update()
  }, { immediate: true })
  onScopeDispose(() => cancelAnimationFrame(frame))
  return { rows, shown, revision }
}
