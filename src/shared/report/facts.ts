import { assertNever } from '../base/assert'
import type {
  ApiCalled, CheckResult, ConnectionSummary, CounterMoved, DamageFound, DiscrepancyFound, FaultApplied, GapSeen, NoteAdded, PacketCaptured, PredictionJudged, ProgramTold, RecordingRead, SessionEvent,
  SessionHeader, SessionResult, StepReached, TimerChanged, TransitionObserved
} from '../model/events'
import { Notes } from '../model/notes'

/** Rows of each kind that a report shows at most: more is read by nobody, and a page with all of them opens nowhere. */
export const MOST_ROWS = {
  packet: 2_000, transition: 4_000, api: 2_000, program: 1_000, connection: 500, timer: 2_000, fault: 2_000, discrepancy: 2_000, gap: 2_000, damage: 2_000, step: 2_000, prediction: 1_000, note: 2_000, counter: 1_000
} as const
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
  /** Transitions of the whole session, and those of them that packets alone tell. */
  readonly judged = { all: 0, inferred: 0 }
  /** Instant of the last event, ns. */
  until = 0
  private readonly more: Partial<Record<Bounded, number>> = {}

  /** Rows beyond MOST_ROWS, by kind. */
  get left(): Readonly<Partial<Record<Bounded, number>>> {
    const notes = this.written.list().length - MOST_ROWS.note
    return notes > 0 ? { ...this.more, note: notes } : this.more
  }

  /** As they are after the last change, in the order of their instants. */
  get notes(): readonly NoteAdded[] {
    return this.written.list().slice(0, MOST_ROWS.note)
  }

  get checks(): readonly CheckResult[] {
    return this.result?.checks ?? []
  }

  take(event: SessionEvent): void {
    this.until = Math.max(this.until, event.at)
    switch (event.type) {
      case 'session': this.header = event; return
      case 'packet': return this.keep('packet', this.packets, event)
      case 'transition':
        this.judged.all++
        if (event.evidence === 'inferred') this.judged.inferred++
        return this.keep('transition', this.transitions, event)
      case 'timer': return this.keep('timer', this.timers, event)
      case 'api': return this.keep('api', this.calls, event)
      case 'program': return this.keep('program', this.programs, event)
      case 'connection': return this.keep('connection', this.connections, event)
      case 'fault': return this.keep('fault', this.faults, event)
      case 'counter': return this.onCounter(event)
      case 'discrepancy': return this.keep('discrepancy', this.discrepancies, event)
      case 'gap': return this.keep('gap', this.gaps, event)
      case 'damage': return this.keep('damage', this.damages, event)
      case 'note': this.written.apply(event); return
      case 'step': return this.keep('step', this.steps, event)
      case 'prediction': return this.keep('prediction', this.predictions, event)
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
    const moved = this.counters.get(name)
    if (moved === undefined && this.counters.size >= MOST_ROWS.counter) this.more.counter = (this.more.counter ?? 0) + 1
    else this.counters.set(name, (moved ?? 0) + delta)
  }
}
