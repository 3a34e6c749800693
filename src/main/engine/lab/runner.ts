import { setTimeout as delay } from 'node:timers/promises'
import { ms } from '../../../shared/base/brand'
import type { Nanoseconds } from '../../../shared/base/brand'
import { err, fail, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import { durationMs } from '../../../shared/experiment/duration'
import type { Plan } from '../../../shared/experiment/experiment'
import { isLabStep } from '../../../shared/experiment/lab-step'
import type { Step, StepOf } from '../../../shared/experiment/step'
import type { Language } from '../../../shared/ipc/engine'
import type { SessionEvent, StepReached } from '../../../shared/model/events'
import { callTold } from './call-told'
import type { LabSocket } from './lab-socket'
import type { LabSteps } from './lab-steps'
import type { LabSockets } from './lab-sockets'
import { SocketSteps } from './socket-steps'
import type { StepContext, StepDone } from './step-context'

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
  waitFor(step: StepOf<'wait-until'>, limitMs: number, signal: AbortSignal): Promise<SessionEvent | undefined>
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
    return fail('stopped', { reason: { kind: 'experiment-stopped' } })
  } finally {
    stage.sockets.dispose()
    stage.dispose()
  }
}

/** The steps of one run, one after another. */
class Run {
  private readonly context: StepContext
  private readonly calls: SocketSteps

  constructor(private readonly plan: Plan, private readonly stage: Stage, private readonly signal: AbortSignal) {
    this.context = { sockets: new Map<string, LabSocket>(), signal, ms: (duration) => durationMs(duration, stage.hz) }
    this.calls = new SocketSteps(plan, stage.sockets, this.context)
  }

  async toEnd(): Promise<Result<null>> {
    const { language } = this.stage
    for (const step of this.plan.steps) {
      this.signal.throwIfAborted()
      this.stage.emit({ type: 'step', at: this.stage.now(), id: step.id, title: step.title[language] })
      const done = await this.take(step)
      if (!done.ok) return fail('step-failed', { reason: { kind: 'step', step: step.id, title: step.title, why: done.error } })
    }
    return ok(null)
  }

  /** @returns what happened, when it went otherwise than the experiment allows */
  private async take(step: Step): Promise<StepDone> {
    if (step.do === 'pause') {
      await delay(this.context.ms(step.for), undefined, { signal: this.signal })
      return ok(null)
    }
    if (step.do === 'wait-until') {
      const limitMs = this.context.ms(step.within)
      return await this.stage.waitFor(step, limitMs, this.signal) === undefined ? err({ reason: { kind: 'not-reached', limit: ms(limitMs) } }) : ok(null)
    }
    if (isLabStep(step)) return this.stage.lab.take(step, this.context)
    const outcome = await this.calls.take(step)
    return outcome.ok ? outcome : err(callTold(outcome.error))
  }
}
