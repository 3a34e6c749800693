import { transitionMarks, transitionStates } from '../../../shared/batch/layout'
import type { Cause, Evidence } from '../../../shared/model/events'
import type { End, TcpState } from '../../../shared/tcp/state'

/** A transition without its instant, its connection and its packet: in words, and in the numbers of a batch's row. */
export interface TransitionKind {
  readonly end: End
  readonly from: TcpState
  readonly to: TcpState
  readonly evidence: Evidence
  readonly cause: Cause
  readonly states: number
  readonly marks: number
}

/** A kind, and the one that followed it last. */
interface Followed extends TransitionKind {
  next: Followed | undefined
}

/**
 * The kinds of transition that were met. Connections of one capture go through the same few in the same order, so the next one is nearly always what came next before: to compare
 * four words with it takes a tenth of looking up the number of each.
 */
export class TransitionKinds {
  private readonly known: Followed[] = []
  private last: Followed | undefined = undefined

  of(end: End, from: TcpState, to: TcpState, evidence: Evidence, cause: Cause): TransitionKind {
    const { last } = this
    const guess = last?.next
    if (guess !== undefined && isKind(guess, end, from, to, evidence, cause)) return (this.last = guess)
    const found = this.find(end, from, to, evidence, cause)
    if (last !== undefined) last.next = found
    return (this.last = found)
  }

  private find(end: End, from: TcpState, to: TcpState, evidence: Evidence, cause: Cause): Followed {
    const found = this.known.find((kind) => isKind(kind, end, from, to, evidence, cause))
    if (found !== undefined) return found
    const added: Followed = { end, from, to, evidence, cause, states: transitionStates(from, to), marks: transitionMarks(end, evidence, cause), next: undefined }
    this.known.push(added)
    return added
  }
}

const isKind = (kind: Followed, end: End, from: TcpState, to: TcpState, evidence: Evidence, cause: Cause): boolean =>
  kind.to === to && kind.from === from && kind.cause === cause && kind.end === end && kind.evidence === evidence
