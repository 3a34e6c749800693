import { computed, type ComputedRef } from 'vue'
import type { Happening } from '../../../shared/figures/event-flags'
import type { StepReached } from '../../../shared/model/events'
import { useExperimentStore } from '../stores/experiment'
import { useSessionStore } from '../stores/session'
import { useText } from './use-text'

/** A step in the window's language, where its experiment is known; else as it was told, in that of the run. */
export function useStepTitle(): (step: Pick<StepReached, 'id' | 'title'>) => string {
  const experiments = useExperimentStore()
  const { language } = useText()
  const titles = computed(() => new Map(experiments.run?.plan.steps.map(({ id, title }) => [id, title[language.value]])))
  return ({ id, title }) => titles.value.get(id) ?? title
}

/** What stands above the chart: steps, faults and notes of the session. */
export function useHappenings(): ComputedRef<Happening[]> {
  const session = useSessionStore()
  const titleOf = useStepTitle()
  return computed(() => {
    const { facts, version } = session
    return version < 0 ? [] : [
      ...facts.steps.map((step) => ({ kind: 'step' as const, at: step.at, text: titleOf(step) })),
      ...facts.faults.filter(({ action }) => action !== 'sysctl').map(({ at, detail }) => ({ kind: 'fault' as const, at, text: detail })),
      ...facts.notes.map(({ at, text }) => ({ kind: 'note' as const, at, text }))
    ]
  })
}
