import { computed, inject } from 'vue'
import type { Comparison } from '../../../shared/comparison/comparison'
import { wholeComparison } from '../../../shared/figures/comparison/comparison-svg'
import { csvOf } from '../files/csv'
import { offerFile } from '../files/offer-file'
import { useSettingsStore } from '../stores/settings'
import { type LeavingFigure, useFigureFile } from './use-figure-file'
import { useFigureWords } from './use-figure-words'
import { THEME } from './use-theme'

export interface UseComparisonFileReturn {
  /** @param zero what the mark is; empty: the first segment @param summary how much differs */
  readonly figure: (comparison: Comparison, about: { readonly title: string; readonly summary: string; readonly zero: string }) => LeavingFigure
  /** @param rows the heading first */
  readonly saveTable: (rows: readonly (readonly string[])[]) => void
}

/** px: a width that can be read on paper, and the height of one life. */
const LEAVING = { width: 1_100, side: 130 } as const

/** Lives beside each other as files: the picture, and the table behind it. */
export function useComparisonFile(): UseComparisonFileReturn {
  const settings = useSettingsStore()
  const words = useFigureWords()
  const files = useFigureFile()
  const theme = inject(THEME, computed(() => 'light' as const))
  return {
    figure: (comparison, { title, summary, zero }) => ({
      what: 'comparison', about: { title, description: summary },
      figure: wholeComparison(comparison, {
        width: LEAVING.width, height: LEAVING.side * comparison.lives.length, theme: theme.value, scale: settings.scale, words: words.value, zero
      })
    }),
    saveTable: (rows) => offerFile(files.nameOf('comparison', 'csv'), new Blob([csvOf(rows.map((row) => row.map((cell) => cell.replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n'))], { type: 'text/csv' }))
  }
}
