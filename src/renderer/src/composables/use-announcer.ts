import { computed, type ComputedRef, onScopeDispose, shallowRef } from 'vue'

export interface UseAnnouncerReturn {
  /** For a polite live region. */
  readonly said: ComputedRef<string>
  /** Says a text when its turn comes; what came in between and is older is left out. It is asked again when the language changes. */
  readonly say: (text: () => string) => void
}

/** ms between two announcements: more often, a screen reader only stammers. */
export const SAY_EVERY_MS = 2_000

export function useAnnouncer(clock: () => number = () => performance.now()): UseAnnouncerReturn {
  const spoken = shallowRef((): string => '')
  let waiting = spoken.value
  let last = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined

  const speak = (): void => {
    timer = undefined
    last = clock()
    spoken.value = waiting
  }
  onScopeDispose(() => clearTimeout(timer))
  return {
    said: computed(() => spoken.value()),
    say: (text) => {
      waiting = text
      timer ??= setTimeout(speak, Math.max(0, last + SAY_EVERY_MS - clock()))
    }
  }
}
