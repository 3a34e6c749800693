import { computed, onScopeDispose, watch } from 'vue'
import { COMMAND_KEYS, MENU_COMMANDS, type MenuCommand } from '../../../shared/ipc/lab-desktop'
import { useLabStore } from '../stores/lab'
import { useSessionStore } from '../stores/session'
import { useUnkeptStore } from '../stores/unkept'
import { useViewStore } from '../stores/view'
import type { Actions } from './use-actions'
import type { Shortcuts } from './use-shortcuts'
import { useText } from './use-text'

export type Commands = Readonly<Record<MenuCommand, () => void>>

/** The commands' keys as the page listens to them: those of the menu, so that both always agree. `run` and `stop` share one. */
export function commandShortcuts(obey: (name: MenuCommand) => void, runOrStop: () => void): Shortcuts {
  const shortcuts: Record<string, () => void> = {}
  for (const name of MENU_COMMANDS) {
    const key = COMMAND_KEYS[name]
    if (key === 'Space') shortcuts[' '] = runOrStop
    else if (key !== undefined) shortcuts[key.toLowerCase().replace('cmdorctrl', 'ctrl')] = () => obey(name)
  }
  return shortcuts
}

/** Which commands would do something now. */
export function useAvailable(actions: Actions, canMark: () => boolean): { readonly value: readonly MenuCommand[] } {
  const lab = useLabStore()
  const session = useSessionStore()
  const view = useViewStore()
  return computed(() => {
    const open = lab.channel.state === 'open'
    const shown = session.header !== null
    const can: Readonly<Record<MenuCommand, boolean>> = {
      run: open && !lab.busy && actions.runnable.value !== null, stop: lab.phase === 'running', watch: open && !lab.busy && lab.canRun, open: open && !lab.busy,
      keep: open && shown && session.header?.mode !== 'file', mark: canMark(), follow: shown, scale: true, overview: view.many, projector: true, filter: shown, terminals: actions.terminals.value !== null, sidebar: true, keys: true, about: true
    }
    return MENU_COMMANDS.filter((name) => can[name])
  })
}

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
