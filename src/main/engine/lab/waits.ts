import type { Step, StepOf } from '../../../shared/experiment/step'
import type { SessionEvent } from '../../../shared/model/events'
import { reached } from './wait-test'

type WaitStep = StepOf<'wait-until'>

interface Pending {
  readonly step: WaitStep
  readonly test: (event: SessionEvent) => boolean
  /** Of the run that has come to this step. */
  resume?: (event: SessionEvent) => void
}

/**
 * What the `wait-until` steps of a run wait for. The tests of all of them see every event from the run's beginning on, each once and in order, so that what came
 * before its step counts too; the events themselves are not kept: there may be 600,000.
 */
export class Waits {
  private readonly found = new Map<WaitStep, SessionEvent>()
  private pending: Pending[]

  constructor(steps: readonly Step[]) {
    this.pending = steps.filter((step) => step.do === 'wait-until').map((step) => ({ step, test: reached(step) }))
  }

  /** The next event of the session. */
  apply(event: SessionEvent): void {
    const passed = this.pending.filter(({ test }) => test(event))
    if (passed.length === 0) return
    this.pending = this.pending.filter((wait) => !passed.includes(wait))
    for (const { step, resume } of passed) {
      this.found.set(step, event)
      resume?.(event)
    }
  }

  /**
   * The first event that passes the step's test, among those already told or those to come.
   * @returns undefined when none has come within the limit
   * @throws the signal's reason when it is aborted first
   */
  waitFor(step: WaitStep, limitMs: number, signal: AbortSignal): Promise<SessionEvent | undefined> {
    signal.throwIfAborted()
    const found = this.found.get(step)
    if (found !== undefined) return Promise.resolve(found)
    const wait = this.pending.find((one) => one.step === step)
    if (wait === undefined) throw new Error(`bug: step ${step.id} is none of this run`)
    return new Promise((resolve, reject) => {
      const settle = (how: () => void): void => {
        delete wait.resume
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        how()
      }
      const abort = (): void => settle(() => reject(signal.reason))
      wait.resume = (event) => settle(() => resolve(event))
      const timer = setTimeout(() => settle(() => resolve(undefined)), limitMs)
      signal.addEventListener('abort', abort, { once: true })
    })
  }
}
