import { onScopeDispose, readonly, type Ref, ref, watch } from 'vue'
import { nextFrame } from '../session/next-frame'

/**
 * Grows from 0 to `last`, by one in each frame, from when the condition holds for the first time. What is made for the first time runs code that was never run: all of
 * a screen in one frame is a long frame. Made again it is made at once; what was asked for and taken back before all of it was made begins from 0 again.
 */
export function useStages(begins: () => boolean, last: number): Readonly<Ref<number>> {
  const stage = ref(0)
  let cancel: (() => void) | undefined
  const step = (): void => {
    stage.value++
    if (stage.value < last) cancel = nextFrame(step)
  }
  watch(begins, (holds) => {
    if (stage.value === last) return
    cancel?.()
    stage.value = 0
    if (holds) cancel = nextFrame(step)
  }, { immediate: true })
  onScopeDispose(() => cancel?.())
  return readonly(stage)
}

/** Whether the condition has held for so many frames: what it brings does not come in the frame that has everything else to do that follows from it. What holds from the beginning is not waited for. */
export function useFramesAfter(condition: () => boolean, frames: number): Readonly<Ref<boolean>> {
  const has = ref(condition())
  let cancel: (() => void) | undefined
  const wait = (left: number): void => {
    if (left === 0) has.value = true
    else cancel = nextFrame(() => wait(left - 1))
  }
  watch(condition, (holds) => {
    cancel?.()
    if (holds) wait(frames)
    else has.value = false
  }, { flush: 'sync' })
  onScopeDispose(() => cancel?.())
  return readonly(has)
}
