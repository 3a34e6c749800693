import { defineStore } from 'pinia'
import { ref, shallowReactive, watch } from 'vue'
import { useSessionStore } from './session'
import { useSettingsStore } from './settings'

/** The tables below the chart, in the order of their keys: 1 to 6. */
export const TABLES = ['packets', 'sockets', 'counters', 'calls', 'interventions', 'notes'] as const
export type TableId = (typeof TABLES)[number]

export interface TableSort {
  readonly column: string
  readonly descending: boolean
}

const forEach = <T>(value: T): Record<TableId, T> => ({ packets: value, sockets: value, counters: value, calls: value, interventions: value, notes: value })
const NOTHING: ReadonlySet<number> = new Set()

/** Which table is shown, and what a person has done to each: filter, order, chosen rows. */
export const useTablesStore = defineStore('tables', () => {
  const session = useSessionStore()
  const settings = useSettingsStore()
  const table = ref<TableId>('packets')
  const filters = shallowReactive(forEach(''))
  const sorts = shallowReactive(forEach<TableSort | null>(null))
  /** The row that has the cursor; -1: none. Where the selection of all panes names the row, that counts. */
  const chosen = shallowReactive(forEach(-1))
  /** Rows chosen together, to be copied; they stay chosen while a filter hides them. */
  const marked = shallowReactive(forEach(NOTHING))
  /** Sockets as ss prints them. */
  const asText = ref(false)
  /** Asked for where they are not there by themselves: on a projector's screen. */
  const asked = ref(false)

  watch(() => session.id, () => {
    Object.assign(chosen, forEach(-1))
    Object.assign(marked, forEach(NOTHING))
  })
  watch(() => settings.projector, () => {
    asked.value = false
  })
  const show = (id: TableId): void => {
    table.value = id
    asked.value = true
  }
  /** By a column; again: the other way round; a third time: as it was. */
  const sortBy = (id: TableId, column: string): void => {
    const now = sorts[id]
    if (now?.column !== column) sorts[id] = { column, descending: false }
    else sorts[id] = now.descending ? null : { column, descending: true }
  }
  return { table, filters, sorts, chosen, marked, asText, asked, show, sortBy }
})
