import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { Proof } from '../../../shared/model/events'
import type { End } from '../../../shared/tcp/state'
import { useSessionStore } from './session'

/** One selection and one time cursor for every pane. */
export const useSelectionStore = defineStore('selection', () => {
  const session = useSessionStore()
  const conn = ref<string | null>(null)
  const end = ref<End | null>(null)
  /** Number of the selected packet. */
  const packet = ref<number | null>(null)
  /** ns since the session's start. */
  const cursor = ref<number | null>(null)
  /** Grows with every selection that panes shall scroll to. */
  const revealed = ref(0)

  const clear = (): void => {
    conn.value = end.value = packet.value = cursor.value = null
  }
  const selectConnection = (id: string, which: End | null = null, at: number | null = null): void => {
    conn.value = id
    end.value = which
    packet.value = null
    cursor.value = at ?? cursor.value
    revealed.value++
  }
  const selectPacket = (n: number): void => {
    const row = session.packets.row(session.packets.indexOf(n))
    if (row === undefined) return
    conn.value = row.conn
    end.value = session.rows.get(row.conn)?.connection.client === row.from ? 'client' : 'server'
    packet.value = n
    cursor.value = row.at
    revealed.value++
  }
  const selectInstant = (at: number): void => {
    cursor.value = at
    packet.value = null
    revealed.value++
  }
  /** What decided a check: wherever it can be seen, it is selected. */
  const selectProof = (proof: Proof): void => {
    if (proof.event === 'packet' && proof.n !== undefined) return selectPacket(proof.n)
    if (proof.conn !== undefined) return selectConnection(proof.conn, proof.end ?? null, proof.at ?? null)
    if (proof.at !== undefined) selectInstant(proof.at)
  }
  return { conn, end, packet, cursor, revealed, clear, selectConnection, selectPacket, selectInstant, selectProof }
})
