import * as v from 'valibot'
import { ENDS, TCP_STATES } from '../tcp/state'
import { TIMER_KINDS } from './socket-sample'

/**
 * The public stream: what every shell shows, every recording keeps and other people's scripts read (docs/events.md explains each field).
 * The JSON Schema in resources/session-event.schema.json is generated from these. New fields may be added; a changed meaning raises SCHEMA.
 */
export const SCHEMA = 1

/** Integer nanoseconds since the session's start. Exact up to 2^53. May be below 0 only in a foreign file whose packets are out of order. */
const at = v.pipe(v.number(), v.integer())
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const conn = v.pipe(v.string(), v.regex(/^c[1-9][0-9]*$/))
/** `127.0.0.1:41234`, `[::1]:41234`. A foreign recording that says anything else says no event: endpoints stand in JSON as they are (model/event-text). */
const endpoint = v.pipe(v.string(), v.regex(/^(?:[0-9.]{7,15}|\[[0-9A-Fa-f:.]{2,45}\]):[0-9]{1,5}$/))
const end = v.picklist(ENDS)
const state = v.picklist(TCP_STATES)
export const EVIDENCE = ['inferred', 'sampled', 'confirmed'] as const
const evidence = v.picklist(EVIDENCE)
export const MODES = ['sandbox', 'host', 'file'] as const
export const SOURCES = ['libpcap', 'cap', 'file', 'none'] as const
export const TIMER_EVENTS = ['started', 'restarted', 'overdue', 'ended'] as const
export const VERDICTS = ['passed', 'dropped', 'held', 'injected'] as const
export const FAULT_ACTIONS = ['drop', 'hold', 'duplicate', 'corrupt', 'release', 'inject', 'sysctl', 'destroy', 'address', 'restore', 'count'] as const
/** What became of a check. `unobservable`: what was seen here decides it neither way. */
export const CHECK_VERDICTS = ['held', 'failed', 'unobservable'] as const

/**
 * Why a state changed: a system call, a segment, a timer (RFC 9293 section 3.10's three kinds of event), or what only the kernel's table tells.
 * `close()` and `shutdown()` where the call was seen, `sent FIN` where only its segment was.
 */
export const CAUSES = [
  'connect()', 'listen()', 'close()', 'shutdown()', 'sent SYN', 'received SYN', 'received SYN,ACK', 'received ACK of SYN', 'sent FIN', 'received FIN',
  'received ACK of FIN', 'received FIN and ACK of FIN', 'sent RST', 'received RST', 'timer', 'gave up retransmitting', 'recycled by SYN', 'reused by connect()',
  'removed by the kernel', 'seen in the kernel', 'already open'
] as const
export type Cause = (typeof CAUSES)[number]

const span = v.object({ state, from: at, to: v.nullable(at), evidence })

export const sessionEvent = v.object({
  type: v.literal('session'), at, startedAt: v.string(), startedAtNs: v.pipe(v.string(), v.regex(/^[0-9]+$/)), mode: v.picklist(MODES), schema: v.literal(SCHEMA),
  kernel: v.string(), hz: count, source: v.picklist(SOURCES), experiment: v.exactOptional(v.string()), params: v.exactOptional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
  id: v.exactOptional(v.string()), program: v.exactOptional(v.string()), connections: v.exactOptional(v.array(v.string()))
})
export const packetEvent = v.object({
  type: v.literal('packet'), at, n: count, conn, from: endpoint, to: endpoint, flags: v.string(), seq: count, ack: count, len: count, win: count,
  length: count, caplen: count, verdict: v.picklist(VERDICTS), rawSeq: count, rawAck: count, fault: v.exactOptional(v.string())
})
export const transitionEvent = v.object({
  type: v.literal('transition'), at, conn, end, local: endpoint, remote: endpoint, from: state, to: state, evidence, cause: v.picklist(CAUSES),
  packet: v.exactOptional(count)
})
export const sampleEvent = v.object({
  type: v.literal('sample'), at, conn, end, state,
  timer: v.nullable(v.object({ kind: v.picklist(TIMER_KINDS), remainingMs: count, retransmits: count })),
  cookie: v.string(), inode: count, pid: v.nullable(count), receiveQueue: v.exactOptional(count), sendQueue: v.exactOptional(count)
})
export const timerEvent = v.object({
  type: v.literal('timer'), at, conn, end, timer: v.picklist(TIMER_KINDS), event: v.picklist(TIMER_EVENTS), expectedMs: count
})
export const apiEvent = v.object({
  type: v.literal('api'), at, conn: v.nullable(conn), end: v.nullable(end), call: v.string(), args: v.array(v.union([v.string(), v.number()])),
  result: v.number(), errno: v.nullable(v.string()), took: v.exactOptional(count), socket: v.exactOptional(v.string()), data: v.exactOptional(v.string())
})
export const faultEvent = v.object({
  type: v.literal('fault'), at, action: v.picklist(FAULT_ACTIONS), detail: v.string(), command: v.string(), id: v.exactOptional(v.string()), n: v.exactOptional(count),
  conn: v.exactOptional(conn), end: v.exactOptional(end), met: v.exactOptional(count), counted: v.exactOptional(count)
})
export const counterEvent = v.object({ type: v.literal('counter'), at, name: v.string(), delta: v.pipe(v.number(), v.integer()) })
export const discrepancyEvent = v.object({ type: v.literal('discrepancy'), at, conn, end, inferred: state, sampled: state })
export const gapEvent = v.object({
  type: v.literal('gap'), at, until: at, reason: v.picklist(['capture-drop', 'missed-sample', 'engine-restart', 'clock-step', 'suspend']), packets: count,
  /** ns: how far the wall clock was set (negative: backwards), or how long the machine slept. The session's time knows nothing of either. */
  by: v.exactOptional(v.pipe(v.number(), v.integer()))
})
export const damageEvent = v.object({ type: v.literal('damage'), at, offset: count, reason: v.string(), skipped: count })
/**
 * What a person wrote, at an instant, on a span or on a packet. Told again with the same `id` it has been changed, with `removed` it is gone.
 * `origin: 'comment'`: it was read from a packet's comment that another program wrote or changed; then nothing is known of author and time.
 */
export const noteEvent = v.object({
  type: v.literal('note'), at, id: v.string(), text: v.string(), packet: v.exactOptional(count), until: v.exactOptional(at), author: v.exactOptional(v.string()),
  /** RFC 3339: when this text was written. */
  written: v.exactOptional(v.string()),
  removed: v.exactOptional(v.literal(true)), origin: v.exactOptional(v.literal('comment'))
})
export const stepEvent = v.object({ type: v.literal('step'), at, id: v.string(), title: v.string() })
export const programEvent = v.object({
  type: v.literal('program'), at, id: v.string(), event: v.picklist(['started', 'output', 'input', 'ended']), command: v.exactOptional(v.array(v.string())),
  text: v.exactOptional(v.string()), code: v.exactOptional(v.nullable(count)), signal: v.exactOptional(v.nullable(v.string())), pid: v.exactOptional(count)
})
/** A prediction, and what the run answered: `right` is null where the run does not tell. */
export const predictionEvent = v.object({
  type: v.literal('prediction'), at, id: v.string(), question: v.string(), given: v.union([v.string(), v.number()]),
  answer: v.nullable(v.union([v.string(), v.number()])), right: v.nullable(v.boolean())
})
export const progressEvent = v.object({ type: v.literal('progress'), at, step: v.string(), done: count, total: count })
export const connectionEvent = v.object({
  type: v.literal('connection'), at, id: conn, client: v.string(), server: v.string(), packets: count,
  states: v.object({ client: v.array(span), server: v.array(span) }),
  timeWait: v.nullable(v.object({ end, from: at, to: v.nullable(at), restarts: count, evidence })), complete: v.boolean()
})
/** Points at the events that decided a check. `n` for a packet; `conn`, `end`, `at` (and `state`) for the others. */
const proof = v.object({
  event: v.string(), n: v.exactOptional(count), at: v.exactOptional(at), conn: v.exactOptional(conn), end: v.exactOptional(end), state: v.exactOptional(state)
})
/** `ok` is true when the check held; `verdict` tells apart why it did not. `detail` is the measured figure or what was found, in the session's language. */
export const checkResult = v.object({
  id: v.string(), ok: v.boolean(), title: v.string(), detail: v.exactOptional(v.string()), evidence: v.array(proof), verdict: v.exactOptional(v.picklist(CHECK_VERDICTS)),
  /** Its place in a table of checks. */
  cell: v.exactOptional(v.object({ table: v.string(), row: v.string(), column: v.string() }))
})
export const resultEvent = v.object({
  type: v.literal('result'), at, experiment: v.nullable(v.string()), ok: v.boolean(), checks: v.array(checkResult), captured: count, dropped: count, gaps: count,
  damaged: v.exactOptional(count), unread: v.exactOptional(v.record(v.string(), count)), exit: v.exactOptional(v.nullable(count))
})

/**
 * What a recording says about itself, when it has been read. `chain`: whether what was read is what was written (docs/decisions/hash-chain.md);
 * `unfinished` when the recording has no end, `absent` when it has one and no link of the chain is there. `reordered`: another program sorted the file, and the order of a flood
 * in it could not be found again: its packets and events are all there by number, and with `whole` as they were written.
 * `somewhere`, of a difference: behind its packet, and before the packet `until` or soon after it, something was changed, added or taken out, and nothing tells what.
 */
export const CHAIN_VERDICTS = ['intact', 'changed', 'unfinished', 'absent', 'reordered'] as const
export const DIFFERENCES = ['changed', 'added', 'removed', 'moved', 'link', 'somewhere'] as const
export const LOSSES = ['statistics', 'names'] as const
export const recordingEvent = v.object({
  type: v.literal('recording'), at, session: v.string(), chain: v.picklist(CHAIN_VERDICTS), links: count,
  /** Packets and events behind the last link: nothing tells whether they were changed. */
  unlinked: v.exactOptional(count),
  /** Stretches that differ from what was written, and the first of them: `packet` is its number, or of the packet before it. */
  changed: v.exactOptional(count),
  differences: v.exactOptional(v.array(v.object({ what: v.picklist(DIFFERENCES), kind: v.string(), packet: count, at: v.exactOptional(at), until: v.exactOptional(count) }))),
  /** Of a recording that is `reordered`: each packet and event in it is one that was written, whatever their order. */
  whole: v.exactOptional(v.literal(true)),
  /** What a program that saved the file left out. */
  lost: v.exactOptional(v.array(v.picklist(LOSSES))),
  /** Packets and events that another program had sorted by time, and that were put back into the order in which they were recorded. */
  sorted: v.exactOptional(count),
  /** Of several sessions in the file: which one this is, from 1. */
  number: v.exactOptional(count),
  /** The file's other sessions, which are not told: how many, id and beginning of the first of them, their packets and entries, and each of them (the first 100). */
  others: v.exactOptional(v.object({
    count, session: v.string(), startedAt: v.string(), items: count,
    sessions: v.exactOptional(v.array(v.object({ number: count, session: v.string(), startedAt: v.string(), experiment: v.exactOptional(v.string()) })))
  })),
  /** Packets of another capture that was merged into the file, which are not told. */
  foreign: v.exactOptional(count)
})

export const sessionEventSchema = v.variant('type', [
  sessionEvent, packetEvent, transitionEvent, sampleEvent, timerEvent, apiEvent, faultEvent, counterEvent, discrepancyEvent, gapEvent, damageEvent, noteEvent,
  stepEvent, programEvent, predictionEvent, progressEvent, recordingEvent, connectionEvent, resultEvent
])

export type SessionEvent = v.InferOutput<typeof sessionEventSchema>
export type SessionHeader = v.InferOutput<typeof sessionEvent>
export type PacketCaptured = v.InferOutput<typeof packetEvent>
export type TransitionObserved = v.InferOutput<typeof transitionEvent>
export type SocketSampled = v.InferOutput<typeof sampleEvent>
export type TimerChanged = v.InferOutput<typeof timerEvent>
export type ApiCalled = v.InferOutput<typeof apiEvent>
export type FaultApplied = v.InferOutput<typeof faultEvent>
export type CounterMoved = v.InferOutput<typeof counterEvent>
export type DiscrepancyFound = v.InferOutput<typeof discrepancyEvent>
export type GapSeen = v.InferOutput<typeof gapEvent>
export type DamageFound = v.InferOutput<typeof damageEvent>
export type NoteAdded = v.InferOutput<typeof noteEvent>
export type StepReached = v.InferOutput<typeof stepEvent>
export type ProgramTold = v.InferOutput<typeof programEvent>
export type PredictionJudged = v.InferOutput<typeof predictionEvent>
export type ProgressMade = v.InferOutput<typeof progressEvent>
export type RecordingRead = v.InferOutput<typeof recordingEvent>
export type ConnectionSummary = v.InferOutput<typeof connectionEvent>
export type SessionResult = v.InferOutput<typeof resultEvent>
export type CheckResult = v.InferOutput<typeof checkResult>
export type Proof = v.InferOutput<typeof proof>
export type StateSpan = v.InferOutput<typeof span>
export type Evidence = (typeof EVIDENCE)[number]
export type Mode = (typeof MODES)[number]
export type Source = (typeof SOURCES)[number]
export type TimerEvent = (typeof TIMER_EVENTS)[number]
export type Verdict = (typeof VERDICTS)[number]
export type CheckVerdict = (typeof CHECK_VERDICTS)[number]
