import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { End } from '../../../shared/tcp/state'
import { useSessionStore } from './session'

/** A thing of the session, as far as it is one: null where it has none. */
export interface Pointed {
  readonly conn: string | null
  readonly end: End | null
  /** Its number. */
  readonly packet: number | null
  /** ns since the session's start. */
  readonly at: number | null
}

/** What the pointer is over, in whichever pane: every other pane marks it where it shows it. A click selects it (`useSelectionStore`). */
export const usePointedStore = defineStore('pointed', () => {
  const session = useSessionStore()
  const thing = shallowRef<Pointed | null>(null)

  /** The pointer moves within a thing: what has not changed moves no pane. */
  const point = (next: Pointed): void => {
    const now = thing.value
    if (now === null || now.conn !== next.conn || now.end !== next.end || now.packet !== next.packet || now.at !== next.at) thing.value = next
  }
  const leave = (): void => {
    thing.value = null
  }
  const pointPacket = (n: number): void => {
    const row = session.packets.row(session.packets.indexOf(n))
    if (row !== undefined) point({ conn: row.conn, end: session.rows.get(row.conn)?.connection.client === row.from ? 'client' : 'server', packet: n, at: row.at })
  }
  const pointConnection = (conn: string, end: End | null = null, at: number | null = null): void => point({ conn, end, packet: null, at })
  const pointInstant = (at: number): void => point({ conn: null, end: null, packet: null, at })
  watch(() => session.id, leave)
  return { thing: computed(() => thing.value), leave, pointPacket, pointConnection, pointInstant }
})
