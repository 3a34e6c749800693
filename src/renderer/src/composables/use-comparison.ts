import { computed, type ComputedRef } from 'vue'
import { type Comparison, comparisonOf, sourcesOf } from '../../../shared/comparison/comparison'
import type { Compare } from '../../../shared/experiment/compare'
import { useExperimentStore } from '../stores/experiment'
import { useSessionStore } from '../stores/session'
import { useViewStore } from '../stores/view'
import { useText } from './use-text'

export interface UseComparisonReturn {
  /** What the experiment on the screen compares; empty: nothing. */
  readonly declared: ComputedRef<readonly Compare[]>
  /** The comparison is shown instead of the chart of all connections. */
  readonly shown: ComputedRef<boolean>
  /** Changes the view, where there is something to compare. */
  readonly toggle: () => void
  readonly at: (index: number) => Comparison | null
}

/** What the run on the screen compares: as far as it has come. */
export function useComparison(): UseComparisonReturn {
  const experiments = useExperimentStore()
  const session = useSessionStore()
  const view = useViewStore()
  const { language } = useText()
  const run = computed(() => (experiments.run !== null && experiments.run.session === session.id ? experiments.run : null))
  const declared = computed(() => run.value?.plan.compare ?? [])
  return {
    declared,
    shown: computed(() => view.comparing && declared.value.length > 0),
    toggle: () => {
      if (declared.value.length > 0) view.comparing = !view.comparing
    },
    at: (index) => {
      const compare = declared.value[index]
      // What is observed grows in place: the session's version tells when.
      if (run.value === null || compare === undefined || session.version < 0 || experiments.revision < 0) return null
      return comparisonOf(sourcesOf(compare, run.value.observed, run.value.experiment.connections.map((name) => name[language.value]), language.value))
    }
  }
}
