import { assertNever } from '../base/assert'
import type {
  ApiCalled, CheckResult, ConnectionSummary, CounterMoved, DamageFound, DiscrepancyFound, FaultApplied, GapSeen, NoteAdded, PacketCaptured, PredictionJudged, ProgramTold, RecordingRead, SessionEvent,
  SessionHeader, SessionResult, StepReached, TimerChanged, TransitionObserved
} from '../model/events'
import { Notes } from '../model/notes'

/** Rows of each kind that a report shows at most: more is read by nobody, and a page with all of them opens nowhere. */
export const MOST_ROWS = { packet: 2_000, transition: 4_000, api: 2_000, program: 1_000, connection: 500, timer: 2_000 } as const
type Bounded = keyof typeof MOST_ROWS

/** A session, gathered for a report: what people look at, bounded, and how much more there was. */
export class SessionFacts {
  header: SessionHeader | undefined
  result: SessionResult | undefined
  /** What the file's chain of hashes says of it. */
  recording: RecordingRead | undefined
  readonly packets: PacketCaptured[] = []
  readonly transitions: TransitionObserved[] = []
  readonly timers: TimerChanged[] = []
  readonly calls: ApiCalled[] = []
  readonly faults: FaultApplied[] = []
  readonly counters = new Map<string, number>()
  readonly discrepancies: DiscrepancyFound[] = []
  readonly gaps: GapSeen[] = []
  readonly damages: DamageFound[] = []
  private readonly written = new Notes()
  readonly steps: StepReached[] = []
  readonly programs: ProgramTold[] = []
  readonly predictions: PredictionJudged[] = []
  readonly connections: ConnectionSummary[] = []
  /** Instant of the last event, ns. */
  until = 0
  private readonly more: Partial<Record<Bounded, number>> = {}

  /** Rows beyond MOST_ROWS, by kind. */
  get left(): Readonly<Partial<Record<Bounded, number>>> {
    return this.more
  }

  /** As they are after the last change, in the order of their instants. */
  get notes(): readonly NoteAdded[] {
    return this.written.list()
  }

  get checks(): readonly CheckResult[] {
    return this.result?.checks ?? []
  }

  take(event: SessionEvent): void {
    this.until = Math.max(this.until, event.at)
    switch (event.type) {
      case 'session': this.header = event; return
      case 'packet': return this.keep('packet', this.packets, event)
      case 'transition': return this.keep('transition', this.transitions, event)
      case 'timer': return this.keep('timer', this.timers, event)
      case 'api': return this.keep('api', this.calls, event)
      case 'program': return this.keep('program', this.programs, event)
      case 'connection': return this.keep('connection', this.connections, event)
      case 'fault': this.faults.push(event); return
      case 'counter': return this.onCounter(event)
      case 'discrepancy': this.discrepancies.push(event); return
      case 'gap': this.gaps.push(event); return
      case 'damage': this.damages.push(event); return
      case 'note': this.written.apply(event); return
      case 'step': this.steps.push(event); return
      case 'prediction': this.predictions.push(event); return
      case 'result': this.result = event; return
      case 'recording': this.recording = event; return
      case 'sample': case 'progress': return
      default: return assertNever(event, 'event')
    }
  }

  private keep<T>(kind: Bounded, list: T[], event: T): void {
    if (list.length < MOST_ROWS[kind]) list.push(event)
    else this.more[kind] = (this.more[kind] ?? 0) + 1
  }

  private onCounter({ name, delta }: CounterMoved): void {
    this.counters.set(name, (this.counters.get(name) ?? 0) + delta)
  }
}
