import { setTimeout as delay } from 'node:timers/promises'
import type { Failure, Result } from '../../../shared/base/result'
import { ok } from '../../../shared/base/result'
import type { EngineNotifications, OpenRequest } from '../../../shared/ipc/engine'
import { exitStatusOf, type FailureCode } from '../../../shared/ipc/failure'
import type { SessionResult } from '../../../shared/model/events'
import type { EngineProcess, ProgramDescriptors } from '../../engine-host'
import { tellFailure, type Context } from './context'
import { DONE } from './exit-status'
import type { Printer } from './printer'

export interface SessionPlan<T> {
  readonly open: OpenRequest
  readonly printer: Printer
  readonly program?: ProgramDescriptors
  /** What is done between the session's beginning and its end. */
  readonly work: (engine: EngineProcess) => Promise<Result<T>>
  /** The session is closed, its engine still there: what is asked of it then. */
  readonly closed?: (engine: EngineProcess, result: SessionResult) => Promise<void>
  readonly notifications?: Partial<EngineNotifications>
}

/** What came of it. `value` is missing when the work was cut short. */
export interface SessionOutcome<T> {
  readonly value?: T
  readonly result?: SessionResult
  /** The work was cut short: by a signal, or because nobody reads our output any more. */
  readonly stopped?: true
  /** What went wrong without ending the session, told by then. */
  readonly troubles: readonly Failure[]
  /** DONE, or the exit status of what went wrong (which has been told by then). */
  readonly status: number
}

/** Troubles that are the reason of an exit status: a recording that was asked for and is not whole, and what an experiment cannot do without. --quiet does not hide them. */
const REASONS: ReadonlySet<FailureCode> = new Set<FailureCode>(['cannot-write', 'no-nft', 'no-nc', 'no-pty', 'kernel-lacks'])

/** The exit status of a session that was done: that of a recording that broke off, where there was one. */
export function statusOfTroubles(troubles: readonly Failure[]): number {
  const broken = troubles.find(({ code }) => code === 'cannot-write')
  return broken === undefined ? DONE : exitStatusOf(broken.code)
}

/**
 * One session from its start to its orderly end: whatever ends it (the work is done, it failed, Ctrl-C, nobody reads our output), the engine
 * is asked to close, so that the recording is whole, and is gone when this is fulfilled.
 */
export async function runSession<T>(context: Context, plan: SessionPlan<T>): Promise<SessionOutcome<T>> {
  const troubles: Failure[] = []
  const trouble = (failure: Failure): void => {
    troubles.push(failure)
    if (!context.quiet || REASONS.has(failure.code)) tellFailure(context, failure)
  }
  const started = await context.startEngine({
    installation: context.installation, mode: plan.open.mode, onEvents: (jsonLines) => plan.printer.take(jsonLines),
    notifications: { progress: () => undefined, trouble, ...plan.notifications },
    ...(plan.program === undefined ? {} : { program: plan.program })
  })
  if (!started.ok) return { troubles, ...failed(context, started.error) }
  const engine = started.value
  try {
    const opened = await engine.call((e) => e.open(plan.open))
    if (!opened.ok) return { troubles, ...failed(context, opened.error) }
    return { ...await drive(context, plan, engine), troubles }
  } finally {
    await engine.dispose()
    await plan.printer.finish()
  }
}

async function drive<T>(context: Context, plan: SessionPlan<T>, engine: EngineProcess): Promise<Omit<SessionOutcome<T>, 'troubles'>> {
  const { interruption, terminal } = context
  const stop = Promise.race([interruption.requested, terminal.gone]).then(() => 'stop' as const)
  const worked = await Promise.race([plan.work(engine), stop])
  const closed = await engine.call((e) => e.close())
  await engine.drained()
  if (closed.ok) await plan.closed?.(engine, closed.value)
  const result = closed.ok ? { result: closed.value } : {}
  if (worked === 'stop') return { ...result, stopped: true, status: interruption.happened ? interruption.status : DONE }
  if (!worked.ok) return { ...result, ...failed(context, worked.error) }
  if (!closed.ok) return { value: worked.value, ...failed(context, closed.error) }
  return { value: worked.value, ...result, status: DONE }
}

const failed = (context: Context, failure: Failure): { readonly status: number } => ({ status: tellFailure(context, failure) })

/** For a session that goes on until somebody ends it. */
export const untilStopped = (): Promise<Result<null>> => new Promise(() => undefined)

/** For a session that lasts a given time. @param ms of it */
export const forTime = (ms: number): Promise<Result<null>> => delay(ms, ok(null), { ref: false })
