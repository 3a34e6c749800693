import { setImmediate } from 'node:timers/promises'
import type { Nanoseconds } from '../../../shared/base/brand'
import { err, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import type { LabStepOf } from '../../../shared/experiment/lab-step'
import { parseEndpoint } from '../../../shared/model/endpoint'
import type { ProgressMade } from '../../../shared/model/events'
import { otherEnd } from '../../../shared/tcp/state'
import type { End } from '../../../shared/tcp/state'
import type { CallFailure } from './api-call'
import { callTold } from './call-told'
import type { LabSocket, Wait } from './lab-socket'
import type { LabSockets } from './lab-sockets'
import type { StepContext, StepDone } from './step-context'

export interface CrowdParts {
  /** Sockets whose calls are told while they are few, and when they fail. */
  readonly sockets: LabSockets
  readonly now: () => Nanoseconds
  readonly tell: (event: ProgressMade) => void
  /** Told before the n-th connection: the first few are told call by call. */
  readonly onConnection: (n: number) => void
}

const PROGRESS_EVERY_MS = 200
/** Connections made in one turn of the event loop. */
const TURN = 32

/** Many connections one after another, as fast as one thread makes them. */
export class CrowdSteps {
  private readonly open = new Map<string, LabSocket[]>()

  constructor(private readonly parts: CrowdParts) {}

  async many(step: LabStepOf<'many'>, context: StepContext): Promise<StepDone> {
    const { parts } = this
    const listener = context.sockets.get(step.to)
    const to = parseEndpoint(listener?.local ?? step.to)
    if (to === undefined) return err({ reason: { kind: 'not-listening', name: step.to } })
    const kept: LabSocket[] = []
    this.open.set(step.as, kept)
    const limit = performance.now() + context.ms(step.within)
    let told = performance.now()
    let done = 0
    const progress = (): void => parts.tell({ type: 'progress', at: parts.now(), step: step.id, done, total: step.count })
    for (; done < step.count; done++) {
      context.signal.throwIfAborted()
      if (performance.now() > limit) return err({ reason: { kind: 'too-few', done, count: step.count } })
      parts.onConnection(done)
      const failure = await this.one(step, to, listener, kept, context)
      if (failure !== undefined) {
        progress()
        return failure.kind === 'errno' && failure.errno === step.until ? ok(null) : err({ reason: { kind: 'of-connection', number: done + 1, why: callTold(failure) } })
      }
      // The capture and everything else have their turn.
      if (done % TURN === TURN - 1) await setImmediate()
      if (performance.now() - told >= PROGRESS_EVERY_MS) {
        told = performance.now()
        progress()
      }
    }
    progress()
    return ok(null)
  }

  close({ what }: LabStepOf<'close-many'>): StepDone {
    for (const socket of this.open.get(what)?.splice(0) ?? []) socket.close()
    return ok(null)
  }

  private async accept(listener: LabSocket, name: string, wait: Wait): Promise<Result<LabSocket, CallFailure>> {
    const { sockets } = this.parts
    const now = sockets.acceptNow(listener, { name, end: 'server' })
    return now.ok || now.error.kind !== 'errno' || now.error.errno !== 'EAGAIN' ? now : sockets.accept(listener, { name, end: 'server' }, wait)
  }

  /** @returns what went wrong */
  private async one(
    step: LabStepOf<'many'>, to: { readonly address: string; readonly port: number }, listener: LabSocket | undefined, kept: LabSocket[], context: StepContext
  ): Promise<CallFailure | undefined> {
    const { sockets } = this.parts
    const wait = { limitMs: context.ms(step.within), signal: context.signal }
    // On the loopback the handshake is done when connect() returns: with a listener of our own, whoever can accept need not wait to know that.
    const client = await sockets.connect({ name: step.as, end: 'client' }, { to, done: listener === undefined, ...(step.ports === undefined ? {} : { options: { portRange: step.ports } }) }, wait)
    if (!client.ok) return client.error
    const server = listener === undefined ? undefined : await this.accept(listener, step.as, wait)
    if (server !== undefined && !server.ok) {
      client.value.close()
      return server.error
    }
    const ends: Readonly<Record<End, LabSocket | undefined>> = { client: client.value, server: server?.value }
    const order: readonly End[] = step.closes === 'none' ? [] : [step.closes, otherEnd(step.closes)]
    for (const end of order) if (end !== step.keep) ends[end]?.close()
    for (const end of ['client', 'server'] as const) {
      const socket = ends[end]
      if (socket !== undefined && (!order.includes(end) || end === step.keep)) kept.push(socket)
    }
    return undefined
  }
}
