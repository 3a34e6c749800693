import { defineStore } from 'pinia'
import { ref } from 'vue'

/** The tables below the chart, in the order of their keys: 1, 2, 3, 4. */
export const TABLES = ['packets', 'sockets', 'calls', 'interventions'] as const
export type TableId = (typeof TABLES)[number]

export const useTablesStore = defineStore('tables', () => {
  const table = ref<TableId>('packets')
  const filter = ref('')
  /** Sockets as ss prints them. */
  const asText = ref(false)
  const show = (id: TableId): void => {
    if (id !== table.value) filter.value = ''
    table.value = id
  }
  return { table, filter, asText, show }
})
