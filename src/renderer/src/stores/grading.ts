import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Failure, Result } from '../../../shared/base/result'
import type { ExperimentFault } from '../../../shared/experiment/fault'
import { parseRubric, type Rubric } from '../../../shared/grading/rubric'
import type { Language } from '../../../shared/ipc/engine'
import type { GradedCapture } from '../../../shared/ipc/grading'
import type { RubricFile } from '../../../shared/ipc/lab-records'
import { useLabStore } from './lab'
import { useRecordsStore } from './records'
import { useSessionStore } from './session'

/** A rubric's file, read: or what is wrong with it. */
export interface ReadRubric {
  readonly name: string
  readonly read: Result<Rubric, readonly ExperimentFault[]>
}

/** The recording on the screen, graded by a rubric. */
export const useGradingStore = defineStore('grading', () => {
  const lab = useLabStore()
  const session = useSessionStore()
  const records = useRecordsStore()
  const shown = ref(false)
  const busy = ref(false)
  /** One that the person brought. */
  const own = shallowRef<RubricFile | null>(null)
  const chosen = ref<string | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const graded = shallowRef<{ readonly rubric: Rubric; readonly capture: GradedCapture } | null>(null)
  let asked = 0

  const possible = computed(() => session.header !== null && !lab.busy && lab.channel.state === 'open')
  const files = computed<readonly RubricFile[]>(() => (own.value === null ? records.rubrics : [...records.rubrics, own.value]))
  const rubrics = computed(() => files.value.map(({ name, source }): ReadRubric => ({ name, read: parseRubric(source, name) })))
  const rubric = computed(() => rubrics.value.find(({ name }) => name === chosen.value) ?? null)

  /** Opens it with the rubric of the recording's own experiment, where there is one. */
  const begin = (language: Language): void => {
    if (!possible.value) return
    shown.value = true
    const fitting = rubrics.value.find(({ read }) => read.ok && read.value.experiment !== undefined && read.value.experiment === session.header?.experiment)
    void choose(rubric.value?.name ?? fitting?.name ?? null, language)
  }
  const choose = (name: string | null, language: Language): Promise<void> => {
    chosen.value = name
    graded.value = null
    return ask(language)
  }
  /** By the rubric that is chosen; what is on the screen stays until that is answered: what was found is told anew in another language. */
  const ask = async (language: Language): Promise<void> => {
    failure.value = null
    const question = ++asked
    const read = rubric.value?.read
    busy.value = read?.ok === true
    if (read?.ok !== true) return
    const answer = await records.grade({ kind: 'session' }, read.value.source, language)
    if (question !== asked) return
    busy.value = false
    if (answer.ok) graded.value = { rubric: read.value, capture: answer.value }
    else failure.value = answer.error
  }
  /** A rubric from the person's disk; named as its file, unless one that comes with the program is. */
  const bring = (file: RubricFile, language: Language): Promise<void> => {
    const name = records.rubrics.some((known) => known.name === file.name) ? `${file.name} *` : file.name
    own.value = { ...file, name }
    return choose(name, language)
  }
  const close = (): void => {
    shown.value = busy.value = false
    graded.value = failure.value = null
    asked++
  }
  watch([() => session.id, () => lab.busy], close, { flush: 'sync' })
  return { shown, busy, chosen, failure, graded, possible, rubrics, rubric, begin, choose, ask, bring, close }
})
