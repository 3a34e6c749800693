import { nextTick, onScopeDispose, type Ref, ref, watch } from 'vue'

export interface UseScrollReturn {
  /** px from the top. */
  readonly top: Readonly<Ref<number>>
  readonly scrollTo: (top: number) => void
}

/**
 * Where an element is scrolled to. Moved by the program, it is there at once for whoever draws what is in sight: the element itself would tell of it with the next frame only,
 * which would draw everything twice. The element is moved after all has been drawn, because it must be laid out for that: so that is done once.
 */
export function useScroll(element: Ref<HTMLElement | null>): UseScrollReturn {
  const top = ref(0)
  /** Where the element is to be moved, once it is drawn: it may not be there yet. */
  let wanted: number | undefined
  const onScroll = (event: Event): void => {
    if (event.currentTarget instanceof HTMLElement) top.value = event.currentTarget.scrollTop
  }
  const move = (): void => {
    if (element.value === null || wanted === undefined) return
    element.value.scrollTop = wanted
    wanted = undefined
  }
  watch(element, (now, before) => {
    before?.removeEventListener('scroll', onScroll)
    now?.addEventListener('scroll', onScroll, { passive: true })
    if (wanted === undefined) top.value = now?.scrollTop ?? top.value
    else void nextTick(move)
  }, { immediate: true, flush: 'post' })
  onScopeDispose(() => element.value?.removeEventListener('scroll', onScroll))

  const scrollTo = (to: number): void => {
    top.value = Math.max(0, Math.round(to))
    if (wanted === undefined) void nextTick(move)
    wanted = top.value
  }
  return { top, scrollTo }
}
