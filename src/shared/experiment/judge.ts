import { msToNs, NS_PER_S } from '../base/brand'
import { assertNever } from '../base/assert'
import type { Proof, SessionEvent } from '../model/events'
import type { TcpState } from '../tcp/state'
import { decide } from './checks'
import { proofOf, proofOfStay } from './decision'
import { DECISION_WORDS } from './decision-words'
import { durationMs } from './duration'
import { lastStay, lengthOf } from './decide-states'
import { Observed, observe } from './observed'
import type { Interest } from './observed'
import type { Prediction } from './prediction'

/** What this run showed, in the terms of the question, with the events that show it. */
export type Answer =
  /** `option`: the id of the right option; null when none is. */
  | { readonly kind: 'choice'; readonly option: string | null; readonly proof: readonly Proof[] }
  | { readonly kind: 'state'; readonly state: TcpState; readonly proof: readonly Proof[] }
  | { readonly kind: 'number'; readonly seconds: number; readonly tolerance: number; readonly proof: readonly Proof[] }

export interface Judgement {
  readonly right: boolean
  readonly answer: Answer
}

type Seen = Iterable<SessionEvent> | Observed

/**
 * The answer of a prediction, computed from what this kernel did in this run; none is stored anywhere.
 * @param seen the events of a run that has ended, or an Observed of them made with interestOf(plan)
 * @returns undefined when the run does not tell
 */
export function answerOf(prediction: Prediction, seen: Seen): Answer | undefined {
  const observed = seen instanceof Observed ? seen : observe(seen, interestOfPrediction(prediction))
  switch (prediction.kind) {
    case 'choice': return choiceOf(prediction, observed)
    case 'state': return stateOf(prediction, observed)
    case 'number': return numberOf(prediction, observed)
    default: return assertNever(prediction, 'prediction')
  }
}

/**
 * Judges what a person predicted.
 * @param given an option's id, a state's name, or a number of seconds
 * @returns undefined when the run does not tell
 */
export function judge(prediction: Prediction, given: string | number, seen: Seen): Judgement | undefined {
  const answer = answerOf(prediction, seen)
  if (answer === undefined) return undefined
  switch (answer.kind) {
    case 'choice': return { right: answer.option === given, answer }
    case 'state': return { right: answer.state === given, answer }
    case 'number': return { right: Math.abs(Number(given) - answer.seconds) <= answer.tolerance, answer }
    default: return assertNever(answer, 'answer')
  }
}

function interestOfPrediction(prediction: Prediction): Interest {
  const claims = prediction.kind === 'choice' ? prediction.options.flatMap((option) => option.if) : []
  const ordinals = claims.map((claim) => ('connection' in claim ? claim.connection : 1))
  return {
    connections: Math.max(1, ...ordinals, prediction.kind === 'choice' ? 1 : prediction.of.connection),
    calls: new Set(claims.flatMap((claim) => (claim.that === 'call' ? [claim.call] : [])))
  }
}

type PredictionOf<Kind extends Prediction['kind']> = Extract<Prediction, { kind: Kind }>

function choiceOf({ options }: PredictionOf<'choice'>, observed: Observed): Answer | undefined {
  const decided = options.map((option) => ({ option: option.id, decisions: option.if.map((claim) => decide(claim, observed, DECISION_WORDS.en)) }))
  const right = decided.find(({ decisions }) => decisions.every(({ verdict }) => verdict === 'held'))
  if (right !== undefined) return { kind: 'choice', option: right.option, proof: right.decisions.flatMap(({ proof }) => proof) }
  const open = decided.some(({ decisions }) => decisions.every(({ verdict }) => verdict !== 'failed'))
  return open ? undefined : { kind: 'choice', option: null, proof: decided.flatMap(({ decisions }) => decisions.flatMap(({ proof }) => proof)).slice(0, 16) }
}

function stateOf({ of }: PredictionOf<'state'>, observed: Observed): Answer | undefined {
  const step = observed.steps.get(of.after)
  const stays = observed.connection(of.connection)?.ends[of.end].stays ?? []
  if (step === undefined) return undefined
  const at = step.at + msToNs(durationMs(of.plus, observed.header?.hz ?? 0))
  const stay = stays.find(({ from, to }) => from <= at && (to === null || at < to))
  if (stay === undefined || at > observed.until) return undefined
  return { kind: 'state', state: stay.state, proof: [...proofOfStay(stay), proofOf(step)] }
}

function numberOf({ of, tolerance }: PredictionOf<'number'>, observed: Observed): Answer | undefined {
  const connection = observed.connection(of.connection)
  const stay = connection === undefined ? undefined : lastStay(connection, of)
  const length = stay === undefined ? undefined : lengthOf(stay, observed)
  if (stay === undefined || length === undefined || stay.left === null) return undefined
  const near = durationMs(tolerance, observed.header?.hz ?? 0) / 1000
  return Number.isFinite(near) ? { kind: 'number', seconds: length.measured / NS_PER_S, tolerance: near, proof: [...proofOfStay(stay), proofOf(stay.left)] } : undefined
}
