import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { FOLLOW_ALL, type ViewChoice } from '../charts/viewport'

/** Which part of the session the chart shows. */
export const useViewStore = defineStore('view', () => {
  const choice = shallowRef<ViewChoice>(FOLLOW_ALL)
  /** First connection on the screen, from 0; null: the newest ones while a session runs, the first ones of a file. */
  const top = ref<number | null>(null)
  const following = computed(() => choice.value.end === null)

  const choose = (next: ViewChoice): void => {
    choice.value = next
  }
  /** Everything, and from then on the end and the newest connections. */
  const showAll = (): void => {
    choice.value = FOLLOW_ALL
    top.value = null
  }
  return { choice, top, following, choose, showAll }
})
