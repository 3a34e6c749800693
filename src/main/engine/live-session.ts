import type { Nanoseconds } from '../../shared/base/brand'
import { fail, ok } from '../../shared/base/result'
import type { Failure, Result } from '../../shared/base/result'
import { decideChecks, notObservable } from '../../shared/experiment/checks'
import { answerText, judge } from '../../shared/experiment/judge'
import type { Plan } from '../../shared/experiment/experiment'
import { interestOf, Observed } from '../../shared/experiment/observed'
import type { PreparedExperiment } from '../../shared/experiment/prepare'
import type { Language } from '../../shared/ipc/engine'
import type { TerminalNotifications } from '../../shared/ipc/terminals'
import type { AddressBook } from '../../shared/model/address'
import type { CheckResult, SessionEvent, SessionHeader } from '../../shared/model/events'
import type { CaptureSource } from './capture/source'
import type { ConnectionTracker } from './inference/connection-tracker'
import { Counters } from './kernel/counters'
import { Owners } from './kernel/owners'
import type { SockDiag } from './kernel/sock-diag'
import { socketsText } from './kernel/ss'
import { writeSysctl } from './kernel/sysctl'
import type { ApiCall } from './lab/api-call'
import { CrowdSteps } from './lab/crowd-steps'
import { FaultSteps } from './lab/fault-steps'
import { FaultDesk } from './lab/faults/fault-desk'
import { LabSockets } from './lab/lab-sockets'
import { LabSteps } from './lab/lab-steps'
import { Waits } from './lab/waits'
import type { StepDone } from './lab/step-context'
import { missing, WANTED } from './lab/needs'
import { ProgramSteps } from './lab/program-steps'
import { Programs } from './lab/programs'
import { Terminals } from './lab/terminals'
import { runSteps } from './lab/runner'
import type { Stage } from './lab/runner'
import { Live } from './live'
import type { SessionClock } from './native/clock'
import type { Reactor } from './native/reactor'
import type { EventStream } from './stream'

/** Connections of a crowd whose calls are all told. */
const CALLS_TOLD = 3
/** ms between two looks at the counters. */
const COUNTERS_EVERY = 1_000

export interface LiveSessionParts {
  readonly header: SessionHeader
  readonly clock: SessionClock
  readonly book: AddressBook
  readonly stream: EventStream
  readonly reactor: Reactor
  readonly tracker: ConnectionTracker
  readonly source: CaptureSource | undefined
  readonly sockets: SockDiag
  readonly experiment: PreparedExperiment | undefined
  readonly language: Language
  readonly onTrouble: (failure: Failure) => void
  /** Told of the person's terminals. */
  readonly terminals: TerminalNotifications
}

/** A live session: what is watched, and what runs in it. Owns all of it, from the first packet to stop(). */
export class LiveSession {
  readonly programs: Programs
  readonly terminals: Terminals
  readonly live: Live
  private readonly desk: FaultDesk
  private readonly counters = new Counters()
  private readonly counting: NodeJS.Timeout
  private readonly stopping = new AbortController()

  constructor(private readonly parts: LiveSessionParts) {
    const { clock, book, tracker, stream, source, sockets, onTrouble } = parts
    this.programs = new Programs()
    this.terminals = new Terminals(parts.reactor, parts.terminals)
    this.desk = new FaultDesk((fault) => stream.emit({ type: 'fault', at: clock.now(), ...fault }), book, () => clock.now())
    this.live = new Live({ clock, book, tracker, stream, source, sockets, owners: new Owners(), interference: this.desk, onTrouble })
    this.live.start()
    this.counting = setInterval(() => this.count(), COUNTERS_EVERY)
  }

  get header(): SessionHeader {
    return this.parts.header
  }

  get clock(): SessionClock {
    return this.parts.clock
  }

  get experimentId(): string | null {
    return this.parts.experiment?.plan.id ?? null
  }

  socketsText(): Promise<Result<string>> {
    return socketsText()
  }

  /** Runs the steps, then decides the checks by what was seen. */
  async runExperiment(): Promise<Result<readonly CheckResult[]>> {
    const { experiment, stream, language } = this.parts
    if (experiment === undefined) return fail('no-session', 'no experiment was named when the session was opened')
    const observed = new Observed(interestOf(experiment.plan))
    observed.apply(this.parts.header)
    const unlisten = stream.listen((event) => observed.apply(event))
    const wanted = await missing(experiment.experiment.needs)
    if (wanted !== undefined) return ok(notObservable(experiment.plan, WANTED[language](wanted), language))
    this.desk.active = true
    const waits = new Waits(experiment.plan.steps)
    const unwait = stream.listen((event) => waits.apply(event))
    const { stage, addresses } = this.stage(waits, experiment.plan)
    try {
      for (const address of Object.values(experiment.experiment.hosts)) {
        const added = await addresses(address)
        if (!added.ok) return fail('step-failed', added.error)
      }
      const ran = await runSteps(experiment.plan, stage, this.stopping.signal)
      if (!ran.ok) return ran
      await this.live.catchUp()
      const compared = await this.desk.countAll(() => this.live.catchUp())
      if (!compared.ok) return compared
      this.count()
      this.tellPredictions(experiment, observed)
      return ok(decideChecks(experiment.plan, observed, language))
    } finally {
      unwait()
      unlisten()
    }
  }

  /** What the steps of an experiment act on. */
  private stage(waits: Waits, plan: Plan): { readonly stage: Stage; addresses(address: string): Promise<StepDone> } {
    const { stream, reactor, clock, language, header, sockets: diag, book } = this.parts
    const now = (): Nanoseconds => clock.now()
    const sockets = new LabSockets(reactor, now, (call) => this.onCall(call))
    let telling = true
    const crowd = new LabSockets(reactor, now, (call) => {
      if (telling || (call.errno !== null && call.errno !== 'EINPROGRESS' && call.errno !== 'EAGAIN')) this.onCall(call)
    })
    const tell = (event: SessionEvent): void => stream.emit(event)
    const faults = new FaultSteps({
      desk: this.desk, sockets, tell: (fault) => tell({ type: 'fault', at: now(), ...fault }), writeSysctl,
      look: () => this.live.look(), catchUp: () => this.live.catchUp(),
      destroy: (local, remote) => {
        const sample = diag.lookup(book.fromText(local.address), local.port, book.fromText(remote.address), remote.port)
        return sample === undefined ? 'ENOENT' : diag.destroy(sample)
      }
    })
    const programs = new ProgramSteps({ programs: this.programs, reactor, typed: typedPrograms(plan), now, tell })
    const crowds = new CrowdSteps({ sockets: crowd, now, tell, onConnection: (n) => { telling = n < CALLS_TOLD } })
    return {
      addresses: (address) => faults.address(address),
      stage: {
        language, hz: header.hz, sockets, lab: new LabSteps(faults, programs, crowds), now, emit: tell,
        waitFor: (step, limitMs, signal) => waits.waitFor(step, limitMs, signal), dispose: () => { crowd.dispose() }
      }
    }
  }

  private tellPredictions({ plan, given }: PreparedExperiment, observed: Observed): void {
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

  /** Ends everything in it. @returns the session's last instant */
  async stop(): Promise<Nanoseconds> {
    this.stopping.abort()
    clearInterval(this.counting)
    await this.terminals.dispose()
    await this.programs.dispose()
    await this.live.stop()
    this.desk.dispose()
    this.count()
    const at = this.parts.clock.now()
    this.parts.sockets.close()
    this.parts.reactor.close()
    return at
  }

  private count(): void {
    const { clock, stream } = this.parts
    const at = clock.now()
    for (const { name, delta } of this.counters.deltas()) if (worthTelling(name)) stream.emit({ type: 'counter', at, name, delta })
    stream.sync()
  }

  private onCall(call: ApiCall): void {
    const { tracker, stream } = this.parts
    const { at, took, call: name, args, result, errno, data } = call
    const known = tracker.onApiCall(call)
    stream.emit({ type: 'api', at, conn: known?.conn ?? null, end: known?.end ?? call.end, call: name, args: [...args], result, errno, took, socket: call.socket, ...(data === undefined ? {} : { data }) })
  }
}

/** Counters that move with ordinary traffic: they would be told every second and tell nothing. */
const EVERYDAY = /^Tcp(?:In|Out)Segs$|AutoCorking|PureAcks|HPHits|HPAcks|OrigDataSent|Delivered$|RcvCoalesce/

/** TCP's own counters that say something happened. */
const worthTelling = (name: string): boolean => name.startsWith('Tcp') && !EVERYDAY.test(name)

/** Programs that a step of the plan types to. */
const typedPrograms = ({ steps }: Plan): ReadonlySet<string> => new Set(steps.flatMap((step) => (step.do === 'type' ? [step.program] : [])))
