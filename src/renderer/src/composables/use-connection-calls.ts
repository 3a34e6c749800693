import { type ComputedRef, type Ref, shallowRef, watch, computed } from 'vue'
import type { ConnectionRow } from '../../../shared/model/connection-rows'
import type { ApiCalled } from '../../../shared/model/events'
import { useSessionStore } from '../stores/session'
import { useLook } from './use-turns'

/** The system calls of one connection so far. Each call of the session is looked at once for as long as the connection stays the same. */
export function useConnectionCalls(row: Ref<ConnectionRow | null>): ComputedRef<readonly ApiCalled[]> {
  const session = useSessionStore()
  const look = useLook('inspector')
  const found = shallowRef<readonly ApiCalled[]>([])
  let looked = 0
  let of: ConnectionRow | null = null
  watch([row, look], ([now]) => {
    const { calls } = session.facts
    if (now !== of) {
      of = now
      looked = 0
      found.value = []
    }
    const more = now === null ? [] : calls.slice(looked).filter(({ conn }) => conn === now.connection.id)
    looked = calls.length
    if (more.length > 0) found.value = [...found.value, ...more]
  }, { immediate: true })
  return computed(() => found.value)
}
