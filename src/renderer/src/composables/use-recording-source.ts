import { computed, type ComputedRef } from 'vue'
import type { Failure } from '../../../shared/base/result'
import { uploadCapture } from '../engine/upload'
import { useExperimentStore } from '../stores/experiment'
import { useLabStore } from '../stores/lab'
import type { Other } from '../stores/compared'
import { useRecordsStore } from '../stores/records'
import { useText } from './use-text'

/** A recording that comes with the program, as people know it. */
export interface NamedSample {
  readonly id: string
  readonly title: string
  readonly bytes: number
}

export interface UseRecordingSourceReturn {
  readonly samples: ComputedRef<readonly NamedSample[]>
  /** Title of an experiment, its id where nobody knows it. */
  readonly titleOf: (experiment: string) => string
  /** The shell asks with a dialog of its own; in a browser the page does, and uploads. */
  readonly byDialog: ComputedRef<boolean>
  readonly chooseFile: () => Promise<Other | Failure | null>
  readonly upload: (file: File) => Promise<Other | Failure>
}

/** Where another recording can come from. */
export function useRecordingSource(): UseRecordingSourceReturn {
  const lab = useLabStore()
  const records = useRecordsStore()
  const experiments = useExperimentStore()
  const { language } = useText()
  const titleOf = (id: string): string => experiments.listed.find(({ experiment }) => experiment?.id === id)?.experiment?.title[language.value] ?? id
  return {
    titleOf,
    samples: computed(() => records.samples.map(({ id, bytes }) => ({ id, bytes, title: titleOf(id) }))),
    byDialog: computed(() => lab.description?.shell === 'electron'),
    chooseFile: async () => {
      const answer = await lab.chooseFile()
      if (!answer.ok) return answer.error
      return answer.value === null ? null : { recording: { kind: 'file', token: answer.value.token }, title: answer.value.name }
    },
    upload: async (file) => {
      const answer = await uploadCapture(file)
      return answer.ok ? { recording: { kind: 'file', token: answer.value.token }, title: answer.value.name } : answer.error
    }
  }
}
