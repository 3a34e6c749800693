import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Failure } from '../../../shared/base/result'
import type { Alignment, RecordingSide } from '../../../shared/comparison/recordings'
import type { CapturePart } from '../../../shared/ipc/capture-part'
import type { RecordingNamed } from '../../../shared/ipc/lab-records'
import { useLabStore } from './lab'
import { useRecordsStore } from './records'
import { useSelectionStore } from './selection'
import { useSessionStore } from './session'

/** A recording that was chosen to stand beside the one on the screen. */
export interface Other {
  readonly recording: RecordingNamed
  readonly title: string
}

/** The recording on the screen and another one, side by side. */
export const useComparedStore = defineStore('compared', () => {
  const lab = useLabStore()
  const session = useSessionStore()
  const selection = useSelectionStore()
  const records = useRecordsStore()
  /** The person is asked which one. */
  const choosing = ref(false)
  const other = shallowRef<Other | null>(null)
  const alignment = ref<Alignment>('closing')
  const failure = shallowRef<Failure | null>(null)
  /** Ours, and the other's, as far as they have been read. */
  const parts = shallowRef<readonly [CapturePart | null, CapturePart | null]>([null, null])
  /** Answers to questions that were asked before the latest are thrown away. */
  let asked = 0

  /** A session that runs has no end yet: it is compared when it is over. */
  const possible = computed(() => session.header !== null && !lab.busy && lab.channel.state === 'open')
  const shown = computed(() => other.value !== null)
  const reading = computed(() => shown.value && failure.value === null && parts.value.includes(null))
  const sides = computed<readonly RecordingSide[] | null>(() => {
    const [ours, others] = parts.value
    return other.value === null || ours === null || others === null ? null : [{ title: ownTitle.value, part: ours }, { title: other.value.title, part: others }]
  })
  const ownTitle = computed(() => lab.openedName ?? lab.kept?.name ?? session.header?.experiment ?? '')

  const choose = (): void => {
    if (possible.value) choosing.value = true
  }
  const close = (): void => {
    choosing.value = false
    other.value = failure.value = null
    parts.value = [null, null]
    asked++
  }
  const begin = async (chosen: Other): Promise<void> => {
    choosing.value = false
    other.value = chosen
    failure.value = null
    parts.value = [null, null]
    await Promise.all([read(0, selection.conn), read(1, null)])
  }
  /** Another connection of one of them. @param conn its id; null: the first */
  const read = async (side: 0 | 1, conn: string | null): Promise<void> => {
    const recording = side === 0 ? OURS : other.value?.recording
    if (recording === undefined) return
    const question = asked
    const answer = await records.part(recording, conn)
    if (question !== asked) return
    if (answer.ok) parts.value = side === 0 ? [answer.value, parts.value[1]] : [parts.value[0], answer.value]
    else failure.value = answer.error
  }
  watch([() => session.id, () => lab.busy], close, { flush: 'sync' })
  return { choosing, other, alignment, failure, parts, possible, shown, reading, sides, choose, close, begin, read }
})

const OURS: RecordingNamed = { kind: 'session' }
