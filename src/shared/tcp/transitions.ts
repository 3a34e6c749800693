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

export interface TransitionRule {
  readonly from: TcpState
  readonly to: TcpState
  /** The name of the cause in the public stream. A CLOSE is `close()`, whether the call was seen or only its FIN (see `sameRule`). */
  readonly cause: Cause
  readonly trigger: Trigger
  readonly origin: Origin
  /** Section of RFC 9293, or of the document named. */
  readonly section: string
  /** What it says, in one sentence. */
  readonly says: string
  /** Where Linux differs, or adds to it. */
  readonly linux?: string
  /** Linux never takes this arrow. */
  readonly notOnLinux?: true
}

/** The twenty arrows of figure 5. */
const FIGURE: readonly TransitionRule[] = [
  {
    from: 'CLOSED', to: 'LISTEN', cause: 'listen()', trigger: 'user-call', origin: 'figure', section: '3.10.1',
    says: 'A passive OPEN creates a TCB and waits for a connection request.'
  },
  {
    from: 'CLOSED', to: 'SYN-SENT', cause: 'connect()', trigger: 'user-call', origin: 'figure', section: '3.10.1',
    says: 'An active OPEN creates a TCB and sends a SYN.'
  },
  {
    from: 'LISTEN', to: 'CLOSED', cause: 'close()', trigger: 'user-call', origin: 'figure', section: '3.10.4',
    says: 'A CLOSE deletes the TCB; there is nothing to tell a peer.'
  },
  {
    from: 'LISTEN', to: 'SYN-RECEIVED', cause: 'received SYN', trigger: 'segment', origin: 'figure', section: '3.10.7.2',
    says: 'A SYN is answered with SYN,ACK.',
    linux: 'The listener stays; a small request socket stands for the new connection until the handshake is done.'
  },
  {
    from: 'LISTEN', to: 'SYN-SENT', cause: 'connect()', trigger: 'user-call', origin: 'figure', section: '3.10.2',
    says: 'A SEND on a listening connection makes it active and sends a SYN.', notOnLinux: true,
    linux: 'A listening socket can neither send nor connect.'
  },
  {
    from: 'SYN-SENT', to: 'CLOSED', cause: 'close()', trigger: 'user-call', origin: 'figure', section: '3.10.4',
    says: 'A CLOSE deletes the TCB: nothing has been agreed on yet.'
  },
  {
    from: 'SYN-SENT', to: 'SYN-RECEIVED', cause: 'received SYN', trigger: 'segment', origin: 'figure', section: '3.10.7.3',
    says: 'A SYN without ACK crossed ours: both ends open at once; it is answered with SYN,ACK.'
  },
  {
    from: 'SYN-SENT', to: 'ESTABLISHED', cause: 'received SYN,ACK', trigger: 'segment', origin: 'figure', section: '3.10.7.3',
    says: 'Our SYN is acknowledged and the peer’s SYN is here: an ACK completes the handshake.'
  },
  {
    from: 'SYN-RECEIVED', to: 'ESTABLISHED', cause: 'received ACK of SYN', trigger: 'segment', origin: 'figure', section: '3.10.7.4',
    says: 'The ACK of our SYN completes the handshake.',
    linux: 'With TCP_DEFER_ACCEPT the first data do; with a full backlog the ACK is ignored.'
  },
  {
    from: 'SYN-RECEIVED', to: 'LISTEN', cause: 'received RST', trigger: 'segment', origin: 'figure', section: '3.10.7.4',
    says: 'After a passive OPEN, a RST returns the connection to LISTEN.',
    linux: 'The request socket is dropped; the listener never left LISTEN.'
  },
  {
    from: 'SYN-RECEIVED', to: 'FIN-WAIT-1', cause: 'close()', trigger: 'user-call', origin: 'figure', section: '3.10.4',
    says: 'A CLOSE with nothing left to send sends a FIN.'
  },
  {
    from: 'ESTABLISHED', to: 'FIN-WAIT-1', cause: 'close()', trigger: 'user-call', origin: 'figure', section: '3.10.4',
    says: 'A CLOSE sends a FIN after everything that was to be sent: this end closes actively.',
    linux: 'shutdown(SHUT_WR) does the same and keeps the socket; close() with unread data sends RST instead.'
  },
  {
    from: 'ESTABLISHED', to: 'CLOSE-WAIT', cause: 'received FIN', trigger: 'segment', origin: 'figure', section: '3.10.7.4',
    says: 'A FIN, once everything before it is here, says that the peer sends no more; it is acknowledged.'
  },
  {
    from: 'FIN-WAIT-1', to: 'FIN-WAIT-2', cause: 'received ACK of FIN', trigger: 'segment', origin: 'figure', section: '3.10.7.4',
    says: 'Our FIN is acknowledged; the peer may still send.',
    linux: 'After close() a minisock without a process takes over, for tcp_fin_timeout.'
  },
  {
    from: 'FIN-WAIT-1', to: 'CLOSING', cause: 'received FIN', trigger: 'segment', origin: 'figure', section: '3.10.7.4',
    says: 'The FINs crossed: the peer closes too and has not acknowledged ours.'
  },
  {
    from: 'FIN-WAIT-2', to: 'TIME-WAIT', cause: 'received FIN', trigger: 'segment', origin: 'figure', section: '3.10.7.4',
    says: 'The peer’s FIN is acknowledged, and the time-wait timer starts.',
    linux: '60 s (TCP_TIMEWAIT_LEN), not 2 MSL.'
  },
  {
    from: 'CLOSING', to: 'TIME-WAIT', cause: 'received ACK of FIN', trigger: 'segment', origin: 'figure', section: '3.10.7.4',
    says: 'Our FIN is acknowledged: after a simultaneous close both ends wait.'
  },
  {
    from: 'CLOSE-WAIT', to: 'LAST-ACK', cause: 'close()', trigger: 'user-call', origin: 'figure', section: '3.10.4',
    says: 'A CLOSE sends our FIN; the peer closed first.'
  },
  {
    from: 'LAST-ACK', to: 'CLOSED', cause: 'received ACK of FIN', trigger: 'segment', origin: 'figure', section: '3.10.7.4',
    says: 'Our FIN is acknowledged: the TCB is deleted. This end does not wait.'
  },
  {
    from: 'TIME-WAIT', to: 'CLOSED', cause: 'timer', trigger: 'timeout', origin: 'figure', section: '3.10.8',
    says: 'When the time-wait timer expires, the TCB is deleted.',
    linux: '60 s, and up to 2 s more at HZ=250: the timer wheel rounds up (kernel/time/timer.c).'
  }
]

type Linux = Pick<TransitionRule, 'linux' | 'notOnLinux'>
const row = (origin: Origin, trigger: Trigger, cause: Cause, section: string, says: string, linux: Linux = {}) =>
  (from: TcpState, to: TcpState): TransitionRule => ({ from, to, cause, trigger, origin, section, says, ...linux })

const finWithAck = row('text', 'segment', 'received FIN and ACK of FIN', '3.10.7.4',
  'If the FIN’s segment also acknowledges our FIN, the time-wait timer starts at once (note 2 of figure 5).',
  { notOnLinux: true, linux: 'The acknowledgment is taken first: FIN-WAIT-2 of no length, then TIME-WAIT.' })
const finUnestablished = row('text', 'segment', 'received FIN', '3.10.7.4',
  'A FIN in SYN-RECEIVED leads to CLOSE-WAIT.',
  { notOnLinux: true, linux: 'Its acknowledgment establishes the connection first.' })
const reset = row('text', 'segment', 'received RST', '3.10.7.4',
  'An acceptable RST deletes the TCB (note 3 of figure 5).',
  { linux: 'Only at exactly the next sequence number expected (RFC 5961); otherwise a challenge ACK.' })
const resetInTimeWait = row('text', 'segment', 'received RST', '3.10.7.4',
  'A RST ends TIME-WAIT too: the assassination of RFC 1337.',
  { linux: 'net.ipv4.tcp_rfc1337=1 ignores it.' })
const refused = row('text', 'segment', 'received RST', '3.10.7.3', 'A RST that acknowledges our SYN refuses the connection.')
const aborted = row('text', 'user-call', 'sent RST', '3.10.5',
  'An ABORT sends a RST and deletes the TCB: no TIME-WAIT.',
  { linux: 'close() with SO_LINGER 0, or with unread data; data for a closed reader.' })
const gone = row('linux', 'user-call', 'sent RST', '3.10.5',
  'An ABORT here deletes the TCB and sends nothing.',
  { linux: 'A RST from this end answers a segment for a socket that is no more.' })
const gaveUp = row('text', 'timeout', 'gave up retransmitting', '3.10.8',
  'When the user timeout expires, everything queued is dropped and the TCB deleted (R2 of section 3.8.3).',
  { linux: 'tcp_syn_retries, tcp_synack_retries, tcp_retries2; tcp_orphan_retries after close(). Nothing is sent.' })
const recycled = row('text', 'segment', 'recycled by SYN', '3.6.1',
  'A new SYN may reopen the connection directly from TIME-WAIT (MAY-2).',
  { linux: 'When its sequence number, or its timestamp (RFC 6191), is newer than all of the old connection.' })
const reused = row('linux', 'user-call', 'reused by connect()', 'RFC 6191',
  'An active OPEN may take the 4-tuple over when timestamps can tell old segments from new.',
  { linux: 'tcp_tw_reuse, or bind() with SO_REUSEADDR on both sockets.' })
const orphaned = row('linux', 'timeout', 'timer', '3.6',
  'FIN-WAIT-2 has no timer in the RFC: it lasts until the peer closes.',
  { linux: 'After close() it lasts tcp_fin_timeout (TCP_LINGER2).' })
const removed = row('linux', 'user-call', 'removed by the kernel', 'none',
  'The connection is gone and no segment says why.',
  { linux: 'SOCK_DESTROY (ss -K), more minisocks than tcp_max_tw_buckets, too many orphans.' })

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

const PATHS: ReadonlyMap<string, readonly TcpState[]> = new Map(
  TCP_STATES.flatMap((from) => TCP_STATES.flatMap((to) => {
    const path = from === to ? undefined : pathBetween(from, to)
    return path === undefined ? [] : [[`${from} ${to}`, path] as const]
  }))
)

/**
 * The states an end must have passed when it was seen in `from` and then in `to`, `to` included. Where there is more than one way, only those
 * that lie on every way.
 * @returns undefined when one life never leads from `from` to `to`
 */
export const forcedPath = (from: TcpState, to: TcpState): readonly TcpState[] | undefined => PATHS.get(`${from} ${to}`)
