import { msToNs } from '../base/brand'
import type { Endpoint } from '../model/endpoint'
import type { ApiCalled, Evidence, PacketCaptured, SocketSampled, TimerChanged, TransitionObserved } from '../model/events'
import { ENDS } from '../tcp/state'
import type { End, TcpState } from '../tcp/state'

/** One stay of an end in a state. Instants in ns since the session's start. */
export interface Stay {
  readonly state: TcpState
  readonly from: number
  /** null while it lasts. */
  readonly to: number | null
  readonly evidence: Evidence
  readonly entered: TransitionObserved
  readonly left: TransitionObserved | null
  /** The kernel's first word for it. */
  readonly sample: SocketSampled | null
  /** The kernel showed a process, or an inode, that the socket belongs to; undefined while it showed nothing. */
  readonly owned: boolean | undefined
  /** The kernel's own number, ns: until then it lasts, by its countdown as read last, if nothing ends it before. 0 when it has none. */
  readonly due: number
}

export interface ObservedEnd {
  /** From the first transition on; CLOSED or LISTEN before it is no stay. */
  readonly stays: readonly Stay[]
}

export interface ObservedConnection {
  readonly id: string
  readonly ends: Readonly<Record<End, ObservedEnd>>
  readonly packets: readonly PacketCaptured[]
  readonly calls: readonly ApiCalled[]
  readonly timers: readonly TimerChanged[]
  /** Of this end; undefined before anything told it. */
  endpoint(end: End): Endpoint | undefined
}

export class LiveConnection implements ObservedConnection {
  readonly ends = { client: new LiveEnd(), server: new LiveEnd() }
  readonly packets: PacketCaptured[] = []
  readonly calls: ApiCalled[] = []
  readonly timers: TimerChanged[] = []

  constructor(readonly id: string) {}

  endpoint(end: End): Endpoint | undefined {
    for (const side of ENDS) {
      const entered = this.ends[side].stays[0]?.entered
      if (entered !== undefined) return side === end ? entered.local : entered.remote
    }
    const syn = this.packets.find(({ flags }) => flags === 'SYN')
    return end === 'client' ? syn?.from : syn?.to
  }

  onPacket(packet: PacketCaptured): void {
    this.packets.push(packet)
  }

  onTransition(transition: TransitionObserved): void {
    this.ends[transition.end].onTransition(transition)
  }

  onSample(sample: SocketSampled): void {
    this.ends[sample.end].onSample(sample)
  }
}

type LiveStay = { -readonly [Key in keyof Stay]: Stay[Key] }

class LiveEnd implements ObservedEnd {
  readonly stays: LiveStay[] = []

  onTransition(transition: TransitionObserved): void {
    const { at, to: state, evidence } = transition
    const last = this.stays.at(-1)
    if (last !== undefined) {
      last.to = Math.max(at, last.from)
      last.left = transition
    }
    this.stays.push({ state, from: Math.max(at, last?.from ?? at), to: null, evidence, entered: transition, left: null, sample: null, owned: undefined, due: 0 })
  }

  onSample(sample: SocketSampled): void {
    const last = this.stays.at(-1)
    if (last === undefined || last.state !== sample.state) return
    last.sample ??= sample
    last.owned = last.owned === true || sample.inode > 0
    if (sample.timer?.kind === 'time-wait' || sample.timer?.kind === 'fin-wait-2') last.due = sample.at + msToNs(sample.timer.remainingMs)
    if (last.evidence === 'inferred') last.evidence = 'confirmed'
  }
}
