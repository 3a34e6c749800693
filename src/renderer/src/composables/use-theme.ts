import { computed, type ComputedRef, type InjectionKey, onScopeDispose, ref, watchEffect } from 'vue'
import type { ThemeName } from '../../../shared/figures/palette'
import { useSettingsStore } from '../stores/settings'

/** The theme in force, for charts: they cannot read style sheets. */
export const THEME: InjectionKey<ComputedRef<ThemeName>> = Symbol('theme')

/** The theme in force: the person's choice, or the system's. Sets `data-theme` on the page's root, which the style sheets read. */
export function useTheme(): ComputedRef<ThemeName> {
  const settings = useSettingsStore()
  const query = window.matchMedia('(prefers-color-scheme: dark)')
  const systemDark = ref(query.matches)
  const onChange = (event: MediaQueryListEvent): void => {
    systemDark.value = event.matches
  }
  query.addEventListener('change', onChange)
  onScopeDispose(() => query.removeEventListener('change', onChange))
  const theme = computed<ThemeName>(() => (settings.theme === 'system' ? (systemDark.value ? 'dark' : 'light') : settings.theme))
  watchEffect(() => {
    document.documentElement.dataset['theme'] = theme.value
  })
  return theme
}
