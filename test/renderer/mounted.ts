import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { type Component, computed, defineComponent, h, provide } from 'vue'
import { ACTIONS, makeActions } from '../../src/renderer/src/composables/use-actions'
import { THEME } from '../../src/renderer/src/composables/use-theme'
import { createCatalogue } from '../../src/renderer/src/i18n'
import { useLabStore } from '../../src/renderer/src/stores/lab'
import type { Language } from '../../src/shared/ipc/engine'
import { description } from './fake-shell'

/** Fresh stores of a window that is connected and knows the experiments. Before each test. */
export function freshWindow(): void {
  setActivePinia(createPinia())
  const lab = useLabStore()
  lab.description = description
  lab.channel = { state: 'open' }
}

/** A component as the window holds it, with words, theme and actions around it. */
export function mounted(component: Component, props: Record<string, unknown> = {}, language: Language = 'en'): VueWrapper {
  const Around = defineComponent({
    setup: () => {
      provide(THEME, computed(() => 'light' as const))
      provide(ACTIONS, makeActions(() => {}))
      return () => h(component, props)
    }
  })
  return mount(Around, { global: { plugins: [createCatalogue(language)] }, attachTo: document.body })
}
