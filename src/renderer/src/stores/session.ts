import { defineStore } from 'pinia'
import { markRaw, onScopeDispose, ref, shallowRef } from 'vue'
import { assertNever } from '../../../shared/base/assert'
import { BatchIntake } from '../../../shared/batch/batch-intake'
import type { EventBatch } from '../../../shared/batch/batch-reader'
import type {
  ApiCalled, CounterMoved, DamageFound, FaultApplied, GapSeen, NoteAdded, PredictionJudged, ProgramTold, ProgressMade, RecordingRead, SessionEvent, SessionHeader, SessionResult, StepReached
} from '../../../shared/model/events'
import { Timeline } from '../../../shared/model/timeline'
import { ConnectionRows } from '../../../shared/model/connection-rows'
import { EventScale } from '../../../shared/figures/event-scale'
import { PacketColumns } from '../../../shared/model/packet-columns'
import { LookPace } from '../session/look-pace'
import { shownEvent } from '../session/shown-event'
import { useFramesStore } from './frames'

/** A counter's move, and how far it has moved since the session's start. */
export interface CounterSum extends CounterMoved {
  readonly total: number
}

/** Facts that come a few at a time and are shown as they are. */
export interface SessionFacts {
  readonly steps: StepReached[]
  readonly calls: ApiCalled[]
  readonly faults: FaultApplied[]
  readonly gaps: GapSeen[]
  readonly damages: DamageFound[]
  /** As they are now: a note told again takes the place of what it was. */
  readonly notes: NoteAdded[]
  /** Grows when a note is changed or removed. */
  notesRevised: number
  readonly counters: CounterSum[]
  discrepancies: number
  /** What was done to the laboratory, and what its programs were given and printed, as it happened. */
  readonly interventions: (FaultApplied | ProgramTold)[]
  readonly predictions: PredictionJudged[]
  /** How far each counter has moved, by its name. */
  readonly counterTotals: Map<string, number>
  /** How far the latest long step has come. */
  progress?: ProgressMade
  /** What an opened recording says about itself. */
  recording?: RecordingRead
}

const noFacts = (): SessionFacts => ({ steps: [], calls: [], faults: [], gaps: [], damages: [], notes: [], notesRevised: 0, discrepancies: 0, interventions: [], predictions: [], counters: [], counterTotals: new Map() })

/**
 * What the session's events have said. Nothing in here is derived, and nothing big is reactive: `version` grows once for each batch (once a frame at most),
 * ten times a second in a flood of them, four times a second while a file comes, and whoever shows something of the session looks again when it does.
 */
export const useSessionStore = defineStore('session', () => {
  const { queue } = useFramesStore()
  const id = ref(0)
  const version = ref(0)
  const header = shallowRef<SessionHeader | null>(null)
  const result = shallowRef<SessionResult | null>(null)
  const timeline = shallowRef(markRaw(new Timeline()))
  const rows = shallowRef(markRaw(new ConnectionRows()))
  const packets = shallowRef(markRaw(new PacketColumns()))
  const facts = shallowRef(markRaw(noFacts()))
  /** Instants at which something happened: packets, transitions, timers. */
  const instants = shallowRef(markRaw(new EventScale()))
  /** ns: the latest instant any event told of. */
  const latest = ref(0)
  /** Its next value. */
  let newest = 0
  /** Of a file that is told in columns. */
  let intake: BatchIntake | undefined
  /** When `version` grew last, ms of the page's clock, and what lets it grow for what has come since. */
  let lookedAt = Number.NEGATIVE_INFINITY
  /** Takes back the next look, which has its time, and then a frame of its own. */
  let later: (() => void) | undefined
  let pace = new LookPace()

  const reset = (session: number): void => {
    id.value = session
    header.value = null
    result.value = null
    timeline.value = markRaw(new Timeline())
    rows.value = markRaw(new ConnectionRows())
    packets.value = markRaw(new PacketColumns())
    facts.value = markRaw(noFacts())
    instants.value = markRaw(new EventScale())
    latest.value = newest = 0
    intake = undefined
    later?.()
    later = undefined
    lookedAt = Number.NEGATIVE_INFINITY
    pace = new LookPace()
    version.value++
  }

  const apply = (session: number, events: readonly SessionEvent[]): void => {
    if (session !== id.value) reset(session)
    // A shell that was started anew counts its sessions from 1 again: a second header is a new session too.
    for (const event of events) {
      if (event.type === 'session' && header.value !== null) reset(session)
      applyOne(event)
    }
    const wait = result.value === null ? pace.wait(events.length, lookedAt, performance.now()) : 0
    if (wait > 0) lookLater(wait)
    else looked()
  }

  /** The same of a batch in columns: its rows go where they are kept. @param events of its lines; undefined where nobody here knows the type */
  const applyBatch = (session: number, batch: EventBatch, events: readonly (SessionEvent | undefined)[]): void => {
    if (session !== id.value || (batch.first && header.value !== null)) reset(session)
    intake ??= new BatchIntake({ timeline: timeline.value, rows: rows.value, packets: packets.value, instants: instants.value })
    const end = intake.take(batch, (index) => {
      const event = events[index]
      if (event !== undefined) applyOne(event)
    })
    instants.value.measure()
    if (end > newest) newest = end
    // The result is the last thing told: the connections' numbers are not needed any more.
    if (result.value !== null) intake = undefined
    // The first look is at once; later ones have frames of their own: taking a batch fills its frame.
    if (result.value !== null || lookedAt === Number.NEGATIVE_INFINITY) looked()
    else lookLater(lookedAt + LOOK_MS - performance.now())
  }

  /** @param ms from now on, or a little more: in a frame of its own */
  const lookLater = (ms: number): void => {
    if (later !== undefined) return
    const enqueue = (): void => {
      later = queue.add(looked)
    }
    if (ms <= 0) return enqueue()
    const timer = setTimeout(enqueue, ms)
    later = () => clearTimeout(timer)
  }

  const applyOne = (told: SessionEvent): void => {
    const event = shownEvent(told)
    if (event.type === 'session') header.value = event
    else if (event.type === 'result') result.value = event
    else applyTo(event, timeline.value, rows.value, packets.value, facts.value)
    if (HAPPENINGS.has(event.type)) instants.value.add(event.at, event.type === 'packet')
    if (event.at > newest) newest = event.at
  }

  const looked = (): void => {
    later?.()
    later = undefined
    lookedAt = performance.now()
    rows.value.update(timeline.value.takeChanged())
    latest.value = newest
    version.value++
  }

  onScopeDispose(() => later?.())

  return { id, version, header, result, timeline, rows, packets, facts, instants, latest, reset, apply, applyBatch }
})

/** ms between two looks at a file that is still coming, at least: everything was drawn anew with each of its batches, and that took four times as long as taking them. */
export const LOOK_MS = 250

/** What gets room of its own on the event scale. A system call shares the room of the segment it causes. */
const HAPPENINGS: ReadonlySet<SessionEvent['type']> = new Set<SessionEvent['type']>(['packet', 'transition', 'timer'])

type PartEvent = Exclude<SessionEvent, { readonly type: 'session' | 'result' }>

function applyTo(event: PartEvent, timeline: Timeline, rows: ConnectionRows, packets: PacketColumns, facts: SessionFacts): void {
  if (event.type === 'sample') rows.onSample(timeline.connections.get(event.conn), event)
  timeline.apply(event)
  switch (event.type) {
    case 'packet':
      rows.onPacket(timeline.connections.get(event.conn), event, packets.count)
      packets.push(event)
      return
    case 'timer': return rows.onTimer(timeline.connections.get(event.conn), event)
    case 'discrepancy':
      facts.discrepancies++
      return rows.onDiscrepancy(timeline.connections.get(event.conn), event)
    case 'api': return void facts.calls.push(event)
    case 'fault':
      facts.faults.push(event)
      return void facts.interventions.push(event)
    case 'gap': return void facts.gaps.push(event)
    case 'damage': return void facts.damages.push(event)
    case 'note': return takeNote(event, facts)
    case 'step': return void facts.steps.push(event)
    case 'program': return void facts.interventions.push(event)
    case 'prediction': return void facts.predictions.push(event)
    case 'progress':
      facts.progress = event
      return
    case 'transition': return rows.onTransition(timeline.connections.get(event.conn), event)
    case 'counter': return takeCounter(event, facts)
    case 'recording':
      facts.recording = event
      return
    case 'sample': case 'connection': return
    default: return assertNever(event, 'event')
  }
}

function takeCounter(event: CounterMoved, { counters, counterTotals }: SessionFacts): void {
  const total = (counterTotals.get(event.name) ?? 0) + event.delta
  counterTotals.set(event.name, total)
  counters.push({ ...event, total })
}

function takeNote(note: NoteAdded, facts: SessionFacts): void {
  const known = facts.notes.findIndex(({ id }) => id === note.id)
  if (known < 0) {
    if (note.removed !== true) facts.notes.push(note)
    return
  }
  facts.notesRevised++
  facts.notes.splice(known, 1, ...(note.removed === true ? [] : [note]))
}
