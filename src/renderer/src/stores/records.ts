import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import type { Result } from '../../../shared/base/result'
import type { CapturePart } from '../../../shared/ipc/capture-part'
import type { GradedCapture } from '../../../shared/ipc/grading'
import type { Language } from '../../../shared/ipc/engine'
import type { RecordingNamed, RubricFile, Sample } from '../../../shared/ipc/lab-records'
import { useLabStore } from './lab'

/** Recordings as they lie there, and what comes with the program: nothing in here touches the session on the screen. */
export const useRecordsStore = defineStore('records', () => {
  const lab = useLabStore()
  const samples = shallowRef<readonly Sample[]>([])
  const rubrics = shallowRef<readonly RubricFile[]>([])
  const loaded = ref(false)

  const load = async (): Promise<void> => {
    const [known, files] = await Promise.all([lab.ask((to) => to.samples().then(asValue)), lab.ask((to) => to.rubrics().then(asValue))])
    // A list that does not come stays empty: recordings can still be opened.
    if (known.ok) samples.value = known.value
    if (files.ok) rubrics.value = files.value
    loaded.value = true
  }
  watch(() => lab.channel.state, (state) => {
    if (state === 'open' && !loaded.value) void load()
  }, { immediate: true })

  const part = (recording: RecordingNamed, conn: string | null): Promise<Result<CapturePart>> => lab.ask((to) => to.recordingPart(recording, conn))
  const grade = (recording: RecordingNamed, rubric: string, language: Language): Promise<Result<GradedCapture>> => lab.ask((to) => to.gradeRecording(recording, rubric, language))
  return { samples, rubrics, part, grade }
})

const asValue = <T>(value: T): Result<T> => ({ ok: true, value })
