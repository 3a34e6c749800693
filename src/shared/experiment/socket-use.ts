import { assertNever } from '../base/assert'
import { parseEndpoint } from '../model/endpoint'
import type { Body } from './experiment'
import type { SocketMisuse } from './fault'
import type { Located } from './issue'
import { isLabStep } from './lab-step'
import type { LabStep } from './lab-step'
import type { Step } from './step'
import type { Path } from './yaml-source'

type Life = 'listening' | 'connected'

/** Follows the steps as the runner will, and finds sockets used out of turn. */
export class SocketUse {
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
    if (isLabStep(step)) return this.takeLabStep(step, path)
    const who: Path = [...path, 'who']
    const stranger = this.stranger(step.who, who)
    if (stranger !== undefined) return [stranger]
    switch (step.do) {
      case 'listen': return this.sockets[step.who]?.port === undefined ? [misuse(who, step.who, 'no-port')] : this.begin(step.who, 'listening', who)
      case 'connect': return [...this.target(step.to, [...path, 'to']), ...this.begin(step.who, 'connected', who)]
      case 'accept': return this.accept(step.who, step.as, path)
      case 'send': case 'recv': case 'shutdown': case 'error': case 'reset': {
        const wrong = this.need(step.who, 'connected', who)
        if (step.do === 'reset') this.open.delete(step.who)
        return wrong
      }
      case 'close': return this.open.delete(step.who) ? [] : [misuse(who, step.who, 'not-open')]
      default: return assertNever(step, 'step')
    }
  }

  private takeLabStep(step: LabStep, path: Path): Located[] {
    if (step.do === 'many') return this.target(step.to, [...path, 'to'])
    if (step.do !== 'restore') return []
    return (['client', 'server'] as const).flatMap((field) => {
      const stranger = this.stranger(step[field], [...path, field])
      return stranger === undefined ? this.begin(step[field], 'connected', [...path, field]) : [stranger]
    })
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
