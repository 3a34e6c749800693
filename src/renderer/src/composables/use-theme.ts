import { computed, type ComputedRef, type InjectionKey, onScopeDispose, type Ref, ref, watchEffect } from 'vue'
import type { ThemeName } from '../../../shared/figures/palette'
import { useSettingsStore } from '../stores/settings'

/** The theme in force, for charts: they cannot read style sheets. */
export const THEME: InjectionKey<ComputedRef<ThemeName>> = Symbol('theme')

/**
 * The theme in force: a projector's, the person's choice, or the system's (which may ask for more contrast). Sets `data-theme` and `data-projector` on the page's root, which the
 * style sheets read.
 */
export function useTheme(): ComputedRef<ThemeName> {
  const settings = useSettingsStore()
  const dark = useMedia('(prefers-color-scheme: dark)')
  const contrast = useMedia('(prefers-contrast: more)')
  const theme = computed<ThemeName>(() => {
    if (settings.projector) return 'contrast'
    if (settings.theme !== 'system') return settings.theme
    return contrast.value ? 'contrast' : dark.value ? 'dark' : 'light'
  })
  watchEffect(() => {
    const { dataset } = document.documentElement
    dataset['theme'] = theme.value
    dataset['projector'] = settings.projector ? 'on' : 'off'
  })
  return theme
}

/** Whether a media query holds; a browser that does not know the feature says no. */
function useMedia(text: string): Readonly<Ref<boolean>> {
  const query = window.matchMedia(text)
  const holds = ref(query.matches)
  const onChange = (event: MediaQueryListEvent): void => {
    holds.value = event.matches
  }
  query.addEventListener('change', onChange)
  onScopeDispose(() => query.removeEventListener('change', onChange))
  return holds
}
