import type { Nanoseconds } from '../../../shared/base/brand'
import { msToNs, ns, NS_PER_MS, NS_PER_S } from '../../../shared/base/brand'
import type { TimerChanged } from '../../../shared/model/events'
import type { SocketSample } from '../../../shared/model/socket-sample'
import type { Segment } from '../../../shared/model/segment'
import { SYN } from '../../../shared/tcp/flags'
import type { ConnectionEnd } from './connection'
import type { EventLog } from './event-log'
import type { LookupAgenda } from './lookup-agenda'
import type { TimeWaitListener } from './receiving-rules'
import { LAG, RETRY } from './reconcile'
import { TIME_WAIT_MS, wheelSlackMs } from './timer-wheel'
import type { Watch } from './watch'
import { NEVER } from './watch'

/** Width of a bucket of due instants, ns. */
const BUCKET = 20_000_000
/** Buckets gone through one by one: two seconds. */
const NEAR = 100
/** ns between two looks at a countdown that has reached 0 and whose socket is still there. */
const DENSE_EVERY = ns(20_000_000)
/** With more than so many of them, dumps are cheaper than asking one by one. */
export const MOST_DENSE = 200
/** A number further off than this was not drift: the timer was set anew. ns. */
const STEP = 50_000_000
/**
 * The same where no segment was seen that could have set it: less is a beginning that came late, on a machine that let the FIN lie. What is sent again comes after
 * TCP_RTO_MIN at the earliest (include/net/tcp.h). ns.
 */
const UNSEEN_STEP = 200_000_000
/** Two jiffies at HZ=250: how exact the kernel's number is. ns. */
const JIFFIES = 8_000_000
/** So many TIME-WAITs are sampled every second, so that a countdown on the screen is the kernel's number. */
const MOST_FOLLOWED = 60
export const FOLLOW_EVERY = ns(NS_PER_S)

/**
 * The countdowns of minisocks. Their number comes from the kernel and is extrapolated; a jump upward is a restart; at 0 the timer wheel still takes
 * its time (`overdue`), and each is then watched closely until it is gone. What is due lies in buckets: nothing is scanned.
 */
export class TimeWaitClock implements TimeWaitListener {
  private readonly buckets = new Map<number, ConnectionEnd[]>()
  private firstBucket = Infinity
  private denseCount = 0
  private followed = 0
  private readonly unfollowed: ConnectionEnd[] = []
  private waiting = 0

  constructor(private readonly hz: number, private readonly log: EventLog, private readonly agenda: LookupAgenda) {}

  /** TIME-WAITs that are counting. */
  get timeWaits(): number {
    return this.waiting
  }

  /** Countdowns that reached 0 and whose sockets are still there. */
  get dense(): number {
    return this.denseCount
  }

  /** TIME-WAIT was told. @param seenBegin false when it was found waiting already: the kernel's next number says since when */
  begin(end: ConnectionEnd, seenBegin: boolean): void {
    if (seenBegin) this.tell(end, 'time-wait', 'started', end.shownAt, TIME_WAIT_MS)
    const { watch } = end
    if (watch === undefined) return
    this.waiting++
    watch.started = seenBegin
    watch.countdown = 'time-wait'
    this.place(end, watch, ns(end.shownAt + msToNs(TIME_WAIT_MS)))
    if (this.followed < MOST_FOLLOWED) this.follow(end, watch)
    else this.followLater(end)
  }

  /** The state with the countdown was left. @param byReset a RST ended it: what had restarted it just before could not be asked about any more */
  leave(end: ConnectionEnd, byReset: boolean): void {
    const { watch } = end
    if (watch?.countdown === undefined) return
    if (byReset && watch.restartHint >= 0) this.tell(end, watch.countdown, 'restarted', watch.restartHint, TIME_WAIT_MS)
    watch.restartHint = ns(-1)
    if (watch.countdown === 'time-wait') this.waiting--
    this.tell(end, watch.countdown, 'ended', end.shownAt, 0)
    this.setDense(watch, false)
    watch.countdown = undefined
    watch.due = NEVER
    watch.overdueTold = false
    if (watch.followed) this.followNext(watch)
  }

  /** A segment reached an end in TIME-WAIT; most begin its 60 s anew (net/ipv4/tcp_minisocks.c, tcp_timewait_state_process). */
  onSegmentInTimeWait(end: ConnectionEnd, { at, flags }: Segment): void {
    const { watch } = end
    if (watch !== undefined) {
      // A SYN that is refused leaves the countdown alone, unless its timestamp is old: the kernel's number will tell.
      if ((flags & SYN) === 0) watch.restartHint = at
      this.agenda.ask(end, at)
    } else if (end.shown === 'TIME-WAIT' && (flags & SYN) === 0) this.tell(end, 'time-wait', 'restarted', at, TIME_WAIT_MS)
  }

  /** The kernel's own number for an end in the state of the sample. */
  read(end: ConnectionEnd, sample: SocketSample): void {
    const { watch } = end
    if (watch === undefined || (sample.timer !== 'time-wait' && sample.timer !== 'fin-wait-2')) return
    const middle = (sample.since + sample.at) / 2
    const due = ns(Math.round(middle + sample.remainingMs * NS_PER_MS))
    if (watch.countdown === undefined) {
      if (sample.timer === 'fin-wait-2') this.beginOrphan(end, watch, sample, due)
    } else if (!watch.started) this.found(end, watch, sample, due)
    else if (sample.remainingMs > 0) this.correct(end, watch, due, (sample.at - sample.since) / 2)
    if (watch.countdown === undefined) return
    if (sample.remainingMs === 0 || middle > watch.due + JIFFIES) this.overdue(end, watch, ns(Math.round(middle)))
    if (watch.restartHint >= 0 && sample.since > watch.restartHint + LAG) watch.restartHint = ns(-1)
  }

  /** When the end is to be asked about next on the countdown's account. */
  nextLook({ watch }: ConnectionEnd, at: Nanoseconds): Nanoseconds {
    if (watch?.countdown === undefined) return NEVER
    if (watch.restartHint >= 0) return ns(at + RETRY)
    if (watch.dense && this.denseCount <= MOST_DENSE) return ns(at + DENSE_EVERY)
    return watch.followed ? ns(at + FOLLOW_EVERY) : NEVER
  }

  /** Moves what has reached 0 by `now` to the closely watched. */
  open(now: Nanoseconds): void {
    while ((this.firstBucket + 1) * BUCKET <= now) {
      const key = this.firstBucket
      const bucket = this.buckets.get(key) ?? []
      this.buckets.delete(key)
      this.advance()
      for (const end of bucket) if (end.watch?.bucket === key) this.reached(end, end.watch, now)
    }
  }

  /** When `open` has something to do. */
  nextOpening(): Nanoseconds | undefined {
    return this.buckets.size === 0 ? undefined : ns((this.firstBucket + 1) * BUCKET)
  }

  private reached(end: ConnectionEnd, watch: Watch, now: Nanoseconds): void {
    watch.bucket = -1
    if (watch.countdown === undefined || watch.dense) return
    if (watch.due > now) return this.place(end, watch, watch.due)
    this.setDense(watch, true)
    if (this.denseCount <= MOST_DENSE) this.agenda.ask(end, now)
  }

  /** @param doubt ns by which the reading itself may be off: it took a while, on a busy machine */
  private correct(end: ConnectionEnd, watch: Watch, due: Nanoseconds, doubt: number): void {
    const shift = due - watch.due
    if (shift - doubt > (watch.restartHint >= 0 ? STEP : UNSEEN_STEP) && watch.countdown === 'time-wait') {
      const began = ns(due - msToNs(TIME_WAIT_MS))
      const bySegment = watch.restartHint >= 0 && Math.abs(watch.restartHint - began) <= STEP
      this.tell(end, 'time-wait', 'restarted', bySegment ? watch.restartHint : began, TIME_WAIT_MS)
      watch.overdueTold = false
    }
    if (Math.abs(shift) <= JIFFIES) return
    watch.due = due
    if (Math.abs(shift) > STEP) {
      this.setDense(watch, false)
      this.place(end, watch, due)
    }
  }

  private found(end: ConnectionEnd, watch: Watch, sample: SocketSample, due: Nanoseconds): void {
    watch.started = true
    this.tell(end, 'time-wait', 'started', sample.at, sample.remainingMs)
    this.place(end, watch, due)
  }

  /** FIN-WAIT-2 after close(): when it began is known if its whole length comes out as full seconds (tcp_fin_timeout, TCP_LINGER2). */
  private beginOrphan(end: ConnectionEnd, watch: Watch, sample: SocketSample, due: Nanoseconds): void {
    watch.countdown = 'fin-wait-2'
    watch.started = true
    const whole = Math.round((due - end.shownAt) / NS_PER_S) * NS_PER_S
    const sinceEntry = Math.abs(due - end.shownAt - whole) <= STEP
    this.tell(end, 'fin-wait-2', 'started', sinceEntry ? end.shownAt : sample.at, sinceEntry ? whole / NS_PER_MS : sample.remainingMs)
    this.place(end, watch, due)
  }

  private overdue(end: ConnectionEnd, watch: Watch, seen: Nanoseconds): void {
    if (watch.overdueTold || watch.countdown === undefined) return
    watch.overdueTold = true
    if (watch.due > seen) watch.due = seen
    const at = ns(Math.max(watch.due, end.shownAt))
    const length = watch.countdown === 'time-wait' ? TIME_WAIT_MS : (at - end.shownAt) / NS_PER_MS
    this.tell(end, watch.countdown, 'overdue', at, Math.round(wheelSlackMs(length, this.hz)))
    this.setDense(watch, true)
  }

  private place(end: ConnectionEnd, watch: Watch, due: Nanoseconds): void {
    watch.due = due
    const key = Math.floor(due / BUCKET)
    if (watch.bucket === key) return
    watch.bucket = key
    const bucket = this.buckets.get(key)
    if (bucket === undefined) this.buckets.set(key, [end])
    else bucket.push(end)
    if (key < this.firstBucket) this.firstBucket = key
  }

  /** To the next bucket: mostly near; one far off is looked for among all there are. */
  private advance(): void {
    const { buckets } = this
    for (let i = 0; i < NEAR; i++) if (buckets.has(++this.firstBucket)) return
    this.firstBucket = Infinity
    for (const key of buckets.keys()) if (key < this.firstBucket) this.firstBucket = key
  }

  private setDense(watch: Watch, dense: boolean): void {
    if (watch.dense === dense) return
    watch.dense = dense
    this.denseCount += dense ? 1 : -1
  }

  private follow(end: ConnectionEnd, watch: Watch): void {
    watch.followed = true
    this.followed++
    this.agenda.ask(end, ns(Math.max(end.shownAt, watch.sampledAt) + FOLLOW_EVERY))
  }

  /** The newest takes over when a followed one is gone. */
  private followLater(end: ConnectionEnd): void {
    const { unfollowed } = this
    unfollowed.push(end)
    if (unfollowed.length < 2 * this.waiting + MOST_FOLLOWED) return
    const still = unfollowed.filter((other) => other.watch?.countdown === 'time-wait' && !other.watch.followed)
    unfollowed.splice(0, unfollowed.length, ...still)
  }

  private followNext(left: Watch): void {
    left.followed = false
    this.followed--
    for (let end = this.unfollowed.pop(); end !== undefined; end = this.unfollowed.pop()) {
      if (end.watch?.countdown === 'time-wait' && !end.watch.followed) return this.follow(end, end.watch)
    }
  }

  private tell(end: ConnectionEnd, timer: TimerChanged['timer'], event: TimerChanged['event'], at: Nanoseconds, expectedMs: number): void {
    this.log.timer(end, at, timer, event, expectedMs)
  }
}
