import { defineStore } from 'pinia'
import { computed, markRaw, ref, shallowRef, watch } from 'vue'
import { type Experiment, planOf, type Plan } from '../../../shared/experiment/experiment'
import type { ExperimentFault } from '../../../shared/experiment/fault'
import { interestOf, Observed } from '../../../shared/experiment/observed'
import { type Params, resolveParams } from '../../../shared/experiment/params'
import { parseExperiment } from '../../../shared/experiment/parse'
import type { ParamValue } from '../../../shared/ipc/engine'
import type { OwnExperimentFile } from '../../../shared/ipc/lab-own'
import type { SessionEvent, SessionHeader } from '../../../shared/model/events'
import { useLabStore } from './lab'
import { useOwnStore } from './own'

/** An experiment's file: read, or what is wrong with it. */
export type ListedExperiment =
  | { readonly name: string; readonly experiment: Experiment; readonly faults?: undefined }
  | { readonly name: string; readonly experiment?: undefined; readonly faults: readonly ExperimentFault[] }

export type ListedOwn = ListedExperiment & { readonly file: OwnExperimentFile }

/** A run that is on the screen: what was planned, and what has been seen of it. */
export interface ExperimentRun {
  readonly experiment: Experiment
  readonly plan: Plan
  readonly observed: Observed
  readonly session: number
}

/** Which experiment is open, what the person chose and predicted, and what its run has shown. */
export const useExperimentStore = defineStore('experiment', () => {
  const lab = useLabStore()
  const own = useOwnStore()
  const listed = computed(() => (lab.description?.experiments ?? []).map((experiment): ListedExperiment => ({ name: experiment.id, experiment })))
  /** The files of the person's folder; an id that is taken already, by the product or by an earlier file, is a fault. */
  const listedOwn = computed(() => {
    const taken = listed.value.flatMap(({ experiment }) => experiment?.id ?? [])
    return own.files.map((file): ListedOwn => {
      const read = readExperiment(file.source, file.name, file.name, taken)
      if (read.experiment !== undefined) taken.push(read.experiment.id)
      return { ...read, file }
    })
  })
  const chosenId = ref<string | null>(null)
  const params = ref<Record<string, ParamValue>>({})
  const answers = ref<Record<string, string | number>>({})
  const run = shallowRef<ExperimentRun | null>(null)
  const revision = ref(0)

  const find = (id: string | null): Experiment | null => [...listed.value, ...listedOwn.value].find(({ experiment }) => experiment?.id === id)?.experiment ?? null
  const chosen = computed(() => find(chosenId.value))
  /** The file of the experiment that is open, when it is one of the person's own. */
  const chosenFile = computed(() => listedOwn.value.find(({ experiment }) => experiment !== undefined && experiment.id === chosenId.value)?.file ?? null)
  const plan = computed(() => (chosen.value === null ? null : planWith(chosen.value, params.value)))
  watch(plan, (now) => {
    const asked = new Set(now?.predictions.map(({ id }) => id))
    answers.value = Object.fromEntries(Object.entries(answers.value).filter(([id]) => asked.has(id)))
  })

  const choose = (id: string | null): void => {
    if (id !== chosenId.value) {
      params.value = {}
      answers.value = {}
    }
    chosenId.value = id
  }
  const setParam = (name: string, value: ParamValue): void => {
    params.value = { ...params.value, [name]: value }
    answers.value = {}
  }
  const answer = (id: string, value: string | number | null): void => {
    const { [id]: _before, ...others } = answers.value
    answers.value = value === null ? others : { ...others, [id]: value }
  }
  /** A header names what runs, live or from a recording: from here on the run is judged as its events come. */
  const takeEvents = (session: number, events: readonly SessionEvent[]): void => {
    for (const event of events) {
      if (event.type === 'session') begin(session, event)
      if (run.value?.session === session) run.value.observed.apply(event)
    }
    revision.value++
  }
  const begin = (session: number, header: SessionHeader): void => {
    const experiment = find(header.experiment ?? null)
    const planned = experiment === null ? null : planWith(experiment, header.params ?? {})
    if (experiment === null || planned === null) {
      run.value = null
      return
    }
    if (chosenId.value !== experiment.id) choose(experiment.id)
    params.value = { ...planned.params }
    run.value = { experiment, plan: planned, session, observed: markRaw(new Observed(interestOf(planned))) }
  }
  /** What a recording's experiment had planned; null where nobody here knows it. */
  const planFor = (header: SessionHeader): Plan | null => {
    const experiment = find(header.experiment ?? null)
    return experiment === null ? null : planWith(experiment, header.params ?? {})
  }
  const forgetRun = (): void => {
    run.value = null
  }
  return { listed, listedOwn, chosenId, chosen, chosenFile, params, answers, plan, run, revision, choose, setParam, answer, takeEvents, planFor, forgetRun }
})

function readExperiment(source: string, file: string, name: string, taken: readonly string[] = []): ListedExperiment {
  const parsed = parseExperiment(source, file, taken)
  return parsed.ok ? { name, experiment: parsed.value } : { name, faults: parsed.error }
}

/** @returns null when the parameters are none of this experiment's: a recording of another version */
function planWith(experiment: Experiment, given: Params): Plan | null {
  const params = resolveParams(experiment.params, given)
  return params.ok ? planOf(experiment, params.value) : null
}
