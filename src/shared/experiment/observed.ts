import { assertNever } from '../base/assert'
import type { Endpoint } from '../model/endpoint'
import type {
  ApiCalled, DamageFound, DiscrepancyFound, Evidence, GapSeen, PacketCaptured, SessionEvent, SessionHeader, SocketSampled, StepReached, TransitionObserved
} from '../model/events'
import { ENDS } from '../tcp/state'
import type { End, TcpState } from '../tcp/state'
import type { Claim } from './claim'
import type { Plan } from './experiment'

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
  /** Of this end; undefined before anything told it. */
  endpoint(end: End): Endpoint | undefined
}

/** What is worth keeping: a session may have tens of thousands of connections, of which a plan asks about a few. */
export interface Interest {
  /** The first so many connections. */
  readonly connections: number
  /** Calls kept though they belong to no kept connection. */
  readonly calls: ReadonlySet<string>
}

export function interestOf(plan: Pick<Plan, 'steps' | 'predictions' | 'checks'>): Interest {
  const claims: readonly Claim[] = [...plan.checks, ...plan.predictions.flatMap((prediction) => (prediction.kind === 'choice' ? prediction.options.flatMap((option) => option.if) : []))]
  const ordinals = [
    ...claims.map((claim) => ('connection' in claim ? claim.connection : 1)), ...plan.predictions.map((prediction) => (prediction.kind === 'choice' ? 1 : prediction.of.connection)),
    ...plan.steps.map((step) => (step.do === 'wait-until' ? step.connection : 1))
  ]
  return { connections: Math.max(1, ...ordinals), calls: new Set(claims.flatMap((claim) => (claim.that === 'call' ? [claim.call] : []))) }
}

/** A session's events, folded into what decides checks and predictions, each fact with the events that tell it. Pure; O(1) for each event. */
export class Observed {
  header: SessionHeader | undefined
  readonly calls: ApiCalled[] = []
  readonly discrepancies: DiscrepancyFound[] = []
  /** Packets or the whole stream lost: what was not seen may have been. */
  readonly losses: (GapSeen | DamageFound)[] = []
  /** Times when the kernel was not asked. */
  readonly pauses: GapSeen[] = []
  readonly steps = new Map<string, StepReached>()
  firstPacket: PacketCaptured | undefined
  lastPacket: PacketCaptured | undefined
  /** The kernel's socket table was read, at least once. */
  kernelSeen = false
  /** System calls of the programs were recorded. */
  callsSeen = false
  /** Instant of the latest event. */
  until = 0
  private readonly kept = new Map<string, LiveConnection>()

  constructor(private readonly interest: Interest) {}

  /** @param ordinal 1 for the connection seen first */
  connection(ordinal: number): ObservedConnection | undefined {
    return this.connections[ordinal - 1]
  }

  /** Those kept, in order of appearance. */
  get connections(): readonly ObservedConnection[] {
    return [...this.kept.values()]
  }

  apply(event: SessionEvent): void {
    this.until = Math.max(this.until, event.at)
    switch (event.type) {
      case 'session': this.header = event; return
      case 'packet': this.firstPacket ??= event; this.lastPacket = event; return this.keep(event.conn)?.onPacket(event)
      case 'transition': this.kernelSeen ||= event.evidence !== 'inferred'; return this.keep(event.conn)?.onTransition(event)
      case 'sample': this.kernelSeen = true; return this.keep(event.conn)?.onSample(event)
      case 'api': return this.onCall(event)
      case 'discrepancy': this.discrepancies.push(event); return
      case 'gap': (event.reason === 'missed-sample' ? this.pauses : event.reason === 'clock-step' ? [] : this.losses).push(event); return
      case 'damage': this.losses.push(event); return
      case 'step': this.steps.set(event.id, event); return
      case 'timer': case 'fault': case 'counter': case 'note': case 'connection': case 'result': return
      default: return assertNever(event, 'event')
    }
  }

  private onCall(call: ApiCalled): void {
    this.callsSeen = true
    if (this.interest.calls.has(call.call)) this.calls.push(call)
    if (call.conn !== null) this.keep(call.conn)?.calls.push(call)
  }

  private keep(id: string): LiveConnection | undefined {
    const known = this.kept.get(id)
    if (known !== undefined || this.kept.size >= this.interest.connections) return known
    const connection = new LiveConnection(id)
    this.kept.set(id, connection)
    return connection
  }
}

/** @param events a whole session's, or what there is of it so far */
export function observe(events: Iterable<SessionEvent>, interest: Interest): Observed {
  const observed = new Observed(interest)
  for (const event of events) observed.apply(event)
  return observed
}

class LiveConnection implements ObservedConnection {
  readonly ends = { client: new LiveEnd(), server: new LiveEnd() }
  readonly packets: PacketCaptured[] = []
  readonly calls: ApiCalled[] = []

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
    this.stays.push({ state, from: Math.max(at, last?.from ?? at), to: null, evidence, entered: transition, left: null, sample: null })
  }

  onSample(sample: SocketSampled): void {
    const last = this.stays.at(-1)
    if (last === undefined || last.state !== sample.state) return
    last.sample ??= sample
    if (last.evidence === 'inferred') last.evidence = 'confirmed'
  }
}
