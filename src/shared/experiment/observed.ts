import { assertNever } from '../base/assert'
import type {
  ApiCalled, CounterMoved, DamageFound, DiscrepancyFound, FaultApplied, GapSeen, PacketCaptured, ProgramTold, ProgressMade, SessionEvent, SessionHeader, StepReached
} from '../model/events'
import type { Claim } from './claim'
import type { Plan } from './experiment'
import { LiveConnection } from './observed-connection'
import type { ObservedConnection } from './observed-connection'
import { Population } from './observed-population'
import { ObservedProgram } from './observed-program'
import { Told } from './told'
import type { Prediction } from './prediction'

export type { ObservedConnection, ObservedEnd, Stay } from './observed-connection'

/** What is worth keeping: a session may have tens of thousands of connections, of which a plan asks about a few. */
export interface Interest {
  /** The first so many connections. */
  readonly connections: number
  /** Calls kept though they belong to no kept connection. */
  readonly calls: ReadonlySet<string>
}

export function interestOf(plan: Pick<Plan, 'steps' | 'predictions' | 'checks'> & Partial<Pick<Plan, 'compare'>>): Interest {
  const claims: readonly Claim[] = [...plan.checks, ...plan.predictions.flatMap(claimsOf)]
  const ordinals = [...claims.flatMap(ordinalsIn), ...plan.predictions.flatMap(ordinalsOf), ...plan.steps.flatMap(ordinalsIn), ...ordinalsIn(plan.compare)]
  return { connections: Math.max(1, ...ordinals), calls: new Set(claims.flatMap((claim) => (claim.that === 'call' ? [claim.call] : claim.that === 'read' ? RECEIVING : []))) }
}

/** Calls that read a stream. */
const RECEIVING: readonly string[] = ['recv', 'read']

const claimsOf = (prediction: Prediction): readonly Claim[] => (prediction.kind === 'choice' ? prediction.options.flatMap((option) => option.if) : [])

/** Every `connection` a claim, a step or a prediction names (of several, the last), wherever in it. */
function ordinalsIn(node: unknown): readonly number[] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([name, value]: [string, unknown]) => ((name === 'connection' || name === 'through') && typeof value === 'number' ? [value] : ordinalsIn(value)))
}

/** The session did not come to its end. Instants in ns since the session's start: from its last event on nobody saw anything. */
export interface BrokenOff {
  readonly type: 'broken-off'
  readonly at: number
  readonly until: number
}

/** A part of the session that was not seen. */
export type Unseen = GapSeen | DamageFound | BrokenOff

export const interestOfPrediction = (prediction: Prediction): Interest => interestOf({ steps: [], checks: [], predictions: [prediction] })

const ordinalsOf = (prediction: Prediction): readonly number[] =>
  (prediction.kind === 'choice' ? [] : prediction.kind === 'order' ? ordinalsIn(prediction.segments) : ordinalsIn(prediction.of))

/** A session's events, folded into what decides checks and predictions, each fact with the events that tell it. Pure; O(1) for each event. */
export class Observed {
  header: SessionHeader | undefined
  readonly calls: ApiCalled[] = []
  readonly discrepancies = new Told<DiscrepancyFound>()
  /** Packets or the whole stream lost: what was not seen may have been. */
  readonly losses: Unseen[] = []
  /** Times when the kernel was not asked. */
  readonly pauses: GapSeen[] = []
  readonly steps = new Map<string, StepReached>()
  firstPacket: PacketCaptured | undefined
  lastPacket: PacketCaptured | undefined
  /** The kernel's socket table was read, at least once. */
  kernelSeen = false
  /** System calls of the programs were recorded. */
  callsSeen = false
  readonly population = new Population()
  /** How far each counter moved since the start, and the events that told it. */
  readonly counters = new Map<string, { moved: number; readonly told: Told<CounterMoved> }>()
  readonly programs = new Map<string, ObservedProgram>()
  /** Segments that each fault has met. */
  readonly met = new Map<string, Told<PacketCaptured>>()
  /** How many each fault met by the capture, and by its rule's own counter. */
  readonly ruleCounts = new Map<string, { readonly met: number; readonly counted: number; readonly event: FaultApplied }>()
  readonly progress = new Map<string, ProgressMade>()
  /** Instant of the latest event. */
  until = 0
  private readonly kept = new Map<string, LiveConnection>()
  private readonly stepOrder: StepReached[] = []

  constructor(private readonly interest: Interest) {}

  /** @param ordinal 1 for the connection seen first */
  connection(ordinal: number): ObservedConnection | undefined {
    return this.connections[ordinal - 1]
  }

  /** When a step had ended: the next one's beginning, ns. */
  endOf(step: string): number {
    return this.stepOrder[this.stepOrder.findLastIndex(({ id }) => id === step) + 1]?.at ?? Infinity
  }

  /** Those kept, in order of appearance. */
  get connections(): readonly ObservedConnection[] {
    return [...this.kept.values()]
  }

  /** Nothing follows, and the session has not come to its end. */
  breakOff(): void {
    this.losses.push({ type: 'broken-off', at: this.until, until: Infinity })
  }

  apply(event: SessionEvent): void {
    this.until = Math.max(this.until, event.at)
    switch (event.type) {
      case 'session': this.header = event; return
      case 'packet': return this.onPacket(event)
      case 'transition':
        this.kernelSeen ||= event.evidence !== 'inferred'
        this.population.onTransition(event)
        return this.keep(event.conn)?.onTransition(event)
      case 'sample': this.kernelSeen = true; return this.keep(event.conn)?.onSample(event)
      case 'api': return this.onCall(event)
      case 'discrepancy': this.discrepancies.add(event); return
      case 'gap': (event.reason === 'missed-sample' ? this.pauses : event.reason === 'clock-step' || event.reason === 'suspend' ? [] : this.losses).push(event); return
      case 'damage': this.losses.push(event); return
      case 'step': return this.onStep(event)
      case 'timer': this.keep(event.conn)?.timers.push(event); return
      case 'counter': return this.onCounter(event)
      case 'program': return this.onProgram(event)
      case 'fault': return this.onFault(event)
      case 'progress': this.progress.set(event.step, event); return
      // Checks are decided when all steps have been taken: without them the run was stopped, or could not be carried out, or its recording has no end.
      case 'result': if (typeof this.header?.experiment === 'string' && event.checks.length === 0) this.breakOff(); return
      case 'note': case 'prediction': case 'recording': case 'connection': return
      default: return assertNever(event, 'event')
    }
  }

  private onPacket(packet: PacketCaptured): void {
    this.firstPacket ??= packet
    this.lastPacket = packet
    if (packet.fault !== undefined) {
      const met = this.met.get(packet.fault) ?? new Told<PacketCaptured>()
      this.met.set(packet.fault, met)
      met.add(packet)
    }
    this.keep(packet.conn)?.onPacket(packet)
  }

  private onCounter(counter: CounterMoved): void {
    const known = this.counters.get(counter.name) ?? { moved: 0, told: new Told<CounterMoved>() }
    this.counters.set(counter.name, known)
    known.moved += counter.delta
    known.told.add(counter)
  }

  private onProgram(told: ProgramTold): void {
    const program = this.programs.get(told.id) ?? new ObservedProgram()
    this.programs.set(told.id, program)
    program.onTold(told)
  }

  private onStep(step: StepReached): void {
    this.steps.set(step.id, step)
    this.population.onStep(step)
    this.stepOrder.push(step)
  }

  private onFault(event: FaultApplied): void {
    const { id, met, counted } = event
    if (event.action === 'count' && id !== undefined && met !== undefined && counted !== undefined) this.ruleCounts.set(id, { met, counted, event })
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
