import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { MANY_CONNECTIONS } from '../charts/overview-layout'
import { FOLLOW_ALL, type ViewChoice } from '../charts/viewport'
import { useSessionStore } from './session'

/** Which part of the session the chart shows. */
export const useViewStore = defineStore('view', () => {
  const session = useSessionStore()
  const choice = shallowRef<ViewChoice>(FOLLOW_ALL)
  /** First connection on the screen, from 0; null: nobody chose (`lastLane` in shown.ts). */
  const top = ref<number | null>(null)
  /** Connections that were chosen to be shown as lanes at once; null: as many as there is room for. */
  const rows = ref<number | null>(null)
  /** Lanes were asked for although there are many connections. */
  const lanes = ref(false)
  /** Connections stand beside each other instead of below each other, where the experiment compares some. */
  const comparing = ref(false)
  const following = computed(() => choice.value.end === null)
  /** More connections than lanes can show: an overview comes first. */
  const many = computed(() => session.version >= 0 && session.rows.rows.length >= MANY_CONNECTIONS)
  const overview = computed(() => many.value && !lanes.value)

  const choose = (next: ViewChoice): void => {
    choice.value = next
  }
  /** Everything, and from then on the end and the newest connections. */
  const showAll = (): void => {
    choice.value = FOLLOW_ALL
    top.value = rows.value = null
  }
  /** These connections as lanes. */
  const showLanes = (first: number, count: number): void => {
    lanes.value = true
    top.value = first
    rows.value = count
  }
  const showOverview = (): void => {
    lanes.value = false
    rows.value = null
  }
  const toggleOverview = (): void => {
    if (overview.value) lanes.value = true
    else showOverview()
  }
  return { choice, top, comparing, rows, following, many, overview, choose, showAll, showLanes, showOverview, toggleOverview }
})
