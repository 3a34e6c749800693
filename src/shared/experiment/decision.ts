import { NS_PER_MS, NS_PER_S } from '../base/brand'
import type { CheckVerdict, Proof, SessionEvent } from '../model/events'
import type { DecisionWords } from './decision-words'
import type { Observed, Stay, Unseen } from './observed'
import { MOST_KEPT } from './told'

/** What became of a claim, and the events that decided it. */
export interface Decision {
  readonly verdict: CheckVerdict
  /** The measured figure, or what was found. */
  readonly detail: string
  readonly proof: readonly Proof[]
}

/** Points at an event so that a reader finds it again: a packet by its number, others by their instant. */
export function proofOf(event: SessionEvent): Proof {
  switch (event.type) {
    case 'packet': return { event: 'packet', n: event.n, at: event.at, conn: event.conn }
    case 'transition': return { event: 'transition', at: event.at, conn: event.conn, end: event.end, state: event.to }
    case 'sample': return { event: 'sample', at: event.at, conn: event.conn, end: event.end, state: event.state }
    case 'discrepancy': return { event: 'discrepancy', at: event.at, conn: event.conn, end: event.end, state: event.sampled }
    case 'timer': return { event: 'timer', at: event.at, conn: event.conn, end: event.end }
    case 'api': return {
      event: 'api', at: event.at, ...(event.conn === null ? {} : { conn: event.conn }), ...(event.end === null ? {} : { end: event.end })
    }
    default: return { event: event.type, at: event.at }
  }
}

/** A stay's proof: how it began, and the kernel's word for it. */
export const proofOfStay = ({ entered, sample }: Stay): Proof[] => (sample === null ? [proofOf(entered)] : [proofOf(entered), proofOf(sample)])

/** More would hide what matters. */
export const proofs = (events: readonly SessionEvent[]): Proof[] => events.slice(0, MOST_KEPT).map(proofOf)

/** The first of what was not seen, as far as an event tells it. */
const proofsOfLosses = (losses: readonly Unseen[]): Proof[] => proofs(losses.flatMap((loss) => (loss.type === 'broken-off' ? [] : [loss])))

/** Those between two instants. What a damaged file lost may have been anywhere. */
export const lossesWithin = ({ losses }: Observed, since: number, until: number): readonly Unseen[] =>
  losses.filter((loss) => loss.type === 'damage' || (loss.at <= until && loss.until >= since))

/** Times when nothing at all was watched: what the engine itself does and counts is not lost with a packet. */
export const unwatched = ({ losses }: Observed): readonly Unseen[] => losses.filter((loss) => loss.type !== 'gap' || loss.reason === 'engine-restart')

export const packetsIn = (losses: readonly Unseen[]): number => losses.reduce((sum, loss) => sum + (loss.type === 'gap' ? loss.packets : 0), 0)

/** Why what was not seen proves nothing: packets that are known to be lost say more than an end that is missing, and that more than a block that was torn there. */
const unseen = (losses: readonly Unseen[], words: DecisionWords): string =>
  (packetsIn(losses) === 0 && losses.some(({ type }) => type === 'broken-off') ? words.brokenOff : words.unseen(packetsIn(losses)))

/** Something was not found. When a part of the session was lost, it may have been there. */
export function absent(observed: Observed, words: DecisionWords, detail: string, proof: readonly Proof[]): Decision {
  const { losses } = observed
  return losses.length === 0 ? { verdict: 'failed', detail, proof } : { verdict: 'unobservable', detail: `${detail}; ${unseen(losses, words)}`, proof }
}

/** A claim that holds because there was no more, or no other: that cannot be sworn to where a part was not seen. */
export const sworn = (decision: Decision, losses: readonly Unseen[], words: DecisionWords): Decision =>
  (decision.verdict !== 'held' || losses.length === 0 ? decision
    : { verdict: 'unobservable', detail: `${decision.detail}; ${unseen(losses, words)}`, proof: [...decision.proof, ...proofsOfLosses(losses)] })

/** `61.204 s` */
export const secondsText = (nanoseconds: number): string => `${(nanoseconds / NS_PER_S).toFixed(3)} s`
/** `41.236 ms` */
export const millisecondsText = (nanoseconds: number): string => `${(nanoseconds / NS_PER_MS).toFixed(3)} ms`
