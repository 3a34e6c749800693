import { onScopeDispose, type Ref, shallowRef, watch } from 'vue'

export interface Size {
  readonly width: number
  readonly height: number
}

/** px of an element's content box, kept up to date. */
export function useSize(element: Ref<HTMLElement | null>): Readonly<Ref<Size>> {
  const size = shallowRef<Size>({ width: 0, height: 0 })
  const observer = new ResizeObserver(([entry]) => {
    if (entry !== undefined) size.value = { width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) }
  })
  watch(element, (now, before) => {
    if (before) observer.unobserve(before)
    if (now) observer.observe(now)
  }, { immediate: true, flush: 'post' })
  onScopeDispose(() => observer.disconnect())
  return size
}
