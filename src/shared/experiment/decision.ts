import { NS_PER_MS, NS_PER_S } from '../base/brand'
import type { CheckVerdict, Proof, SessionEvent } from '../model/events'
import type { Observed, Stay } from './observed'

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
const MOST_PROOFS = 32
export const proofs = (events: readonly SessionEvent[]): Proof[] => events.slice(0, MOST_PROOFS).map(proofOf)

/** Something was not found. When a part of the session was lost, it may have been there. */
export const absence = (observed: Observed): CheckVerdict => (observed.losses.length > 0 ? 'unobservable' : 'failed')

/** `61.204 s` */
export const secondsText = (nanoseconds: number): string => `${(nanoseconds / NS_PER_S).toFixed(3)} s`
/** `41.236 ms` */
export const millisecondsText = (nanoseconds: number): string => `${(nanoseconds / NS_PER_MS).toFixed(3)} ms`
