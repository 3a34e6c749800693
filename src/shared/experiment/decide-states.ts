import { msToNs, NS_PER_MS } from '../base/brand'
import type { CheckVerdict, Evidence } from '../model/events'
import { EVIDENCE } from '../model/events'
import type { TcpState } from '../tcp/state'
import type { ClaimOf } from './claim'
import { absent, lossesWithin, proofOf, proofOfStay, secondsText, sworn } from './decision'
import type { Decision } from './decision'
import type { DecisionWords } from './decision-words'
import { durationMs } from './duration'
import type { Duration } from './duration'
import type { Observed, ObservedConnection, Stay } from './observed'

/** A socket's absence is noticed at the sampler's next look, every 50 ms, and told a moment later on a busy machine. ns */
const END_SEEN_WITHIN = 100 * NS_PER_MS
/** A stay that no segment began was noticed at such a look, too; packets of the `cap` source are stamped on arrival. ns */
const BEGIN_SEEN_WITHIN = 50 * NS_PER_MS
/** Two jiffies at HZ=250: how exact the kernel's countdown is. ns */
const COUNTDOWN_STEP = 8 * NS_PER_MS
/** Between a segment's stamp and the kernel's acting on it, on a busy machine. ns */
const STAMP_TO_TIMER = 5 * NS_PER_MS

const noConnection = (observed: Observed, words: DecisionWords): Decision => absent(observed, words, words.noConnection, [])
const pathText = (stays: readonly { readonly state: TcpState }[]): string => stays.map(({ state }) => state).join(' → ')
const enteredOf = (stays: readonly Stay[]): Decision['proof'] => stays.map(({ entered }) => proofOf(entered))
const rank = (evidence: Evidence): number => EVIDENCE.indexOf(evidence)

export function decideReached(claim: ClaimOf<'reached'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined) return noConnection(observed, words)
  const { stays } = connection.ends[claim.end]
  const stay = stays.filter(({ state }) => state === claim.state).sort((a, b) => rank(b.evidence) - rank(a.evidence))[0]
  if (stay === undefined) return absent(observed, words, `${words.never(claim.state)}: ${pathText(stays)}`, enteredOf(stays))
  const known = claim.evidence === undefined || rank(stay.evidence) >= rank(claim.evidence)
  const verdict: CheckVerdict = known ? 'held' : observed.kernelSeen ? 'failed' : 'unobservable'
  return { verdict, detail: words.evidence[stay.evidence], proof: proofOfStay(stay) }
}

export function decideNever(claim: ClaimOf<'never'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined) return noConnection(observed, words)
  const { stays } = connection.ends[claim.end]
  const found = stays.filter(({ state }) => state === claim.state)
  if (found.length > 0) return { verdict: 'failed', detail: pathText(stays), proof: found.flatMap(proofOfStay) }
  if (stays.length === 0) return { verdict: 'unobservable', detail: words.noConnection, proof: [] }
  return sworn({ verdict: 'held', detail: pathText(stays), proof: enteredOf(stays) }, observed.losses, words)
}

export function decidePath(claim: ClaimOf<'path'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined) return noConnection(observed, words)
  const { stays } = connection.ends[claim.end]
  const { states } = claim
  const closes = states.at(-1) === 'CLOSED'
  const start = stays.findIndex((_, start) =>
    states.every((state, i) => stays[start + i]?.state === state) && (!closes || start + states.length === stays.length))
  if (start >= 0) {
    const walked = stays.slice(start, start + states.length)
    // A state that was passed through between two others leaves no other trace than its segments.
    const losses = lossesWithin(observed, walked[0]?.from ?? 0, walked.at(-1)?.from ?? Infinity)
    return sworn({ verdict: 'held', detail: pathText(walked), proof: enteredOf(walked) }, losses, words)
  }
  const detail = pathText(stays) || words.noConnection
  if (!observed.kernelSeen && endsWithin(stays, states)) return { verdict: 'unobservable', detail: `${detail}; ${words.noKernel}`, proof: enteredOf(stays) }
  return absent(observed, words, detail, enteredOf(stays))
}

/** Packets never tell the end of TIME-WAIT: a path that is right as far as it goes may have gone on. */
const endsWithin = (stays: readonly Stay[], states: readonly TcpState[]): boolean =>
  stays.at(-1)?.state === 'TIME-WAIT' && states.some((_, end) => end > 0 && states.slice(0, end).every((state, i) => stays[stays.length - end + i]?.state === state))

/** How long a stay was, ns. `shortest` and `longest` bound what is known of it. */
export interface StayLength {
  readonly measured: number
  readonly shortest: number
  readonly longest: number
}

/** @returns undefined while it lasts */
export function lengthOf(stay: Stay, observed: Observed): StayLength | undefined {
  const { left, entered } = stay
  if (stay.to === null || left === null) return undefined
  const end = stay.to
  const measured = end - stay.from
  const unseen = observed.pauses.find((pause) => pause.at <= end && end <= pause.until + END_SEEN_WITHIN)
  const late = left.packet === undefined ? Math.max(END_SEEN_WITHIN, unseen === undefined ? 0 : end - unseen.at) : 0
  // However late its end was noticed: a countdown does not end before it has run out.
  const certain = Math.min(measured, stay.due - COUNTDOWN_STEP - stay.from)
  const stamped = entered.packet !== undefined && observed.header?.source !== 'cap'
  return { measured, shortest: Math.max(0, measured - late, certain), longest: measured + (stamped ? STAMP_TO_TIMER : BEGIN_SEEN_WITHIN) }
}

export const lastStay = (connection: ObservedConnection, claim: { readonly end: 'client' | 'server'; readonly state: TcpState }): Stay | undefined =>
  connection.ends[claim.end].stays.findLast(({ state }) => state === claim.state)

export function decideLasted(claim: ClaimOf<'lasted'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined) return noConnection(observed, words)
  const { stays } = connection.ends[claim.end]
  const stay = lastStay(connection, claim)
  if (stay === undefined) return absent(observed, words, `${words.never(claim.state)}: ${pathText(stays)}`, enteredOf(stays))
  const length = lengthOf(stay, observed)
  if (length === undefined) {
    if (!observed.kernelSeen) return { verdict: 'unobservable', detail: words.noKernel, proof: proofOfStay(stay) }
    return absent(observed, words, words.stillThere(stay.state, secondsText(observed.until - stay.from)), proofOfStay(stay))
  }
  const proof = stay.left === null ? proofOfStay(stay) : [...proofOfStay(stay), proofOf(stay.left)]
  const limits = limitsOf(claim.between, observed.header?.hz ?? 0)
  if (limits === undefined) return { verdict: 'unobservable', detail: `${secondsText(length.measured)}; ${words.unknownHz}`, proof }
  return { ...compare(length, limits, words), proof }
}

type Limits = readonly [number, number]

/** @returns ns, or undefined when they depend on an HZ that is not known */
function limitsOf([least, most]: readonly [Duration, Duration], hz: number): Limits | undefined {
  if (hz <= 0 && least.wheelsOfMs.length + most.wheelsOfMs.length > 0) return undefined
  return [msToNs(durationMs(least, hz)), msToNs(durationMs(most, hz))]
}

/** Beyond this uncertainty a length that may be right proves nothing, unless what is asked for is a wider span: half of that. ns */
const PRECISE = 250 * NS_PER_MS

function compare({ measured, shortest, longest }: StayLength, [least, most]: Limits, words: DecisionWords): Omit<Decision, 'proof'> {
  const detail = words.between(secondsText(measured), secondsText(least), secondsText(most))
  if (longest < least || shortest > most) return { verdict: 'failed', detail }
  const sure = shortest >= least && longest <= most
  return sure || longest - shortest <= Math.max(PRECISE, (most - least) / 2) ? { verdict: 'held', detail } : { verdict: 'unobservable', detail: words.uncertain(secondsText(shortest), secondsText(longest)) }
}
