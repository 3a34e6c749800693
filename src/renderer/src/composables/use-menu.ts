import { onScopeDispose, watch } from 'vue'
import { useLabStore } from '../stores/lab'
import { useSessionStore } from '../stores/session'
import { useUnkeptStore } from '../stores/unkept'
import type { MenuCommand } from '../../../shared/ipc/lab-desktop'
import { useText } from './use-text'

/** Tells the program around the page what its menu and its title depend on, and the browser that closing the tab would lose a recording. */
export function useWindowState(available: { readonly value: readonly MenuCommand[] }): void {
  const lab = useLabStore()
  const session = useSessionStore()
  const unkept = useUnkeptStore()
  const { language } = useText()

  watch([() => lab.channel.state, language, () => available.value.join()] as const, ([state, now]) => {
    if (state === 'open') lab.tellWindowState({ language: now, available: available.value })
  }, { immediate: true })

  watch(() => lab.openedName ?? session.header?.experiment ?? null, (name) => {
    document.title = name === null ? 'TIME_WAIT Lab' : `${name} – TIME_WAIT Lab`
  }, { immediate: true })

  const beforeUnload = (event: BeforeUnloadEvent): void => {
    // On the desktop the shell asks, with words of its own.
    if (unkept.unkept && lab.description?.shell === 'browser') event.preventDefault()
  }
  window.addEventListener('beforeunload', beforeUnload)
  onScopeDispose(() => window.removeEventListener('beforeunload', beforeUnload))
}
