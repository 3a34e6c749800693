import { computed, type ComputedRef } from 'vue'
import type { Language } from '../../../shared/ipc/engine'
import type { FigureWords } from '../../../shared/figures/words'
import { useText } from './use-text'

/** The window's catalogue as figures ask it; another object when the language changes, so that what was drawn with it is drawn anew. */
export function useFigureWords(): ComputedRef<FigureWords & { readonly language: Language }> {
  const { t, language } = useText()
  const say: FigureWords['say'] = (key, values) => t(key, values === undefined ? undefined : { ...values })
  return computed(() => ({ language: language.value, say }))
}
