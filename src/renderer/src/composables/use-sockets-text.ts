import { computed, onScopeDispose, type Ref, ref, watch } from 'vue'
import type { Failure } from '../../../shared/base/result'
import { useLabStore } from '../stores/lab'
import { useSessionStore } from '../stores/session'

export interface UseSocketsTextReturn {
  /** What ss printed last; empty before. */
  readonly text: Readonly<Ref<string>>
  readonly failure: Readonly<Ref<Failure | null>>
  readonly refresh: () => Promise<void>
  /** So few sockets that it may be asked again and again; else only for what a person chose. */
  readonly few: Readonly<Ref<boolean>>
}

/** ms between two askings while few sockets are there, and connections from which it is asked for a person's choice only: ss then prints megabytes. */
const EVERY_MS = 1_000
const MANY = 400

/** What `ss -tanoe` prints in the session's network, asked again and again while `wanted` and the session runs. */
export function useSocketsText(wanted: Ref<boolean>): UseSocketsTextReturn {
  const lab = useLabStore()
  const session = useSessionStore()
  const text = ref('')
  const failure = ref<Failure | null>(null)
  let asking = false
  const few = computed(() => session.version >= 0 && session.rows.rows.length < MANY)

  const refresh = async (): Promise<void> => {
    if (asking || lab.phase !== 'running') return
    asking = true
    const answer = await lab.socketsText()
    asking = false
    if (answer.ok) text.value = answer.value
    failure.value = answer.ok ? null : answer.error
  }
  const timer = setInterval(() => {
    if (wanted.value && few.value) void refresh()
  }, EVERY_MS)
  watch([wanted, () => lab.phase], () => {
    if (wanted.value) void refresh()
  }, { immediate: true })
  watch(() => session.id, () => {
    text.value = ''
    failure.value = null
  })
  onScopeDispose(() => clearInterval(timer))
  return { text, failure, refresh, few }
}

/** The line in which ss prints this end; undefined when it prints none. IPv4 addresses may stand in their IPv6 form. */
export function socketLine(text: string, local: string, remote: string): string | undefined {
  const ports = [local, remote].map((endpoint) => endpoint.slice(endpoint.lastIndexOf(':')))
  return text.split('\n').find((line) => {
    // Of thousands of lines most are told apart by this alone.
    if (!ports.every((port) => line.includes(port))) return false
    const columns = line.trim().split(/\s+/)
    return plain(columns[3]) === plain(local) && plain(columns[4]) === plain(remote)
  })?.trim()
}

const plain = (endpoint: string | undefined): string => (endpoint ?? '').replace(/^\[::ffff:([0-9.]+)\]/, '$1').replace(/%[a-z0-9]+/, '')
