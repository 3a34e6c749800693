import type { Cause } from '../model/events'
import { TCP_STATES } from './state'
import type { TcpState } from './state'

/** RFC 9293 section 3.10: events are user calls, arriving segments, and timeouts. */
export type Trigger = 'user-call' | 'segment' | 'timeout'

/**
 * Where a row stands: `figure`, an arrow of RFC 9293 figure 5; `text`, only in its notes or in section 3.6 to 3.10;
 * `linux`, not in the RFC, but this kernel does it.
 */
export type Origin = 'figure' | 'text' | 'linux'

/** What the rows say, by name. */
export const SENTENCES = [
  'listen', 'connect', 'close-listen', 'syn', 'send-in-listen', 'close-syn-sent', 'crossing-syn', 'syn-ack', 'ack-of-syn', 'reset-to-listen', 'close-syn-received',
  'close', 'fin', 'ack-of-fin', 'crossing-fin', 'fin-in-fin-wait-2', 'ack-in-closing', 'close-in-close-wait', 'ack-in-last-ack', 'time-wait-ends', 'fin-with-ack',
  'fin-unestablished', 'reset', 'reset-in-time-wait', 'refused', 'aborted', 'gone', 'gave-up', 'recycled', 'reused', 'orphaned', 'removed'
] as const
export type Sentence = (typeof SENTENCES)[number]

export interface TransitionRule {
  readonly from: TcpState
  readonly to: TcpState
  /** The name of the cause in the public stream. A CLOSE is `close()`, whether the call was seen or only its FIN (see `sameRule`). */
  readonly cause: Cause
  readonly trigger: Trigger
  readonly origin: Origin
  /** Section of RFC 9293, or of the document named. */
  readonly section: string
  /** What it says: the sentence `figures.machine.says.ID` of the catalogues. Rows that say the same share one. */
  readonly sentence: Sentence
  /** Linux differs, or adds to it: `figures.machine.linux.ID` says how. */
  readonly linuxDiffers?: true
  /** Linux never takes this arrow. */
  readonly notOnLinux?: true
}

/** The twenty arrows of figure 5. */
const FIGURE: readonly TransitionRule[] = [
  { from: 'CLOSED', to: 'LISTEN', cause: 'listen()', trigger: 'user-call', origin: 'figure', section: '3.10.1', sentence: 'listen' },
  { from: 'CLOSED', to: 'SYN-SENT', cause: 'connect()', trigger: 'user-call', origin: 'figure', section: '3.10.1', sentence: 'connect' },
  { from: 'LISTEN', to: 'CLOSED', cause: 'close()', trigger: 'user-call', origin: 'figure', section: '3.10.4', sentence: 'close-listen' },
  { from: 'LISTEN', to: 'SYN-RECEIVED', cause: 'received SYN', trigger: 'segment', origin: 'figure', section: '3.10.7.2', sentence: 'syn', linuxDiffers: true },
  { from: 'LISTEN', to: 'SYN-SENT', cause: 'connect()', trigger: 'user-call', origin: 'figure', section: '3.10.2', sentence: 'send-in-listen', notOnLinux: true, linuxDiffers: true },
  { from: 'SYN-SENT', to: 'CLOSED', cause: 'close()', trigger: 'user-call', origin: 'figure', section: '3.10.4', sentence: 'close-syn-sent' },
  { from: 'SYN-SENT', to: 'SYN-RECEIVED', cause: 'received SYN', trigger: 'segment', origin: 'figure', section: '3.10.7.3', sentence: 'crossing-syn' },
  { from: 'SYN-SENT', to: 'ESTABLISHED', cause: 'received SYN,ACK', trigger: 'segment', origin: 'figure', section: '3.10.7.3', sentence: 'syn-ack' },
  { from: 'SYN-RECEIVED', to: 'ESTABLISHED', cause: 'received ACK of SYN', trigger: 'segment', origin: 'figure', section: '3.10.7.4', sentence: 'ack-of-syn', linuxDiffers: true },
  { from: 'SYN-RECEIVED', to: 'LISTEN', cause: 'received RST', trigger: 'segment', origin: 'figure', section: '3.10.7.4', sentence: 'reset-to-listen', linuxDiffers: true },
  { from: 'SYN-RECEIVED', to: 'FIN-WAIT-1', cause: 'close()', trigger: 'user-call', origin: 'figure', section: '3.10.4', sentence: 'close-syn-received' },
  { from: 'ESTABLISHED', to: 'FIN-WAIT-1', cause: 'close()', trigger: 'user-call', origin: 'figure', section: '3.10.4', sentence: 'close', linuxDiffers: true },
  { from: 'ESTABLISHED', to: 'CLOSE-WAIT', cause: 'received FIN', trigger: 'segment', origin: 'figure', section: '3.10.7.4', sentence: 'fin' },
  { from: 'FIN-WAIT-1', to: 'FIN-WAIT-2', cause: 'received ACK of FIN', trigger: 'segment', origin: 'figure', section: '3.10.7.4', sentence: 'ack-of-fin', linuxDiffers: true },
  { from: 'FIN-WAIT-1', to: 'CLOSING', cause: 'received FIN', trigger: 'segment', origin: 'figure', section: '3.10.7.4', sentence: 'crossing-fin' },
  { from: 'FIN-WAIT-2', to: 'TIME-WAIT', cause: 'received FIN', trigger: 'segment', origin: 'figure', section: '3.10.7.4', sentence: 'fin-in-fin-wait-2', linuxDiffers: true },
  { from: 'CLOSING', to: 'TIME-WAIT', cause: 'received ACK of FIN', trigger: 'segment', origin: 'figure', section: '3.10.7.4', sentence: 'ack-in-closing' },
  { from: 'CLOSE-WAIT', to: 'LAST-ACK', cause: 'close()', trigger: 'user-call', origin: 'figure', section: '3.10.4', sentence: 'close-in-close-wait' },
  { from: 'LAST-ACK', to: 'CLOSED', cause: 'received ACK of FIN', trigger: 'segment', origin: 'figure', section: '3.10.7.4', sentence: 'ack-in-last-ack' },
  { from: 'TIME-WAIT', to: 'CLOSED', cause: 'timer', trigger: 'timeout', origin: 'figure', section: '3.10.8', sentence: 'time-wait-ends', linuxDiffers: true }
]

type Linux = Pick<TransitionRule, 'linuxDiffers' | 'notOnLinux'>
const row = (origin: Origin, trigger: Trigger, cause: Cause, section: string, sentence: Sentence, linux: Linux = {}) =>
  (from: TcpState, to: TcpState): TransitionRule => ({ from, to, cause, trigger, origin, section, sentence, ...linux })

const finWithAck = row('text', 'segment', 'received FIN and ACK of FIN', '3.10.7.4', 'fin-with-ack', { notOnLinux: true, linuxDiffers: true })
const finUnestablished = row('text', 'segment', 'received FIN', '3.10.7.4', 'fin-unestablished', { notOnLinux: true, linuxDiffers: true })
const reset = row('text', 'segment', 'received RST', '3.10.7.4', 'reset', { linuxDiffers: true })
const resetInTimeWait = row('text', 'segment', 'received RST', '3.10.7.4', 'reset-in-time-wait', { linuxDiffers: true })
const refused = row('text', 'segment', 'received RST', '3.10.7.3', 'refused')
const aborted = row('text', 'user-call', 'sent RST', '3.10.5', 'aborted', { linuxDiffers: true })
const gone = row('linux', 'user-call', 'sent RST', '3.10.5', 'gone', { linuxDiffers: true })
const gaveUp = row('text', 'timeout', 'gave up retransmitting', '3.10.8', 'gave-up', { linuxDiffers: true })
const recycled = row('text', 'segment', 'recycled by SYN', '3.6.1', 'recycled', { linuxDiffers: true })
const reused = row('linux', 'user-call', 'reused by connect()', 'RFC 6191', 'reused', { linuxDiffers: true })
const orphaned = row('linux', 'timeout', 'timer', '3.6', 'orphaned', { linuxDiffers: true })
const removed = row('linux', 'user-call', 'removed by the kernel', 'none', 'removed', { linuxDiffers: true })

const TEXT: readonly TransitionRule[] = [
  finWithAck('FIN-WAIT-1', 'TIME-WAIT'), finUnestablished('SYN-RECEIVED', 'CLOSE-WAIT'), refused('SYN-SENT', 'CLOSED'),
  ...(['SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT', 'CLOSING', 'LAST-ACK'] as const).map((from) => reset(from, 'CLOSED')),
  resetInTimeWait('TIME-WAIT', 'CLOSED'),
  ...(['SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT'] as const).map((from) => aborted(from, 'CLOSED')),
  ...(['SYN-SENT', 'SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'CLOSE-WAIT', 'CLOSING', 'LAST-ACK'] as const).map((from) => gaveUp(from, 'CLOSED')),
  recycled('TIME-WAIT', 'CLOSED')
]

const LINUX: readonly TransitionRule[] = [
  gone('CLOSING', 'CLOSED'), gone('LAST-ACK', 'CLOSED'),
  reused('TIME-WAIT', 'CLOSED'), reused('FIN-WAIT-2', 'CLOSED'), orphaned('FIN-WAIT-2', 'CLOSED'),
  ...TCP_STATES.filter((state) => state !== 'CLOSED' && state !== 'LISTEN').map((from) => removed(from, 'CLOSED'))
]

/**
 * Every way from state to state: figure 5 of RFC 9293, what only its text says, and what only Linux does. The tracker, the tests, the documents and
 * the diagram on the screen read this one table.
 */
export const TRANSITIONS: readonly TransitionRule[] = [...FIGURE, ...TEXT, ...LINUX]

/** Causes that an observer tells apart and the RFC does not: one CLOSE, one active OPEN. */
const SAME_RULE: Partial<Record<Cause, Cause>> = { 'shutdown()': 'close()', 'sent FIN': 'close()', 'sent SYN': 'connect()' }
/** The cause under which a transition stands in the table. */
export const sameRule = (cause: Cause): Cause => SAME_RULE[cause] ?? cause

/**
 * Where a cause leads from a state.
 * @returns undefined when the state does not change. RST in SYN-RECEIVED leads to LISTEN; after an active OPEN it is CLOSED (note 1 of figure 5).
 */
export function next(from: TcpState, cause: Cause): TcpState | undefined {
  const same = sameRule(cause)
  return TRANSITIONS.find((rule) => rule.from === from && rule.cause === same)?.to
}

/** The row of a transition, or undefined when no rule allows it. */
export function ruleOf(from: TcpState, to: TcpState, cause: Cause): TransitionRule | undefined {
  const same = sameRule(cause)
  return TRANSITIONS.find((rule) => rule.from === from && rule.to === to && rule.cause === same)
}

/** Arrows Linux takes, from each state. */
const ARROWS: ReadonlyMap<TcpState, ReadonlySet<TcpState>> = new Map(
  TCP_STATES.map((from) => [from, new Set(TRANSITIONS.filter((rule) => rule.from === from && rule.notOnLinux !== true).map((rule) => rule.to))])
)

/** States within one life that lead to `to` from `from`: CLOSED and LISTEN are its beginning and its end, never its middle. */
function reaches(from: TcpState, to: TcpState, without: TcpState | undefined): boolean {
  const seen = new Set<TcpState>()
  const open: TcpState[] = [from]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const after of ARROWS.get(state) ?? []) {
      if (after === to) return true
      if (after === without || after === 'CLOSED' || after === 'LISTEN' || seen.has(after)) continue
      seen.add(after)
      open.push(after)
    }
  }
  return false
}

function pathBetween(from: TcpState, to: TcpState): readonly TcpState[] | undefined {
  if (!reaches(from, to, undefined)) return undefined
  const passed = TCP_STATES.filter((state) => state !== from && state !== to && !reaches(from, to, state))
  return [...passed.sort((a, b) => (reaches(a, b, undefined) ? -1 : 1)), to]
}

/** Those that were asked for: only what the kernel says makes somebody ask. */
const PATHS = new Map<string, readonly TcpState[] | undefined>()

/**
 * The states an end must have passed when it was seen in `from` and then in `to`, `to` included. Where there is more than one way, only those
 * that lie on every way.
 * @returns undefined when one life never leads from `from` to `to`
 */
export function forcedPath(from: TcpState, to: TcpState): readonly TcpState[] | undefined {
  const name = `${from} ${to}`
  if (!PATHS.has(name)) PATHS.set(name, from === to ? undefined : pathBetween(from, to))
  return PATHS.get(name)
}
