import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Language } from '../../../shared/ipc/engine'
import type { OwnExperiments } from '../../../shared/ipc/lab-own'
import { type Wanted, useLabStore } from './lab'

type OwnWanted = Extract<Wanted, { readonly kind: 'own' }>

/** A question that is open: may these programs run? */
export interface ConsentQuestion {
  readonly wanted: OwnWanted
  /** The experiment's title. */
  readonly title: string
  readonly commands: readonly (readonly string[])[]
  readonly language: Language
}

/** A person's own experiments: the files of the laboratory's folder, and the question whether one may run its programs. */
export const useOwnStore = defineStore('own', () => {
  const lab = useLabStore()
  const listed = shallowRef<OwnExperiments | null>(null)
  const loading = ref(false)
  const question = shallowRef<ConsentQuestion | null>(null)
  const files = computed(() => listed.value?.files ?? [])

  const load = async (): Promise<void> => {
    if (loading.value) return
    loading.value = true
    const answer = await lab.ownExperiments()
    if (answer.ok) listed.value = answer.value
    loading.value = false
  }
  /** Starts it; where its programs have not been agreed to, the person is asked instead, and what is on the screen stays. */
  const start = async (asked: ConsentQuestion): Promise<void> => {
    const { name, hash, params } = asked.wanted
    const may = asked.commands.length === 0 ? undefined : await lab.mayRun({ name, hash, params })
    if (may?.ok === false && may.error.code === 'programs-not-allowed') {
      question.value = asked
      return
    }
    await lab.start(asked.wanted, asked.language)
    if (lab.failure?.code === 'experiment-changed') await load()
  }
  const allow = async (): Promise<void> => {
    const asked = question.value
    if (asked === null) return
    question.value = null
    const { name, hash, params } = asked.wanted
    const answer = await lab.allowPrograms({ name, hash, params })
    if (answer.ok) await lab.start(asked.wanted, asked.language)
    else {
      lab.failure = answer.error
      await load()
    }
  }
  const refuse = (): void => {
    question.value = null
  }
  return { listed, files, loading, question, load, start, allow, refuse }
})
