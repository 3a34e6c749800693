import { NS_PER_MS } from '../../../shared/base/brand'
import type { AddressId } from '../../../shared/model/address'
import type { SocketSample, SocketSnapshot } from '../../../shared/model/socket-sample'
import { TIMER_KINDS } from '../../../shared/model/socket-sample'
import { TCP_STATES } from '../../../shared/tcp/state'
import type { ConnectionEnd } from './connection'
import type { LookupAgenda } from './lookup-agenda'
import { LAG } from './reconcile'
import type { TimeWaitClock } from './time-wait-clock'
import { FOLLOW_EVERY, MOST_DENSE } from './time-wait-clock'
import { NEVER } from './watch'

const LISTEN = TCP_STATES.indexOf('LISTEN')
const TIME_WAIT = TCP_STATES.indexOf('TIME-WAIT')
const TIME_WAIT_TIMER = TIMER_KINDS.indexOf('time-wait') + 1
/** A countdown further off than this from what was extrapolated is looked at. ns. */
const DRIFT = 50_000_000

/** What a dump is joined with. */
export interface DumpReader {
  /** The end a socket of this name belongs to, of the newest incarnation whose end is known; undefined for an unknown 4-tuple. */
  endOf(local: AddressId, localPort: number, remote: AddressId, remotePort: number): ConnectionEnd | undefined
  onRow(sample: SocketSample): void
  /** Not in a dump that should have it, twice, after its countdown had reached 0. */
  onGoneByTimer(end: ConnectionEnd): void
}

/** Joins whole dumps with what is known. A TIME-WAIT that counts on as expected costs a lookup and a comparison, no object. */
export class SnapshotJoin {
  private dumps = 0

  /** @param live the ends that have a socket as far as is known; @param listening filled with the ports that listen */
  constructor(
    private readonly live: ReadonlySet<ConnectionEnd>, private readonly listening: Set<number>, private readonly agenda: LookupAgenda,
    private readonly clock: TimeWaitClock, private readonly reader: DumpReader
  ) {}

  /** Dumps so far. */
  get count(): number {
    return this.dumps
  }

  noteListeners({ count, state, localPort }: SocketSnapshot): void {
    this.listening.clear()
    for (let i = 0; i < count; i++) if (state[i] === LISTEN) this.listening.add(localPort[i] ?? 0)
  }

  join(snapshot: SocketSnapshot): void {
    this.dumps++
    this.noteListeners(snapshot)
    const { count, state, local, localPort, remote, remotePort } = snapshot
    for (let i = 0; i < count; i++) {
      if (state[i] === LISTEN) continue
      const end = this.reader.endOf((local[i] ?? 0) as AddressId, localPort[i] ?? 0, (remote[i] ?? 0) as AddressId, remotePort[i] ?? 0)
      if (end?.watch !== undefined) {
        end.watch.seenInDump = this.dumps
        end.watch.missedAt = NEVER
      }
      if (end === undefined || !this.countsOn(end, snapshot, i)) this.reader.onRow(snapshot.sample(i))
    }
    this.noteMissing(snapshot)
  }

  /** Nothing new about a TIME-WAIT: the same socket, and its countdown where it was expected. */
  private countsOn(end: ConnectionEnd, { state, timer, remainingMs, since, at, cookie }: SocketSnapshot, i: number): boolean {
    const { watch } = end
    if (watch === undefined || state[i] !== TIME_WAIT || timer[i] !== TIME_WAIT_TIMER) return false
    if (end.shown !== 'TIME-WAIT' || end.held !== undefined || watch.sampled !== 'TIME-WAIT' || watch.dense || watch.doubt !== undefined) return false
    const remaining = (remainingMs[i] ?? 0) * NS_PER_MS
    if (watch.followed && at - watch.sampledAt >= FOLLOW_EVERY) return false
    return remaining > 0 && Math.abs((since + at) / 2 + remaining - watch.due) <= DRIFT && watch.cookie === cookie[i]
  }

  /** An end whose socket a dump did not list: only a hint, the exact lookup decides. */
  private noteMissing({ since, at, withoutTimeWait }: SocketSnapshot): void {
    for (const end of this.live) {
      const { watch } = end
      if (watch === undefined || watch.seenInDump === this.dumps || end.held !== undefined) continue
      if (end.shownAt > since - LAG || (withoutTimeWait && end.shown === 'TIME-WAIT')) continue
      const again = watch.missedAt !== NEVER
      if (!again) watch.missedAt = at
      if (watch.dense && again) this.reader.onGoneByTimer(end)
      else if (!watch.dense || this.clock.dense <= MOST_DENSE) this.agenda.ask(end, at)
    }
  }
}
