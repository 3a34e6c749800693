import { assertNever } from '../base/assert'
import { parseEndpoint } from '../model/endpoint'
import type { Body } from './experiment'
import type { SocketMisuse } from './fault'
import { durationMs } from './duration'
import type { Duration } from './duration'
import type { Located } from './issue'
import { acceptedValue, allowedValues } from './params'
import type { Param, Params } from './params'
import type { Step } from './step'
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

/** Any HZ will do: both ends of a range grow alike. */
const SOME_HZ = 250

function rangeProblems(body: Body): Located[] {
  return body.checks.flatMap((check, index): Located[] => {
    const [field, range]: readonly [string, readonly [Duration, Duration] | undefined] =
      check.that === 'lasted' ? ['between', check.between] : ['within', check.that === 'answered' ? check.within : undefined]
    if (range !== undefined && durationMs(range[0], SOME_HZ) > durationMs(range[1], SOME_HZ)) {
      return [{ path: ['checks', index, field, 1], problem: { kind: 'out-of-range', given: range[1].text, bound: `>= ${range[0].text}` } }]
    }
    if (check.that !== 'segment' || check.count === undefined || check.count[0] <= check.count[1]) return []
    return [{ path: ['checks', index, 'count', 1], problem: { kind: 'out-of-range', given: String(check.count[1]), bound: `>= ${check.count[0]}` } }]
  })
}

type Life = 'listening' | 'connected'

/** Follows the steps as the runner will, and finds sockets used out of turn. */
class SocketUse {
  private readonly open = new Map<string, Life>()

  constructor(private readonly sockets: Body['sockets']) {}

  problems(steps: readonly { readonly step: Step; readonly index: number }[]): Located[] {
    const found = steps.flatMap(({ step, index }) => this.take(step, ['steps', index]))
    // A name that is no socket's leaves others unopened: it is the one fault to mend.
    const strangers = found.filter(({ problem }) => problem.kind !== 'socket-use')
    return strangers.length > 0 ? strangers : found
  }

  private take(step: Step, path: Path): Located[] {
    if (step.do === 'pause' || step.do === 'wait-until') return []
    const who: Path = [...path, 'who']
    const stranger = this.stranger(step.who, who)
    if (stranger !== undefined) return [stranger]
    switch (step.do) {
      case 'listen': return this.sockets[step.who]?.port === undefined ? [misuse(who, step.who, 'no-port')] : this.begin(step.who, 'listening', who)
      case 'connect': return [...this.target(step.to, [...path, 'to']), ...this.begin(step.who, 'connected', who)]
      case 'accept': return this.accept(step.who, step.as, path)
      case 'send': case 'recv': case 'shutdown': case 'reset': {
        const wrong = this.need(step.who, 'connected', who)
        if (step.do === 'reset') this.open.delete(step.who)
        return wrong
      }
      case 'close': return this.open.delete(step.who) ? [] : [misuse(who, step.who, 'not-open')]
      default: return assertNever(step, 'step')
    }
  }

  private accept(listener: string, as: string, path: Path): Located[] {
    const stranger = this.stranger(as, [...path, 'as'])
    return [...this.need(listener, 'listening', [...path, 'who']), ...(stranger === undefined ? this.begin(as, 'connected', [...path, 'as']) : [stranger])]
  }

  private target(to: string, path: Path): Located[] {
    if (parseEndpoint(to) !== undefined) return []
    return this.stranger(to, path) === undefined ? this.need(to, 'listening', path) : [{ path, problem: { kind: 'bad-form', form: 'endpoint', given: to } }]
  }

  private stranger(name: string, path: Path): Located | undefined {
    return Object.hasOwn(this.sockets, name) ? undefined : { path, problem: { kind: 'not-one-of', given: name, allowed: Object.keys(this.sockets) } }
  }

  private begin(name: string, life: Life, path: Path): Located[] {
    if (this.open.has(name)) return [misuse(path, name, 'already-open')]
    this.open.set(name, life)
    return []
  }

  private need(name: string, life: Life, path: Path): Located[] {
    const now = this.open.get(name)
    if (now === life) return []
    return [misuse(path, name, now === undefined ? 'not-open' : life === 'listening' ? 'not-listening' : 'not-connected')]
  }
}

const misuse = (path: Path, socket: string, reason: SocketMisuse): Located => ({ path, problem: { kind: 'socket-use', socket, reason } })
