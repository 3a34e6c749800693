import type { Nanoseconds } from '../../shared/base/brand'
import { fail, ok } from '../../shared/base/result'
import type { Failure, Result } from '../../shared/base/result'
import { decideChecks } from '../../shared/experiment/checks'
import { interestOf, Observed } from '../../shared/experiment/observed'
import type { PreparedExperiment } from '../../shared/experiment/prepare'
import type { Language } from '../../shared/ipc/engine'
import type { AddressBook } from '../../shared/model/address'
import type { CheckResult, SessionHeader } from '../../shared/model/events'
import type { CaptureSource } from './capture/source'
import type { ConnectionTracker } from './inference/connection-tracker'
import { Counters } from './kernel/counters'
import { Owners } from './kernel/owners'
import type { SockDiag } from './kernel/sock-diag'
import { socketsText } from './kernel/ss'
import type { ApiCall } from './lab/api-call'
import { LabSockets } from './lab/lab-sockets'
import { Programs } from './lab/programs'
import { runSteps } from './lab/runner'
import type { Stage } from './lab/runner'
import { History } from './history'
import { Live } from './live'
import type { SessionClock } from './native/clock'
import type { Reactor } from './native/reactor'
import type { EventStream } from './stream'

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
}

/** A live session: what is watched, and what runs in it. Owns all of it, from the first packet to stop(). */
export class LiveSession {
  readonly programs: Programs
  readonly live: Live
  private readonly counters = new Counters()
  private readonly counting: NodeJS.Timeout
  private readonly stopping = new AbortController()

  constructor(private readonly parts: LiveSessionParts) {
    const { clock, book, tracker, stream, source, sockets, onTrouble } = parts
    this.programs = new Programs()
    this.live = new Live({ clock, book, tracker, stream, source, sockets, owners: new Owners(), onTrouble })
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
    const { experiment, stream, reactor, clock, language, header } = this.parts
    if (experiment === undefined) return fail('no-session', 'no experiment was named when the session was opened')
    const observed = new Observed(interestOf(experiment.plan))
    observed.apply(this.parts.header)
    const unlisten = stream.listen((event) => observed.apply(event))
    const history = new History(stream)
    const stage: Stage = {
      language, hz: header.hz, sockets: new LabSockets(reactor, () => clock.now(), (call) => this.onCall(call)), now: () => clock.now(),
      emit: (step) => stream.emit(step), waitFor: (test, limitMs, signal) => history.waitFor(test, limitMs, signal)
    }
    try {
      const ran = await runSteps(experiment.plan, stage, this.stopping.signal)
      if (!ran.ok) return ran
      await this.live.catchUp()
      return ok(decideChecks(experiment.plan, observed, language))
    } finally {
      history.end()
      unlisten()
    }
  }

  /** Ends everything in it. @returns the session's last instant */
  async stop(): Promise<Nanoseconds> {
    this.stopping.abort()
    clearInterval(this.counting)
    await this.programs.dispose()
    await this.live.stop()
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
    const { at, took, call: name, args, result, errno } = call
    const known = tracker.onApiCall(call)
    stream.emit({ type: 'api', at, conn: known?.conn ?? null, end: known?.end ?? call.end, call: name, args: [...args], result, errno, took })
  }
}

/** Counters that move with ordinary traffic: they would be told every second and tell nothing. */
const EVERYDAY = /^Tcp(?:In|Out)Segs$|AutoCorking|PureAcks|HPHits|HPAcks|OrigDataSent|Delivered$|RcvCoalesce/

/** TCP's own counters that say something happened. */
const worthTelling = (name: string): boolean => name.startsWith('Tcp') && !EVERYDAY.test(name)
