import type { Nanoseconds } from '../../../shared/base/brand'
import { ns } from '../../../shared/base/brand'
import type { Cause } from '../../../shared/model/events'
import type { SocketSample } from '../../../shared/model/socket-sample'
import type { TcpState } from '../../../shared/tcp/state'
import type { ConnectionEnd, HeldTransition } from './connection'
import type { EventLog } from './event-log'
import type { Ledger } from './ledger'
import type { LookupAgenda } from './lookup-agenda'
import { LEAD, reconcile, RETRY } from './reconcile'
import type { Reading, Verdict } from './reconcile'
import type { SampleNews } from './sample-news'
import type { TimeWaitClock } from './time-wait-clock'
import type { Watch } from './watch'
import { NEVER } from './watch'

const NOTHING: readonly HeldTransition[] = []
/** A countdown this close to 0 ended by itself, ns. */
const NEARLY = 50_000_000

/** Carries out what the kernel's word decides about one end. */
export class Witness {
  constructor(
    private readonly ledger: Ledger, private readonly agenda: LookupAgenda, private readonly clock: TimeWaitClock, private readonly news: SampleNews,
    private readonly log: EventLog, private readonly packets: boolean
  ) {}

  /** @param sample what the kernel said, or undefined when it has no such socket (the reading's state is CLOSED) */
  read(end: ConnectionEnd, reading: Reading, sample: SocketSample | undefined, pid: number | undefined): void {
    const { watch } = end
    if (watch === undefined) return
    if (sample !== undefined) watch.missedAt = NEVER
    const verdict = this.judge(end, watch, reading)
    if (verdict.kind === 'undecided') {
      if (watch.doubt !== reading.state) {
        if (watch.doubt === undefined) this.ledger.holdFrom(end, reading.at)
        watch.doubt = reading.state
        watch.doubtAt = reading.at
      }
      this.agenda.askInstead(end, ns(reading.at + RETRY))
      return
    }
    this.carryOut(end, watch, verdict, reading)
    watch.doubt = undefined
    if (sample !== undefined && end.shown === reading.state) {
      this.clock.read(end, sample)
      this.news.consider(end, sample, pid)
    }
    const next = end.held === undefined ? this.clock.nextLook(end, reading.at) : ns(reading.at + RETRY)
    this.agenda.askInstead(end, next)
  }

  /** A countdown is over, two dumps agree: no exact lookup is needed. */
  goneByTimer(end: ConnectionEnd): void {
    this.ledger.tell(end, 'CLOSED', end.watch?.missedAt ?? end.shownAt, 'sampled', 'timer', 0)
    end.adopt('CLOSED')
    this.agenda.cancel(end)
  }

  private judge(end: ConnectionEnd, watch: Watch, reading: Reading): Verdict {
    const idle = !end.begun
    // Who did not connect() came through LISTEN; an idle end without a socket is nothing new.
    const shown = idle && end.name === 'server' && reading.state !== 'SYN-SENT' ? 'LISTEN' : end.shown
    const expected = reading.state === 'CLOSED' && end.shown === 'TIME-WAIT' && reading.at >= watch.due
    const doubt = watch.doubt === undefined ? undefined : { state: watch.doubt, at: watch.doubtAt }
    return reconcile({ shown, begun: end.begun, held: end.held ?? NOTHING, doubt, alone: expected || !this.packets }, reading)
  }

  private carryOut(end: ConnectionEnd, watch: Watch, verdict: Exclude<Verdict, { kind: 'undecided' }>, reading: Reading): void {
    switch (verdict.kind) {
      case 'agrees':
        this.redate(end, watch, verdict.reached)
        return this.ledger.release(end, verdict.reached, 'confirmed')
      case 'undelivered':
        this.ledger.release(end, verdict.reached, 'confirmed')
        this.ledger.drop(end)
        return end.adopt(reading.state === 'CLOSED' ? end.shown : reading.state)
      case 'moved-on': return this.moveOn(end, watch, verdict.reached, verdict.path, reading)
      case 'joined': return this.join(end, reading.state)
      case 'contradicts':
        this.ledger.drop(end)
        this.log.add({ type: 'discrepancy', at: reading.at, conn: end.connection.id, end: end.name, inferred: end.shown, sampled: reading.state })
        this.ledger.tell(end, reading.state, reading.at, 'sampled', 'seen in the kernel', 0)
        return end.adopt(reading.state)
      default: verdict satisfies never
    }
  }

  /** The kernel had a state before the packet that told of it: close() behind a full send queue. */
  private redate(end: ConnectionEnd, watch: Watch, reached: number): void {
    const early = end.held?.slice(0, reached).find((transition) => transition.to === watch.doubt)
    if (early !== undefined && watch.doubtAt < early.at - LEAD) early.at = ns(Math.max(watch.doubtAt, end.shownAt))
  }

  private moveOn(end: ConnectionEnd, watch: Watch, reached: number, path: readonly TcpState[], reading: Reading): void {
    if (!end.begun && path[0] === 'SYN-RECEIVED') end.beginPassive()
    if (reached > 0) this.ledger.release(end, reached, 'inferred')
    this.ledger.drop(end)
    const readAt = watch.doubt === reading.state ? watch.doubtAt : reading.at
    const seenAt = reading.state === 'CLOSED' && watch.missedAt < readAt ? watch.missedAt : readAt
    path.forEach((to, i) => {
      const cause = this.causeOf(end, watch, to, seenAt)
      const byCall = cause === end.call
      this.ledger.tell(end, to, byCall && end.callAt < seenAt ? end.callAt : seenAt, i === path.length - 1 ? 'sampled' : 'inferred', cause, 0)
    })
    end.adopt(reading.state)
  }

  private join(end: ConnectionEnd, state: TcpState): void {
    const first = end.held?.[0]
    this.ledger.drop(end)
    if (first === undefined || state === 'CLOSED') return end.adopt('CLOSED')
    this.ledger.tell(end, state, first.at, 'sampled', 'already open', first.packet)
    end.adopt(state)
  }

  private causeOf(end: ConnectionEnd, watch: Watch, to: TcpState, at: Nanoseconds): Cause {
    const { call } = end
    if ((to === 'FIN-WAIT-1' || to === 'LAST-ACK') && (call === 'close()' || call === 'shutdown()')) return call
    if (to === 'SYN-SENT' && call === 'connect()') return call
    if (to !== 'CLOSED') return 'seen in the kernel'
    const cause = causeOfDisappearing(end, watch, at)
    // Between two dumps a whole close has room: only what is due is known to have ended by itself.
    return this.packets || cause === 'timer' ? cause : 'seen in the kernel'
  }
}

/** Why a socket is gone of which no segment tells the end. */
function causeOfDisappearing(end: ConnectionEnd, watch: Watch, at: Nanoseconds): Cause {
  const resent = end.resent > 0 || watch.retransmits > 0
  switch (end.shown) {
    case 'TIME-WAIT': return at >= watch.due - NEARLY ? 'timer' : 'removed by the kernel'
    case 'FIN-WAIT-2': return watch.countdown !== undefined && at >= watch.due - NEARLY ? 'timer' : 'removed by the kernel'
    // Nothing is sent when a connection that was never made is given up by its process.
    case 'SYN-SENT': return end.call !== 'close()' && resent ? 'gave up retransmitting' : 'close()'
    case 'SYN-RECEIVED': case 'ESTABLISHED': case 'FIN-WAIT-1': case 'CLOSE-WAIT': case 'CLOSING': case 'LAST-ACK':
      return resent ? 'gave up retransmitting' : 'removed by the kernel'
    case 'CLOSED': case 'LISTEN': return 'seen in the kernel'
    default: return end.shown satisfies never
  }
}

