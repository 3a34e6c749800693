import { onScopeDispose, type Ref, ref } from 'vue'

export interface UseAnnouncerReturn {
  /** For a polite live region. */
  readonly said: Readonly<Ref<string>>
  /** Says the text when its turn comes; what came in between and is older is left out. */
  readonly say: (text: string) => void
}

/** ms between two announcements: more often, a screen reader only stammers. */
export const SAY_EVERY_MS = 2_000

export function useAnnouncer(clock: () => number = () => performance.now()): UseAnnouncerReturn {
  const said = ref('')
  let waiting = ''
  let last = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined

  const speak = (): void => {
    timer = undefined
    last = clock()
    said.value = waiting
  }
  onScopeDispose(() => clearTimeout(timer))
  return {
    said,
    say: (text) => {
      waiting = text
      timer ??= setTimeout(speak, Math.max(0, last + SAY_EVERY_MS - clock()))
    }
  }
}
