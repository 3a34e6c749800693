import { type ComputedRef, watch } from 'vue'
import { useLabStore } from '../stores/lab'
import { useSessionStore } from '../stores/session'
import { useAnnouncer } from './use-announcer'
import { useStepTitle } from './use-happenings'
import { useText } from './use-text'

/** What a person who does not see the window is told: the session's phases, the experiment's steps, TIME-WAITs that come and go. */
export function useAnnouncements(): ComputedRef<string> {
  const lab = useLabStore()
  const session = useSessionStore()
  const titleOf = useStepTitle()
  const { t, numbers } = useText()
  const { said, say } = useAnnouncer()

  watch(() => lab.phase, (phase) => say(() => t(`announce.${phase}`)))
  watch(() => (session.version < 0 ? undefined : session.facts.steps.at(-1)), (step) => {
    if (step !== undefined) say(() => titleOf(step))
  })
  watch(() => (session.version < 0 ? 0 : session.rows.waiting.size), (count, before) => {
    if (count !== before) say(() => t('announce.waiting', { count: numbers.value.count(count) }))
  })
  watch(() => session.result, (result) => {
    if (result !== null) say(() => t('announce.result', { held: numbers.value.count(result.checks.filter(({ ok }) => ok).length), total: numbers.value.count(result.checks.length) }))
  })
  return said
}
