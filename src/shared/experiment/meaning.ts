import type { Check } from './claim'
import type { Body } from './experiment'
import { durationMs } from './duration'
import type { Duration } from './duration'
import type { Located } from './issue'
import { acceptedValue, allowedValues } from './params'
import type { Param, Params } from './params'
import { nameProblems } from './names-used'
import { SocketUse } from './socket-use'
import { isWanted } from './when'
import type { When } from './when'
import type { Path } from './yaml-source'

/** What a file of right form may still get wrong, for one setting of its parameters. */
export function meaningProblems(body: Body, all: readonly Param[], params: Params): Located[] {
  const steps = body.steps.map((step, index) => ({ step, index })).filter(({ step }) => isWanted(step.when, params))
  return [
    ...duplicates('steps', body.steps), ...duplicates('checks', body.checks), ...duplicates('predictions', body.predictions),
    ...whenProblems('steps', body.steps, all), ...whenProblems('checks', body.checks, all), ...whenProblems('predictions', body.predictions, all),
    ...new SocketUse(body.sockets).problems(steps),
    ...nameProblems(body, steps),
    ...predictionProblems(body, steps.map(({ step }) => step.id)),
    ...rangeProblems(body)
  ]
}

type Part = 'steps' | 'checks' | 'predictions'

function duplicates(part: Part, items: readonly { readonly id: string }[]): Located[] {
  return items.flatMap(({ id }, index): Located[] =>
    items.findIndex((item) => item.id === id) < index ? [{ path: [part, index, 'id'], problem: { kind: 'duplicate', given: id } }] : [])
}

function whenProblems(part: Part, items: readonly { readonly when?: When }[], params: readonly Param[]): Located[] {
  return items.flatMap(({ when }, index) => Object.entries(when ?? {}).flatMap(([name, wanted]): Located[] => {
    const path: Path = [part, index, 'when', name]
    const param = params.find((param) => param.name === name)
    if (param === undefined) return [{ path, onKey: true, problem: { kind: 'unknown-parameter', given: name, allowed: params.map((param) => param.name) } }]
    const wrong = [wanted].flat().find((value) => acceptedValue(param, value) !== value)
    return wrong === undefined ? [] : [{ path, problem: { kind: 'not-one-of', given: String(wrong), allowed: [allowedValues(param)] } }]
  }))
}

function predictionProblems(body: Body, stepIds: readonly string[]): Located[] {
  return body.predictions.flatMap((prediction, index): Located[] => {
    if (prediction.kind === 'choice') {
      return duplicates('predictions', prediction.options).map(({ path, problem }) => ({ path: ['predictions', index, 'options', ...path.slice(1)], problem }))
    }
    if (prediction.kind !== 'state' || stepIds.includes(prediction.of.after)) return []
    return [{ path: ['predictions', index, 'of', 'after'], problem: { kind: 'not-one-of', given: prediction.of.after, allowed: stepIds } }]
  })
}

const countsOf = (check: Check): readonly [number, number] | undefined => ('count' in check && Array.isArray(check.count) ? check.count : undefined)

/** Any HZ will do: both ends of a range grow alike. */
const SOME_HZ = 250

function rangeProblems(body: Body): Located[] {
  return body.checks.flatMap((check, index): Located[] => {
    const [field, range]: readonly [string, readonly [Duration, Duration] | undefined] =
      check.that === 'lasted' ? ['between', check.between] : ['within', check.that === 'answered' ? check.within : undefined]
    if (range !== undefined && durationMs(range[0], SOME_HZ) > durationMs(range[1], SOME_HZ)) {
      return [{ path: ['checks', index, field, 1], problem: { kind: 'out-of-range', given: range[1].text, bound: `>= ${range[0].text}` } }]
    }
    const [name, counts]: readonly [string, readonly [number, number] | undefined] = check.that === 'counter' ? ['moved', check.moved] : ['count', countsOf(check)]
    if (counts === undefined || counts[0] <= counts[1]) return []
    return [{ path: ['checks', index, name, 1], problem: { kind: 'out-of-range', given: String(counts[1]), bound: `>= ${counts[0]}` } }]
  })
}
