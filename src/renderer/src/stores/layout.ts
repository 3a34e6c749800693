import { defineStore } from 'pinia'
import { reactive, ref, watch } from 'vue'
import { type Shares, sharesFrom } from '../layout/shares'
import { load, save } from './page-storage'

/** What stands between the chart and the tables, in the order of its tabs. */
export const FIGURES = ['ladder', 'machine'] as const
export type FigureId = (typeof FIGURES)[number]

/** Heights of chart, figures and tables; widths of the ladder and of what stands beside it. */
export const DEFAULT_ROWS: Shares = [0.42, 0.33, 0.25]
export const DEFAULT_COLUMNS: Shares = [0.48, 0.52]

const KEY = 'twlab.layout'

/** How a person arranged the panes; kept in the page's own storage. */
export const useLayoutStore = defineStore('layout', () => {
  const saved = load(KEY)
  const rows = ref<Shares>(sharesFrom(saved.rows, DEFAULT_ROWS.length) ?? DEFAULT_ROWS)
  const columns = ref<Shares>(sharesFrom(saved.columns, DEFAULT_COLUMNS.length) ?? DEFAULT_COLUMNS)
  /** The one in front. In a wide window the ladder has a place of its own. */
  const figure = ref<FigureId>(FIGURES.find((known) => known === saved.figure) ?? 'ladder')
  /** Those that are shown as tables: also when a wider window gives them another place. */
  const asTable = reactive<Record<FigureId, boolean>>({ ladder: false, machine: false })
  watch([rows, columns, figure], () => save(KEY, { rows: rows.value, columns: columns.value, figure: figure.value }))
  return { rows, columns, figure, asTable }
})
