import { setTimeout as delay } from 'node:timers/promises'
import { assert, assertNever } from '../../../shared/base/assert'
import type { Nanoseconds } from '../../../shared/base/brand'
import { fail, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import { durationMs } from '../../../shared/experiment/duration'
import type { Duration } from '../../../shared/experiment/duration'
import type { Plan } from '../../../shared/experiment/experiment'
import { isLabStep } from '../../../shared/experiment/lab-step'
import type { SocketPlan, SocketStep, Step, StepOf } from '../../../shared/experiment/step'
import type { Language } from '../../../shared/ipc/engine'
import { parseEndpoint } from '../../../shared/model/endpoint'
import type { SessionEvent, StepReached } from '../../../shared/model/events'
import type { CallFailure } from './api-call'
import type { LabSocket, Wait } from './lab-socket'
import type { LabSteps } from './lab-steps'
import type { ConnectRequest, LabSockets } from './lab-sockets'
import { STEP_WORDS } from './step-words'

/** What a run stands on. */
export interface Stage {
  readonly language: Language
  /** Jiffies a second, as the session's header tells it. */
  readonly hz: number
  readonly sockets: LabSockets
  readonly lab: Pick<LabSteps, 'take'>
  now(): Nanoseconds
  /** Closes what its steps have left open beside the sockets. */
  dispose(): void
  emit(event: StepReached): void
  /** As `Waits` has it. */
  waitFor(step: StepOf<'wait-until'>, limitMs: number, signal: AbortSignal): Promise<Result<SessionEvent>>
}

/**
 * Runs the steps of an experiment one after another. Whatever happens, every socket is closed when this resolves.
 * @returns step-failed with the step and what it met, or stopped when the signal was aborted
 */
export async function runSteps(plan: Plan, stage: Stage, signal: AbortSignal): Promise<Result<null>> {
  try {
    return await new Run(plan, stage, signal).toEnd()
  } catch (error) {
    if (!signal.aborted) throw error
    return fail('stopped', STEP_WORDS[stage.language].stopped)
  } finally {
    stage.sockets.dispose()
    stage.dispose()
  }
}

type Outcome = Result<null, CallFailure>

class Run {
  private readonly sockets = new Map<string, LabSocket>()

  constructor(private readonly plan: Plan, private readonly stage: Stage, private readonly signal: AbortSignal) {}

  async toEnd(): Promise<Result<null>> {
    const { language } = this.stage
    for (const step of this.plan.steps) {
      this.signal.throwIfAborted()
      this.stage.emit({ type: 'step', at: this.stage.now(), id: step.id, title: step.title[language] })
      const done = await this.take(step)
      if (!done.ok) return fail('step-failed', `${step.id} (${step.title[language]}): ${done.error}`)
    }
    return ok(null)
  }

  /** @returns a sentence when it went otherwise than the experiment allows */
  private async take(step: Step): Promise<Result<null, string>> {
    const words = STEP_WORDS[this.stage.language]
    if (step.do === 'pause') {
      await delay(this.ms(step.for), undefined, { signal: this.signal })
      return ok(null)
    }
    if (step.do === 'wait-until') return this.waitUntil(step)
    if (isLabStep(step)) return this.stage.lab.take(step, { sockets: this.sockets, signal: this.signal, ms: (duration) => this.ms(duration) })
    const outcome = await this.call(step)
    if (outcome.ok || (outcome.error.kind === 'errno' && step.mayFail?.includes(outcome.error.errno) === true)) return ok(null)
    return { ok: false, error: words.failure(outcome.error) }
  }

  private async waitUntil(step: StepOf<'wait-until'>): Promise<Result<null, string>> {
    const limitMs = this.ms(step.within)
    const found = await this.stage.waitFor(step, limitMs, this.signal)
    return found.ok ? ok(null) : { ok: false, error: STEP_WORDS[this.stage.language].notReached(limitMs) }
  }

  private async call(step: SocketStep): Promise<Outcome> {
    switch (step.do) {
      case 'listen': return this.listen(step)
      case 'connect': return this.connect(step)
      case 'accept': return this.accept(step)
      case 'send': return this.socket(step.who)?.send(bytesOf(step), this.wait(step.within)) ?? notOpen(step)
      case 'recv': {
        const socket = this.socket(step.who)
        const received = await (step.once === true ? socket?.receiveNow() : socket?.receive(step.bytes ?? 'end', this.wait(step.within))) ?? notOpen(step)
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
    return this.keep(step.who, this.stage.sockets.listen({ name: step.who, end }, { address, port, backlog: step.backlog, options }))
  }

  private async connect(step: StepOf<'connect'>): Promise<Outcome> {
    const { end, address, port, ...options } = this.planned(step.who)
    const to = parseEndpoint(step.to) ?? parseEndpoint(this.socket(step.to)?.local ?? '')
    if (to === undefined) return notOpen(step)
    const loopback = to.address.includes(':') ? '::1' : '127.0.0.1'
    const from = address === undefined && port === undefined ? {} : { from: { address: address ?? loopback, port: port ?? 0 } }
    const request: ConnectRequest = { to, options, done: step.wait, ...from }
    return this.keep(step.who, await this.stage.sockets.connect({ name: step.who, end }, request, this.wait(step.within)))
  }

  private async accept(step: StepOf<'accept'>): Promise<Outcome> {
    const listener = this.socket(step.who)
    if (listener === undefined) return notOpen(step)
    const { end } = this.planned(step.as)
    return this.keep(step.as, await this.stage.sockets.accept(listener, { name: step.as, end }, this.wait(step.within)))
  }

  private keep(name: string, made: Result<LabSocket, CallFailure>): Outcome {
    if (!made.ok) return made
    this.sockets.set(name, made.value)
    return ok(null)
  }

  private socket(name: string): LabSocket | undefined {
    return this.sockets.get(name)
  }

  private taken(name: string): LabSocket | undefined {
    const socket = this.sockets.get(name)
    this.sockets.delete(name)
    return socket
  }

  private planned(name: string): SocketPlan {
    const planned = this.plan.sockets.get(name)
    assert(planned !== undefined, `no socket ${name} in the plan`)
    return planned
  }

  private ms(duration: Duration): number {
    return durationMs(duration, this.stage.hz)
  }

  private wait(within: Duration): Wait {
    return { limitMs: this.ms(within), signal: this.signal }
  }
}

/** An earlier step was allowed to fail, and did: the call is made on no descriptor. */
const notOpen = (step: { readonly do: string }): Result<never, CallFailure> => ({ ok: false, error: { kind: 'errno', call: step.do, errno: 'EBADF' } })

/** The lower-case alphabet over and over: `bytes: 30` sends `abcdefghijklmnopqrstuvwxyzabcd`. */
function bytesOf({ text, bytes = 0 }: StepOf<'send'>): Uint8Array {
  return text === undefined ? Uint8Array.from({ length: bytes }, (_, i) => 0x61 + (i % 26)) : new TextEncoder().encode(text)
}
