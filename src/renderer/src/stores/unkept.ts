import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { useLabStore } from './lab'
import { useNotesStore } from './notes'
import { useSessionStore } from './session'

/**
 * A recording that has no name yet ends with the next session. Before that the person is asked, unless they said that this window need not ask again.
 * (Closing the window is asked about by the shell, or by the browser.)
 */
export const useUnkeptStore = defineStore('unkept', () => {
  const lab = useLabStore()
  const session = useSessionStore()
  const notes = useNotesStore()
  /** What waits for the answer. */
  const next = shallowRef<(() => void) | null>(null)
  const quiet = ref(false)

  /** Something was recorded, and would be gone. The recording of an engine that died has got its name already. */
  const recorded = computed(() =>
    session.version >= 0 && session.header !== null && session.header.mode !== 'file' && session.packets.count > 0 && lab.kept === null && lab.phase !== 'died' &&
    lab.channel.state === 'open')
  /** Notes in a copy of a file. */
  const noted = computed(() => notes.unkept && lab.kept === null && lab.channel.state === 'open')
  const unkept = computed(() => recorded.value || noted.value)

  /** @param then what would end the recording: done at once, or after the answer, or never */
  const leave = (then: () => void): void => {
    if (unkept.value && !quiet.value) next.value = then
    else then()
  }
  const answer = async (how: 'keep' | 'discard' | 'cancel'): Promise<void> => {
    const then = next.value
    next.value = null
    if (how === 'keep') await lab.keep()
    // What could not be kept stays; why is on the screen.
    if (how === 'discard' || (how === 'keep' && lab.kept !== null)) then?.()
  }
  return { next, quiet, unkept, noted, leave, answer }
})
