import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { FOLLOW_ALL, type ViewChoice } from '../charts/viewport'

/** Which part of the session the chart shows. */
export const useViewStore = defineStore('view', () => {
  const choice = shallowRef<ViewChoice>(FOLLOW_ALL)
  /** First connection on the screen, from 0. */
  const top = ref(0)
  const following = computed(() => choice.value.end === null)

  const choose = (next: ViewChoice): void => {
    choice.value = next
  }
  /** The right edge again, with as much as was on the screen. */
  const follow = (): void => {
    choice.value = { ...choice.value, end: null }
  }
  const showAll = (): void => {
    choice.value = FOLLOW_ALL
  }
  const reset = (): void => {
    choice.value = FOLLOW_ALL
    top.value = 0
  }
  return { choice, top, following, choose, follow, showAll, reset }
})
