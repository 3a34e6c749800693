import { assertNever } from '../base/assert'
import type { Body, Need } from './experiment'
import { durationMs } from './duration'
import type { Duration } from './duration'
import { hostProblems } from './hosts'
import type { Located } from './issue'
import { needProblems } from './needs-used'
import { acceptedValue, allowedValues } from './params'
import type { Param, Params } from './params'
import { nameProblems } from './names-used'
import { SocketUse } from './socket-use'
import type { Step } from './step'
import type { Text } from './text'
import { isWanted } from './when'
import type { When } from './when'
import type { Path } from './yaml-source'

/** What the file says beside its body, and the body must fit. */
export interface FileAround {
  readonly hosts: Readonly<Record<string, string>>
  readonly tables: Readonly<Record<string, Text>>
  readonly needs: readonly Need[]
}

/** What a file of right form may still get wrong, for one setting of its parameters. */
export function meaningProblems(body: Body, all: readonly Param[], params: Params, file: FileAround): Located[] {
  const steps = body.steps.map((step, index) => ({ step, index })).filter(({ step }) => isWanted(step.when, params))
  return [
    ...duplicates('steps', body.steps), ...duplicates('checks', body.checks), ...duplicates('predictions', body.predictions),
    ...whenProblems('steps', body.steps, all), ...whenProblems('checks', body.checks, all), ...whenProblems('predictions', body.predictions, all),
    ...new SocketUse(body.sockets).problems(steps),
    ...nameProblems(body, steps, Object.keys(file.tables)),
    ...predictionProblems(body, steps.map(({ step }) => step)),
    ...hostProblems(file.hosts, body.sockets),
    ...needProblems(file.needs, body, steps),
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

function predictionProblems(body: Body, steps: readonly Step[]): Located[] {
  const ids = steps.map(({ id }) => id)
  const named = (path: Path, given: string | undefined, allowed: readonly string[] = ids): Located[] =>
    (given === undefined || allowed.includes(given) ? [] : [{ path, problem: { kind: 'not-one-of', given, allowed } }])
  return body.predictions.flatMap((prediction, index): Located[] => {
    const path: Path = ['predictions', index]
    switch (prediction.kind) {
      case 'choice': return inside(path, 'options', duplicates('predictions', prediction.options))
      case 'order': return inside(path, 'segments', duplicates('predictions', prediction.segments))
      case 'state': return named([...path, 'of', 'after'], prediction.of.after)
      case 'number': {
        const { of } = prediction
        if ('population' in of) return named([...path, 'of', 'at'], of.at)
        return 'done' in of ? named([...path, 'of', 'done'], of.done, steps.filter((step) => step.do === 'many').map(({ id }) => id)) : []
      }
      default: return assertNever(prediction, 'prediction')
    }
  })
}

const inside = (path: Path, list: string, found: readonly Located[]): Located[] => found.map((located) => ({ ...located, path: [...path, list, ...located.path.slice(1)] }))

/** Any HZ will do: both ends of a range grow alike. */
const SOME_HZ = 250

function rangeProblems(body: Body): Located[] {
  return body.checks.flatMap((check, index): Located[] => {
    const [field, range]: readonly [string, readonly [Duration, Duration] | undefined] =
      check.that === 'lasted' ? ['between', check.between] : ['within', check.that === 'answered' ? check.within : undefined]
    if (range === undefined || durationMs(range[0], SOME_HZ) <= durationMs(range[1], SOME_HZ)) return []
    return [{ path: ['checks', index, field, 1], problem: { kind: 'out-of-range', given: range[1].text, bound: `>= ${range[0].text}` } }]
  })
}
