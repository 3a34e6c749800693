import { onScopeDispose } from 'vue'

/** What a key does; keys as KeyboardEvent.key gives them, letters in lower case, with `ctrl+` before those that need Ctrl (on a Mac: Command). */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>

/** Keys for the whole window. Text fields keep theirs, except those with Ctrl, and a button that has the focus keeps Space and Enter. */
export function useShortcuts(shortcuts: Shortcuts, target: Window = window): void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey) return
    const ctrl = event.ctrlKey || event.metaKey
    const element = event.target instanceof HTMLElement ? event.target : null
    if (!ctrl && element !== null && (isText(element) || (event.key === ' ' && isPressable(element)))) return
    const action = ctrl && event.shiftKey ? undefined : shortcuts[`${ctrl ? 'ctrl+' : ''}${keyOf(event)}`]
    if (action === undefined) return
    event.preventDefault()
    action(event)
  }
  target.addEventListener('keydown', onKey)
  onScopeDispose(() => target.removeEventListener('keydown', onKey))
}

/** A Korean keyboard writes jamo: letters are taken from the key's place then. */
function keyOf({ key, code }: KeyboardEvent): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter !== undefined && !/^[a-z]$/i.test(key)) return letter.toLowerCase()
  return key.length === 1 ? key.toLowerCase() : key
}

const isText = (element: HTMLElement): boolean =>
  element.isContentEditable || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement ||
  (element instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(element.type))
const isPressable = (element: HTMLElement): boolean => element instanceof HTMLInputElement || element.closest('button, a, [role="button"], summary') !== null
