import { msToNs, NS_PER_S } from '../base/brand'
import { assertNever } from '../base/assert'
import type { Proof, SessionEvent } from '../model/events'
import { flagsFromText } from '../tcp/flags'
import type { End, TcpState } from '../tcp/state'
import { decide } from './checks'
import { sentBy } from './decide-segments'
import { proofOf, proofOfStay, proofs } from './decision'
import { DECISION_WORDS } from './decision-words'
import { durationMs } from './duration'
import { lastStay, lengthOf } from './decide-states'
import { passes, segmentTest } from './match'
import { interestOfPrediction, Observed, observe } from './observed'
import type { Prediction } from './prediction'

/** What this run showed, in the terms of the question, with the events that show it. */
export type Answer =
  /** `option`: the id of the right option; null when none is. */
  | { readonly kind: 'choice'; readonly option: string | null; readonly proof: readonly Proof[] }
  | { readonly kind: 'state'; readonly state: TcpState; readonly proof: readonly Proof[] }
  /** `value` in the unit of the question: seconds for a length of time. */
  | { readonly kind: 'number'; readonly value: number; readonly tolerance: number; readonly proof: readonly Proof[] }
  /** Ids of the segments as they first came, joined by commas. */
  | { readonly kind: 'order'; readonly order: string; readonly proof: readonly Proof[] }

export interface Judgement {
  readonly right: boolean
  readonly answer: Answer
}

/** What the answer is, as a prediction is given: an option's id, a state, a number, ids joined by commas; null when none of the options is right. */
export function answerText(answer: Answer): string | number | null {
  switch (answer.kind) {
    case 'choice': return answer.option
    case 'state': return answer.state
    case 'number': return answer.value
    case 'order': return answer.order
  }
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
    case 'order': return orderOf(prediction, observed)
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
    case 'number': return { right: Math.abs(Number(given) - answer.value) <= answer.tolerance, answer }
    case 'order': return { right: answer.order === given, answer }
    default: return assertNever(answer, 'answer')
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
  const found = 'state' in of ? stayOf(of, observed) : countOf(of, observed)
  const near = typeof tolerance === 'number' ? tolerance : durationMs(tolerance, observed.header?.hz ?? 0) / 1000
  return found === undefined || !Number.isFinite(near) ? undefined : { kind: 'number', ...found, tolerance: near }
}

interface Measured {
  readonly value: number
  readonly proof: readonly Proof[]
}

function stayOf(of: { readonly connection: number; readonly end: End; readonly state: TcpState }, observed: Observed): Measured | undefined {
  const connection = observed.connection(of.connection)
  const stay = connection === undefined ? undefined : lastStay(connection, of)
  const length = stay === undefined ? undefined : lengthOf(stay, observed)
  if (stay === undefined || length === undefined || stay.left === null) return undefined
  return { value: length.measured / NS_PER_S, proof: [...proofOfStay(stay), proofOf(stay.left)] }
}

/** Where packets were lost there may have been more segments, and more ends in a state: then the run does not tell. */
function countOf(of: Exclude<PredictionOf<'number'>['of'], { readonly state: TcpState }>, observed: Observed): Measured | undefined {
  if (('segments' in of || 'population' in of) && observed.losses.length > 0) return undefined
  if ('segments' in of) {
    const connection = observed.connection(of.segments.connection)
    const test = segmentTest(of.segments)
    const found = connection === undefined ? undefined : sentBy(connection, of.segments.from).filter(({ flags, len }) => passes(test, flagsFromText(flags), len))
    return found === undefined ? undefined : { value: found.length, proof: proofs(found) }
  }
  if ('counter' in of) return { value: observed.counters.get(of.counter)?.moved ?? 0, proof: proofs(observed.counters.get(of.counter)?.told.first ?? []) }
  if ('done' in of) {
    const progress = observed.progress.get(of.done)
    return progress === undefined ? undefined : { value: progress.done, proof: [proofOf(progress)] }
  }
  const count = observed.population.count(of.end, of.population, of.at)
  return count === undefined ? undefined : { value: count, proof: [] }
}

function orderOf({ segments }: PredictionOf<'order'>, observed: Observed): Answer | undefined {
  if (observed.losses.length > 0) return undefined
  const found = segments.map(({ id, is }) => {
    const connection = observed.connection(is.connection)
    const test = segmentTest(is)
    return { id, packet: connection === undefined ? undefined : sentBy(connection, is.from).find(({ flags, len }) => passes(test, flagsFromText(flags), len)) }
  })
  const seen = found.flatMap(({ id, packet }) => (packet === undefined ? [] : [{ id, packet }])).sort((a, b) => a.packet.n - b.packet.n)
  return seen.length < segments.length ? undefined : { kind: 'order', order: seen.map(({ id }) => id).join(','), proof: proofs(seen.map(({ packet }) => packet)) }
}
