import { ns, NS_PER_MS } from '../../../shared/base/brand'
import type { SocketSample } from '../../../shared/model/socket-sample'
import type { ConnectionEnd } from './connection'
import type { EventLog } from './event-log'
import { FOLLOW_EVERY } from './time-wait-clock'
import type { Watch } from './watch'

/** A timer that differs from the one extrapolated by more than this was set anew, ns. */
const STEP = 50_000_000
/** A second is over for a sample taken a little early. ns. */
const EARLY = 5_000_000

/** Which samples are worth telling: one that says something new. The rest only goes into what is known. */
export class SampleNews {
  constructor(private readonly log: EventLog) {}

  consider(end: ConnectionEnd, sample: SocketSample, pid: number | undefined): void {
    const { watch } = end
    if (watch === undefined) return
    const expires = ns(Math.round((sample.since + sample.at) / 2 + sample.remainingMs * NS_PER_MS))
    const worth = isNew(watch, sample, pid) || timerMoved(watch, sample, expires)
      || (watch.followed && sample.at - watch.sampledAt >= FOLLOW_EVERY - EARLY)
    remember(watch, sample, pid)
    watch.expires = expires
    if (!worth) return
    watch.sampled = sample.state
    watch.sampledAt = sample.at
    this.tell(end, sample, watch.pid)
  }

  private tell(end: ConnectionEnd, sample: SocketSample, pid: number | undefined): void {
    const { at, state, timer: kind, remainingMs, retransmits, cookie, inode, receiveQueue, sendQueue } = sample
    this.log.add({
      type: 'sample', at, conn: end.connection.id, end: end.name, state, timer: kind === undefined ? null : { kind, remainingMs, retransmits },
      cookie: cookie.toString(16), inode, pid: pid ?? null, receiveQueue, sendQueue
    })
  }
}

/** Queues count when they begin or cease to hold something: their length changes with every segment. */
const isNew = (watch: Watch, sample: SocketSample, pid: number | undefined): boolean =>
  watch.sampled !== sample.state || watch.cookie !== sample.cookie || watch.inode !== sample.inode || (pid !== undefined && watch.pid !== pid)
  || watch.timer !== sample.timer || watch.retransmits !== sample.retransmits
  || watch.receiving !== sample.receiveQueue > 0 || watch.sending !== sample.sendQueue > 0

/** An overdue timer stays at 0: that is no news. */
const timerMoved = (watch: Watch, sample: SocketSample, expires: number): boolean =>
  sample.timer !== undefined && Math.abs(expires - watch.expires) > STEP && !(sample.remainingMs === 0 && expires > watch.expires)

function remember(watch: Watch, sample: SocketSample, pid: number | undefined): void {
  watch.cookie = sample.cookie
  watch.inode = sample.inode
  if (pid !== undefined) watch.pid = pid
  watch.timer = sample.timer
  watch.retransmits = sample.retransmits
  watch.receiving = sample.receiveQueue > 0
  watch.sending = sample.sendQueue > 0
}
