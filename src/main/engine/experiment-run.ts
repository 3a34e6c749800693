import type { Nanoseconds } from '../../shared/base/brand'
import { fail, ok } from '../../shared/base/result'
import type { Failure, Result } from '../../shared/base/result'
import { decideChecks, notObservable } from '../../shared/experiment/checks'
import type { Plan } from '../../shared/experiment/experiment'
import { answerText, judge } from '../../shared/experiment/judge'
import { interestOf, Observed } from '../../shared/experiment/observed'
import type { PreparedExperiment } from '../../shared/experiment/prepare'
import type { Language } from '../../shared/ipc/engine'
import type { AddressBook } from '../../shared/model/address'
import type { CheckResult, SessionEvent, SessionHeader } from '../../shared/model/events'
import type { ConnectionTracker } from './inference/connection-tracker'
import type { SockDiag } from './kernel/sock-diag'
import { writeSysctl } from './kernel/sysctl'
import type { ApiCall } from './lab/api-call'
import { CrowdSteps } from './lab/crowd-steps'
import { FaultSteps } from './lab/fault-steps'
import type { FaultDesk } from './lab/faults/fault-desk'
import { LabSockets } from './lab/lab-sockets'
import { LabSteps } from './lab/lab-steps'
import { missing, needFailure, WANTED } from './lab/needs'
import { ProgramSteps } from './lab/program-steps'
import type { Programs } from './lab/programs'
import { runSteps } from './lab/runner'
import { Waits } from './lab/waits'
import type { Live } from './live'
import type { SessionClock } from './native/clock'
import type { Reactor } from './native/reactor'
import type { EventStream } from './stream'

/** Connections of a crowd whose calls are all told. */
const CALLS_TOLD = 3

/** What a run stands on. All of it belongs to the session, which also ends it. */
export interface ExperimentParts {
  readonly header: SessionHeader
  readonly clock: SessionClock
  readonly book: AddressBook
  readonly stream: EventStream
  readonly reactor: Reactor
  readonly tracker: ConnectionTracker
  readonly sockets: SockDiag
  readonly language: Language
  readonly live: Live
  readonly desk: FaultDesk
  readonly programs: Programs
  /** Tells how far the kernel's counters have moved until now. */
  count(): void
  readonly onTrouble: (failure: Failure) => void
}

/** One run of an experiment in a live session: its steps act, and what was seen decides its checks and predictions. */
export class ExperimentRun {
  constructor(private readonly prepared: PreparedExperiment, private readonly parts: ExperimentParts) {}

  /** @returns step-failed with what stood in the way, or stopped when the signal was aborted */
  async toEnd(signal: AbortSignal): Promise<Result<readonly CheckResult[]>> {
    const { experiment, plan } = this.prepared
    const { header, stream, language, desk, live } = this.parts
    const wanted = await missing(experiment.needs)
    if (wanted !== undefined) {
      this.parts.onTrouble(needFailure(wanted))
      return ok(notObservable(plan, WANTED[language](wanted), language))
    }
    const observed = new Observed(interestOf(plan))
    observed.apply(header)
    const unlisten = stream.listen((event) => observed.apply(event))
    const waits = new Waits(plan.steps)
    const unwait = stream.listen((event) => waits.apply(event))
    desk.active = true
    try {
      const ran = await this.steps(waits, signal)
      if (!ran.ok) return ran
      await live.catchUp()
      const compared = await desk.countAll(() => live.catchUp())
      if (!compared.ok) return compared
      this.parts.count()
      this.tellPredictions(observed)
      return ok(decideChecks(plan, observed, language))
    } finally {
      unwait()
      unlisten()
    }
  }

  private async steps(waits: Waits, signal: AbortSignal): Promise<Result<null>> {
    const { experiment, plan } = this.prepared
    const { stream, reactor, clock, language, header, programs } = this.parts
    const now = (): Nanoseconds => clock.now()
    const sockets = new LabSockets(reactor, now, (call) => this.onCall(call))
    const faults = this.faultSteps(sockets, now)
    for (const address of Object.values(experiment.hosts)) {
      const added = await faults.address(address)
      if (!added.ok) return fail('step-failed', added.error)
    }
    let telling = true
    const crowd = new LabSockets(reactor, now, (call) => {
      if (telling || (call.errno !== null && call.errno !== 'EINPROGRESS' && call.errno !== 'EAGAIN')) this.onCall(call)
    })
    const tell = (event: SessionEvent): void => stream.emit(event)
    const lab = new LabSteps(
      faults, new ProgramSteps({ programs, reactor, typed: typedPrograms(plan), now, tell }),
      new CrowdSteps({ sockets: crowd, now, tell, onConnection: (n) => { telling = n < CALLS_TOLD } })
    )
    return runSteps(plan, {
      language, hz: header.hz, sockets, lab, now, emit: tell, waitFor: (step, limitMs, ended) => waits.waitFor(step, limitMs, ended), dispose: () => crowd.dispose()
    }, signal)
  }

  private faultSteps(sockets: LabSockets, now: () => Nanoseconds): FaultSteps {
    const { stream, sockets: diag, book, desk, live } = this.parts
    return new FaultSteps({
      desk, sockets, tell: (fault) => stream.emit({ type: 'fault', at: now(), ...fault }), writeSysctl,
      look: () => live.look(), catchUp: () => live.catchUp(),
      destroy: (local, remote) => {
        const sample = diag.lookup(book.fromText(local.address), local.port, book.fromText(remote.address), remote.port)
        return sample === undefined ? 'ENOENT' : diag.destroy(sample)
      }
    })
  }

  private onCall(call: ApiCall): void {
    const { tracker, stream } = this.parts
    const { at, took, call: name, args, result, errno, data } = call
    const known = tracker.onApiCall(call)
    stream.emit({ type: 'api', at, conn: known?.conn ?? null, end: known?.end ?? call.end, call: name, args: [...args], result, errno, took, socket: call.socket, ...(data === undefined ? {} : { data }) })
  }

  private tellPredictions(observed: Observed): void {
    const { plan, given } = this.prepared
    const { stream, clock, language } = this.parts
    for (const prediction of plan.predictions) {
      const answered = given[prediction.id]
      if (answered === undefined) continue
      const judgement = judge(prediction, answered, observed)
      stream.emit({
        type: 'prediction', at: clock.now(), id: prediction.id, question: prediction.question[language], given: answered, answer: judgement === undefined ? null : answerText(judgement.answer),
        right: judgement?.right ?? null
      })
    }
  }
}

/** Programs that a step of the plan types to. */
const typedPrograms = ({ steps }: Plan): ReadonlySet<string> => new Set(steps.flatMap((step) => (step.do === 'type' ? [step.program] : [])))
