import type { Nanoseconds } from '../../shared/base/brand'
import { fail } from '../../shared/base/result'
import type { Failure, Result } from '../../shared/base/result'
import type { PreparedExperiment } from '../../shared/experiment/prepare'
import type { Language } from '../../shared/ipc/engine'
import type { TerminalNotifications } from '../../shared/ipc/terminals'
import type { AddressBook } from '../../shared/model/address'
import type { CheckResult, SessionHeader } from '../../shared/model/events'
import type { CaptureSource } from './capture/source'
import { CounterWatch } from './counter-watch'
import { ExperimentRun } from './experiment-run'
import type { ConnectionTracker } from './inference/connection-tracker'
import { Owners } from './kernel/owners'
import type { SockDiag } from './kernel/sock-diag'
import { socketsText } from './kernel/ss'
import { FaultDesk } from './lab/faults/fault-desk'
import { Programs } from './lab/programs'
import { Terminals } from './lab/terminals'
import { Live } from './live'
import type { SessionClock } from './native/clock'
import type { Reactor } from './native/reactor'
import type { EventStream } from './stream'

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
  private readonly counters: CounterWatch
  private readonly stopping = new AbortController()

  constructor(private readonly parts: LiveSessionParts) {
    const { clock, book, tracker, stream, source, sockets, onTrouble } = parts
    this.programs = new Programs()
    this.terminals = new Terminals(parts.reactor, parts.terminals)
    this.desk = new FaultDesk((fault) => stream.emit({ type: 'fault', at: clock.now(), ...fault }), book, () => clock.now())
    this.live = new Live({ clock, book, tracker, stream, source, sockets, owners: new Owners(), interference: this.desk, onTrouble })
    this.live.start()
    this.counters = new CounterWatch(clock, stream)
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
    const { parts, live, desk, programs, counters } = this
    if (parts.experiment === undefined) return fail('no-session', { reason: { kind: 'no-experiment-named' } })
    return new ExperimentRun(parts.experiment, { ...parts, live, desk, programs, count: () => counters.count() }).toEnd(this.stopping.signal)
  }

  /** Ends everything in it. @returns the session's last instant */
  async stop(): Promise<Nanoseconds> {
    this.stopping.abort()
    await this.terminals.dispose()
    await this.programs.dispose()
    await this.live.stop()
    this.desk.dispose()
    this.counters.stop()
    const at = this.parts.clock.now()
    this.parts.sockets.close()
    this.parts.reactor.close()
    return at
  }
}
