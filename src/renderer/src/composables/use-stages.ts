import { onScopeDispose, readonly, type Ref, ref, watch } from 'vue'
import { nextFrame } from '../session/next-frame'

/**
 * Grows from 0 to `last`, by one in each frame, from when the condition holds for the first time. What is made for the first time runs code that was never run: all of
 * a screen in one frame is a long frame. Made again it is made at once.
 */
export function useStages(begins: () => boolean, last: number): Readonly<Ref<number>> {
  const stage = ref(0)
  let cancel: (() => void) | undefined
  const step = (): void => {
    stage.value++
    if (stage.value < last) cancel = nextFrame(step)
  }
  watch(begins, (holds) => {
    if (holds && cancel === undefined) cancel = nextFrame(step)
  }, { immediate: true })
  onScopeDispose(() => cancel?.())
  return readonly(stage)
}
