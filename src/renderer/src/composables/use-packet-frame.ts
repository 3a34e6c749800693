import { type Ref, ref, shallowRef, watch } from 'vue'
import type { Failure } from '../../../shared/base/result'
import type { PacketFrame } from '../../../shared/ipc/packet-frame'
import { useLabStore } from '../stores/lab'
import { useSessionStore } from '../stores/session'

export interface UsePacketFrameReturn {
  /** The frame of the packet asked for last that has come; the one before stays until then. */
  readonly frame: Readonly<Ref<PacketFrame | null>>
  readonly failure: Readonly<Ref<Failure | null>>
}

/** The captured bytes of a packet, asked of the engine whenever another one is chosen. @param packet its number; null: none */
export function usePacketFrame(packet: Ref<number | null>): UsePacketFrameReturn {
  const lab = useLabStore()
  const session = useSessionStore()
  const frame = shallowRef<PacketFrame | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const asked = ref(0)

  watch([packet, () => session.id], async ([n]) => {
    const mine = ++asked.value
    if (n === null) {
      frame.value = failure.value = null
      return
    }
    const answer = await lab.packetFrame(n)
    if (mine !== asked.value) return
    frame.value = answer.ok ? answer.value : null
    failure.value = answer.ok ? null : answer.error
  }, { immediate: true })
  return { frame, failure }
}
