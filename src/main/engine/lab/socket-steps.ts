import { assert, assertNever } from '../../../shared/base/assert'
import { ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import type { Duration } from '../../../shared/experiment/duration'
import type { Plan } from '../../../shared/experiment/experiment'
import type { SocketPlan, SocketStep, StepOf } from '../../../shared/experiment/step'
import { parseEndpoint } from '../../../shared/model/endpoint'
import type { CallFailure } from './api-call'
import type { LabSocket, Wait } from './lab-socket'
import type { ConnectRequest, LabSockets } from './lab-sockets'
import type { StepContext } from './step-context'

type Outcome = Result<null, CallFailure>

/** Steps that make system calls on one socket, each by the name it has in the plan. */
export class SocketSteps {
  constructor(private readonly plan: Pick<Plan, 'sockets'>, private readonly made: LabSockets, private readonly context: StepContext) {}

  /** @returns how the call failed, unless the step allows that */
  async take(step: SocketStep): Promise<Outcome> {
    const outcome = await this.call(step)
    return outcome.ok || (outcome.error.kind === 'errno' && step.mayFail?.includes(outcome.error.errno) === true) ? ok(null) : outcome
  }

  private async call(step: SocketStep): Promise<Outcome> {
    switch (step.do) {
      case 'listen': return this.listen(step)
      case 'connect': return this.connect(step)
      case 'accept': return this.accept(step)
      case 'send': return this.socket(step.who)?.send(bytesOf(step), this.wait(step.within)) ?? notOpen(step)
      case 'recv': {
        const socket = this.socket(step.who)
        const received = await (step.once === true ? socket?.receiveNow(step.blocking) : socket?.receive(step.bytes ?? 'end', this.wait(step.within), step.blocking)) ?? notOpen(step)
        return received.ok ? ok(null) : received
      }
      case 'shutdown': return this.socket(step.who)?.shutdown(step.how) ?? notOpen(step)
      case 'error': return this.socket(step.who)?.error() ?? notOpen(step)
      case 'close': return this.taken(step.who)?.close() ?? notOpen(step)
      case 'reset': return this.taken(step.who)?.reset() ?? notOpen(step)
      default: return assertNever(step, 'step')
    }
  }

  private listen(step: StepOf<'listen'>): Outcome {
    const { end, address = '127.0.0.1', port = 0, ...options } = this.planned(step.who)
    return this.keep(step.who, this.made.listen({ name: step.who, end }, { address, port, backlog: step.backlog, options }))
  }

  private async connect(step: StepOf<'connect'>): Promise<Outcome> {
    const { end, address, port, ...options } = this.planned(step.who)
    const to = parseEndpoint(step.to) ?? parseEndpoint(this.socket(step.to)?.local ?? '')
    if (to === undefined) return notOpen(step)
    const loopback = to.address.includes(':') ? '::1' : '127.0.0.1'
    const from = address === undefined && port === undefined ? {} : { from: { address: address ?? loopback, port: port ?? 0 } }
    const request: ConnectRequest = { to, options, done: step.wait, ...from }
    return this.keep(step.who, await this.made.connect({ name: step.who, end }, request, this.wait(step.within)))
  }

  private async accept(step: StepOf<'accept'>): Promise<Outcome> {
    const listener = this.socket(step.who)
    if (listener === undefined) return notOpen(step)
    const { end } = this.planned(step.as)
    return this.keep(step.as, await this.made.accept(listener, { name: step.as, end }, this.wait(step.within)))
  }

  private keep(name: string, made: Result<LabSocket, CallFailure>): Outcome {
    if (!made.ok) return made
    this.context.sockets.set(name, made.value)
    return ok(null)
  }

  private socket(name: string): LabSocket | undefined {
    return this.context.sockets.get(name)
  }

  private taken(name: string): LabSocket | undefined {
    const socket = this.socket(name)
    this.context.sockets.delete(name)
    return socket
  }

  private planned(name: string): SocketPlan {
    const planned = this.plan.sockets.get(name)
    assert(planned !== undefined, `no socket ${name} in the plan`)
    return planned
  }

  private wait(within: Duration): Wait {
    return { limitMs: this.context.ms(within), signal: this.context.signal }
  }
}

/** An earlier step was allowed to fail, and did: the call is made on no descriptor. */
const notOpen = (step: { readonly do: string }): Result<never, CallFailure> => ({ ok: false, error: { kind: 'errno', call: step.do, errno: 'EBADF' } })

/** The lower-case alphabet over and over: `bytes: 30` sends `abcdefghijklmnopqrstuvwxyzabcd`. */
function bytesOf({ text, bytes = 0 }: StepOf<'send'>): Uint8Array {
  return text === undefined ? Uint8Array.from({ length: bytes }, (_, i) => 0x61 + (i % 26)) : new TextEncoder().encode(text)
}
