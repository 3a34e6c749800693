import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Failure } from '../../../shared/base/result'
import type { ExportWanted, SessionExported } from '../../../shared/ipc/lab-export'
import { useLabStore } from './lab'
import { useSessionStore } from './session'

/** The dialog about what is to be made of the session, and the making of it. */
export const useExportStore = defineStore('export', () => {
  const lab = useLabStore()
  const session = useSessionStore()
  const shown = ref(false)
  const busy = ref(false)
  /** 0 to 1: how much of the file has been read. */
  const share = ref(0)
  const done = shallowRef<SessionExported | null>(null)
  const failure = shallowRef<Failure | null>(null)
  let stopping = false
  const possible = computed(() => session.header !== null && lab.channel.state === 'open')

  const open = (): void => {
    done.value = failure.value = null
    shown.value = true
  }
  /** What goes on ends with the dialog. */
  const close = (): void => {
    if (busy.value) stop()
    shown.value = false
  }
  /** @returns what was written; null when nothing was */
  const start = async (wanted: ExportWanted): Promise<SessionExported | null> => {
    busy.value = true
    stopping = false
    share.value = 0
    done.value = failure.value = null
    const answer = await lab.ask((to) => to.exportSession(wanted))
    busy.value = false
    if (answer.ok) done.value = answer.value
    // What the person has stopped is not told to them as a failure.
    else if (!stopping || answer.error.code !== 'stopped') failure.value = answer.error
    return done.value
  }
  const stop = (): void => {
    stopping = true
    void lab.ask(async (to) => ({ ok: true, value: await to.stopExport() }))
  }
  const takeProgress = (read: number, total: number): void => {
    share.value = total === 0 ? 0 : Math.min(1, read / total)
  }
  return { shown, possible, busy, share, done, failure, open, close, start, stop, takeProgress }
})
