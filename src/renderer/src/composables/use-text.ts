import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { type Language, LANGUAGES } from '../../../shared/ipc/engine'
import { type Numbers, numbersFor } from '../i18n/numbers'

export interface UseTextReturn {
  readonly t: (key: string, values?: Record<string, unknown>) => string
  readonly language: ComputedRef<Language>
  readonly numbers: ComputedRef<Numbers>
}

/** The catalogue's words and the language's numbers; both follow a change of language. */
export function useText(): UseTextReturn {
  const { t, locale } = useI18n()
  const language = computed<Language>(() => LANGUAGES.find((known) => known === locale.value) ?? 'en')
  const numbers = computed(() => numbersFor(language.value, {
    micro: t('unit.micro'), milli: t('unit.milli'), second: t('unit.second'), minute: t('unit.minute')
  }))
  return { t: (key, values) => (values === undefined ? t(key) : t(key, values)), language, numbers }
}
