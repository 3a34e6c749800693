import { onScopeDispose, type Ref, ref } from 'vue'

export interface UseCopyReturn {
  /** For a moment after a copy. */
  readonly copied: Readonly<Ref<boolean>>
  readonly copy: (text: string) => Promise<void>
}

const SHOWN_MS = 1_500

/** Text to the clipboard. Where the page may not (no permission asked, none given), through a selection as browsers always allowed. */
export function useCopy(): UseCopyReturn {
  const copied = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))
  const copy = async (text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      copyBySelection(text)
    }
    copied.value = true
    clearTimeout(timer)
    timer = setTimeout(() => {
      copied.value = false
    }, SHOWN_MS)
  }
  return { copied, copy }
}

function copyBySelection(text: string): void {
  const before = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'visually-hidden'
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus()
}
