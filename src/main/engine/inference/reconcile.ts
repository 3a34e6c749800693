import type { Nanoseconds } from '../../../shared/base/brand'
import type { TcpState } from '../../../shared/tcp/state'
import { forcedPath } from '../../../shared/tcp/transitions'
import type { HeldTransition } from './connection'

/** ns by which a receiver's state may lag behind the stamp of the segment that changes it (0.12 ms seen on a busy machine). */
export const LAG = 250_000
/** ns by which a sender's state may be ahead of the stamp of its own segment (0.09 ms seen). */
export const LEAD = 100_000
/** ns between two readings that may decide something together. */
export const RETRY = 1_000_000
/**
 * The same where the kernel has no TIME-WAIT whose time is not over, and no segment ended it: only SOCK_DESTROY does that (`ss -K`). A look-up finds nothing either while
 * a minisock takes its socket's place (net/ipv4/inet_timewait_sock.c: hashed before it may be held), and a virtual processor can be taken away just there.
 */
const LONG_RETRY = 50_000_000

/** The state an end had at some instant between `since` and `at`; CLOSED when the kernel has no socket of that name. */
export interface Reading {
  readonly state: TcpState
  readonly since: Nanoseconds
  readonly at: Nanoseconds
}

/** What is known of an end when it is read. */
export interface Belief {
  /** As told last; CLOSED before the first transition. */
  readonly shown: TcpState
  /** Has had a transition, told or held: CLOSED then is the end of its life. */
  readonly begun: boolean
  readonly held: readonly HeldTransition[]
  /** An earlier reading that did not fit. */
  readonly doubt: { readonly state: TcpState; readonly at: Nanoseconds } | undefined
  /** Without packets there is nothing a reading could race with: one decides. */
  readonly alone: boolean
}

/** What a reading decides. `reached` counts held transitions, from the oldest, that have happened. */
export type Verdict =
  /** The state after `reached` is the kernel's; what is held beyond that may still come. */
  | { readonly kind: 'agrees'; readonly reached: number }
  /** A single reading against what is known: ask again. */
  | { readonly kind: 'undecided' }
  /** Held transitions beyond `reached` never happened: the segment was captured and not delivered. */
  | { readonly kind: 'undelivered'; readonly reached: number }
  /** After `reached` the end went on by `path` without a segment that was seen; held ones beyond did not happen. */
  | { readonly kind: 'moved-on'; readonly reached: number; readonly path: readonly TcpState[] }
  /** It was open before it was watched, in this state. */
  | { readonly kind: 'joined' }
  /** No life leads from what was told to what the kernel says. */
  | { readonly kind: 'contradicts' }

const UNDECIDED: Verdict = { kind: 'undecided' }
const CONTRADICTS: Verdict = { kind: 'contradicts' }
const JOINED: Verdict = { kind: 'joined' }

/** Brings what was inferred for one end and what the kernel says together. Pure. */
export function reconcile(belief: Belief, reading: Reading): Verdict {
  const { held, doubt } = belief
  const at = stepOf(belief, reading.state)
  if (at !== undefined && plausible(held, at, reading)) return { kind: 'agrees', reached: at }
  const enough = reading.state === 'CLOSED' && belief.shown === 'TIME-WAIT' && held.length === 0 ? LONG_RETRY : RETRY
  if (!belief.alone && (doubt?.state !== reading.state || reading.since - doubt.at < enough)) return UNDECIDED
  if (at === 0 && wholeLife(belief)) return wayOn(belief, reading.state) ?? CONTRADICTS
  if (at !== undefined) return at < held.length ? { kind: 'undelivered', reached: at } : { kind: 'agrees', reached: at }
  if (held[0]?.cause === 'already open') return JOINED
  return wayOn(belief, reading.state) ?? CONTRADICTS
}

/** States that only a connection which was open can come to: its segments prove that it was, though the kernel was asked too late to have seen it. */
const AFTER_OPEN: ReadonlySet<TcpState> = new Set<TcpState>(['FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSING', 'LAST-ACK'])

/** Opened, closed and forgotten (no room for a TIME-WAIT: tcp_max_tw_buckets) before anything of it was told. */
function wholeLife({ shown, held }: Belief): boolean {
  const last = held.at(-1)?.to
  return (shown === 'CLOSED' || shown === 'LISTEN') && last !== undefined && AFTER_OPEN.has(last)
}

/** CLOSED and LISTEN are one to the kernel: no socket of this 4-tuple. */
const same = (a: TcpState, b: TcpState): boolean => a === b || (b === 'CLOSED' && a === 'LISTEN')

/** How many held transitions lead to this state, or undefined when none does. */
function stepOf({ shown, held }: Belief, state: TcpState): number | undefined {
  const at = held.findLastIndex((transition) => same(transition.to, state))
  if (at >= 0) return at + 1
  return same(shown, state) ? 0 : undefined
}

/** Whether the state after `step` transitions was current at some instant the reading may speak of. */
function plausible(held: readonly HeldTransition[], step: number, { since, at }: Reading): boolean {
  const entered = held[step - 1]?.at
  const left = held[step]?.at
  return (entered === undefined || entered - LEAD <= at) && (left === undefined || left >= since - LAG)
}

/** Sockets in these states can go without a word: given up, closed before anything was agreed on, a minisock refused or removed. */
const SILENT: ReadonlySet<TcpState> = new Set<TcpState>(['SYN-SENT', 'SYN-RECEIVED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSING', 'LAST-ACK'])

function wayOn({ shown, begun, held }: Belief, state: TcpState): Verdict | undefined {
  const isOver = shown === 'CLOSED' || shown === 'LISTEN'
  for (let reached = held.length; reached >= 0; reached--) {
    const from = held[reached - 1]?.to ?? shown
    if (begun && reached === 0 && isOver && (shown === 'CLOSED' || held.length === 0)) return undefined
    // It went without a word from a state where that can be; a TIME-WAIT that nobody ever saw was refused (tcp_max_tw_buckets).
    const path = state !== 'CLOSED' || reached === 0 || SILENT.has(from) ? forcedPath(from, state) : undefined
    if (path !== undefined) return { kind: 'moved-on', reached, path }
  }
  return undefined
}
