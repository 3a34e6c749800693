import { computed, type ComputedRef } from 'vue'
import { useExperimentStore } from '../stores/experiment'
import { useSessionStore } from '../stores/session'
import { useText } from './use-text'

/**
 * What the experiment calls its connections, in order of appearance: in the language of the window, where it is one of those known here; else as the session was
 * recorded.
 */
export function useConnectionNames(): ComputedRef<readonly string[]> {
  const session = useSessionStore()
  const experiments = useExperimentStore()
  const { language } = useText()
  return computed(() => {
    const recorded = session.header?.connections ?? []
    const { run } = experiments
    const known = run !== null && run.session === session.id ? run.experiment.connections : []
    return known.length === recorded.length ? known.map((name) => name[language.value]) : recorded
  })
}
