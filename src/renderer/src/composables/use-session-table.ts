import { computed, type ComputedRef } from 'vue'
import type { Terms } from '../../../shared/filter/compile'
import type { Vocabulary } from '../../../shared/filter/filter'
import type { RowCompare } from '../session/row-order'
import { useReplayStore } from '../stores/replay'
import { type TableId, useTablesStore } from '../stores/tables'
import { useTableRows, type UseTableRowsReturn } from './use-table-rows'

/** What one of the session's tables says of itself; rows are numbers in its list. */
export interface SessionTableOptions {
  readonly table: TableId
  readonly vocabulary: Vocabulary
  readonly terms: () => Terms
  readonly textOf: (row: number) => string
  readonly compare: (column: string) => RowCompare | undefined
  readonly total: () => number
  readonly version: () => number
  readonly list: () => unknown
  readonly changing?: boolean
  /** ns: when a row happened; undefined where there is no such row. Of a list whose rows are no happenings there is none. */
  readonly instantOf?: (row: number) => number | undefined
}

export interface SessionTable extends UseTableRowsReturn {
  /** Number of the row at a position; -1 past the end. */
  readonly idAt: (position: number) => number
  readonly positionOf: (row: number) => number
  /** The row with the cursor, where no other pane shares it. */
  readonly chosen: ComputedRef<number>
  readonly choose: (row: number) => void
  /** Whether a replay has not come to a row yet. */
  readonly isAhead: (row: number) => boolean
}

/** A table of the session with the filter, the order and the chosen row that the person gave it. */
export function useSessionTable(options: SessionTableOptions): SessionTable {
  const tables = useTablesStore()
  const replay = useReplayStore()
  const { table, instantOf } = options
  const rows = useTableRows({ ...options, filter: computed(() => tables.filters[table]), sort: computed(() => tables.sorts[table]) })
  return {
    ...rows,
    revision: computed(() => rows.revision.value + (replay.active ? replay.moves : 0)),
    isAhead: (row) => replay.isAhead(instantOf?.(row) ?? -Infinity),
    idAt: (position) => rows.order.at(position),
    positionOf: (row) => rows.order.positionOf(row),
    chosen: computed(() => tables.chosen[table]),
    choose: (row) => {
      tables.chosen[table] = row
    }
  }
}
