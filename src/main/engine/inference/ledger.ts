import type { Nanoseconds } from '../../../shared/base/brand'
import { NO_INSTANT, ns } from '../../../shared/base/brand'
import type { Cause, Evidence } from '../../../shared/model/events'
import type { TcpState } from '../../../shared/tcp/state'
import type { ConnectionEnd, HeldTransition } from './connection'
import type { EventLog } from './event-log'

/** ns a transition waits for the kernel's word. Longer would be seen as lateness on the screen. */
export const MAX_HOLD = ns(20_000_000)
/**
 * ns of the packets' time that CLOSE-WAIT and TIME-WAIT wait for the next segment of their end when there is no kernel to ask: that segment shows
 * whether the FIN had arrived before it was sent (a simultaneous close is captured in an order that is true at neither end), or that there was
 * nothing left to enter TIME-WAIT. A delayed ACK takes 40 ms, a FIN that crossed ours one round trip.
 */
export const LOOK_AHEAD = ns(200_000_000)
/** Waiting entries kept at most, in a stream whose stamps stand still. */
const MOST_WAITING = 65_536
/** Lists kept for what is held next. */
const MOST_SPARE = 4_096
/** Waiting entries there is room for at first; a power of two. */
const ROOM = 1_024

/** Who wants to know when a transition is told. */
export interface LedgerListener {
  onHeld(end: ConnectionEnd, at: Nanoseconds): void
  onTold(end: ConnectionEnd, from: TcpState, cause: Cause): void
}

/** The one door of every state change: a transition is told at once, or held until it is known better, and it is told once. */
export class Ledger {
  /** Who waits, in a ring, the oldest at `head`; since when, and the number of the wait. An entry is out of date when its end holds nothing, or has waited anew. */
  private waiting: (ConnectionEnd | undefined)[] = Array.from({ length: ROOM })
  private since = new Float64Array(ROOM)
  private numbers = new Float64Array(ROOM)
  private head = 0
  private count = 0
  private waits = 0
  /** Lists of one transition that has been told. Two of each connection are held: made anew each time, they were a quarter of what a large file leaves for the collector. */
  private readonly spare: HeldTransition[][] = []
  private readonly hold: Nanoseconds
  private clock: Nanoseconds = NO_INSTANT
  private listener: LedgerListener | undefined

  /** @param kernel whether the kernel's word is waited for */
  constructor(private readonly kernel: boolean, private readonly log: EventLog) {
    this.hold = kernel ? MAX_HOLD : LOOK_AHEAD
  }

  listen(listener: LedgerListener): void {
    this.listener = listener
  }

  /** The stamp of what is being taken in. */
  setClock(at: Nanoseconds): void {
    this.clock = at
  }

  /** The state changes, by inference. @param packet 0 when no packet says so */
  move(end: ConnectionEnd, to: TcpState, at: Nanoseconds, cause: Cause, packet: number): void {
    end.begun = true
    end.state = to
    const mayNotHaveBeen = cause === 'received FIN' && to !== 'CLOSING'
    if (this.kernel || end.held !== undefined || mayNotHaveBeen) this.keep(end, to, at, cause, packet)
    else this.tell(end, to, at, 'inferred', cause, packet)
  }

  /** Puts a transition into the stream. Instants of one end never run backwards. */
  tell(end: ConnectionEnd, to: TcpState, at: Nanoseconds, evidence: Evidence, cause: Cause, packet: number): void {
    const from = end.shown
    const when = at < end.shownAt && end.told ? end.shownAt : at
    end.shown = to
    end.shownAt = when
    end.told = true
    this.log.transition(end, when, from, to, evidence, cause, packet)
    this.listener?.onTold(end, from, cause)
  }

  /** Tells the first `count` held transitions; the last of them with `evidence`, those it passed as inferred. */
  release(end: ConnectionEnd, count: number, evidence: Evidence): void {
    const { held } = end
    if (held === undefined) return
    const told = count >= held.length ? held : held.splice(0, count)
    if (told === held) end.held = undefined
    else this.wait(end, held[0]?.since ?? this.clock)
    const last = told.at(-1)
    for (const transition of told) this.tell(end, transition.to, transition.at, transition === last ? evidence : 'inferred', transition.cause, transition.packet)
    if (told === held && held.length === 1 && this.spare.length < MOST_SPARE) this.spare.push(held)
  }

  releaseAll(end: ConnectionEnd): void {
    if (end.held !== undefined) this.release(end, end.held.length, 'inferred')
  }

  /** Takes back what is held: it never happened. The end's state is the caller's to set. */
  drop(end: ConnectionEnd): void {
    end.held = undefined
  }

  /**
   * The kernel was asked for the first time, and did not decide: it is asked again, and what is held waits for that from now on. On a busy machine the first
   * question comes late, and nothing would be left of the time that a transition waits.
   */
  holdFrom(end: ConnectionEnd, at: Nanoseconds): void {
    const { held } = end
    const first = held?.[0]
    if (held === undefined || first === undefined || at <= first.since) return
    first.since = at
    this.wait(end, at)
  }

  /** Takes back what is held from this one on; the end is where it was before. */
  dropFrom(end: ConnectionEnd, index: number): void {
    const { held } = end
    if (held === undefined) return
    held.length = index
    end.state = held.at(-1)?.to ?? end.shown
    if (index === 0) end.held = undefined
  }

  /** Tells as inferred whatever was held before `now` minus the limit. */
  settle(now: Nanoseconds): void {
    while (this.count > 0) {
      const end = this.oldest()
      if (end !== undefined && (this.since[this.head] ?? now) > now - this.hold && this.count < MOST_WAITING) break
      this.pass()
      if (end !== undefined) this.release(end, overdueOf(end.held ?? [], ns(now - this.hold)), 'inferred')
    }
  }

  /** Tells everything held as it stands. */
  finish(): void {
    while (this.count > 0) {
      const end = this.oldest()
      this.pass()
      if (end !== undefined) this.releaseAll(end)
    }
  }

  private keep(end: ConnectionEnd, to: TcpState, at: Nanoseconds, cause: Cause, packet: number): void {
    const since = at > this.clock ? at : this.clock
    if (end.held === undefined) {
      end.held = this.listOf(to, at, cause, packet, since)
      this.wait(end, since)
    } else end.held.push({ to, at, cause, packet, since })
    this.listener?.onHeld(end, since)
  }

  private listOf(to: TcpState, at: Nanoseconds, cause: Cause, packet: number, since: Nanoseconds): HeldTransition[] {
    const list = this.spare.pop()
    const known = list?.[0]
    if (list === undefined || known === undefined) return [{ to, at, cause, packet, since }]
    known.to = to
    known.at = at
    known.cause = cause
    known.packet = packet
    known.since = since
    return list
  }

  /** Who has waited longest, or undefined where that entry is out of date. */
  private oldest(): ConnectionEnd | undefined {
    const end = this.waiting[this.head]
    return end?.held !== undefined && end.waits === this.numbers[this.head] ? end : undefined
  }

  private wait(end: ConnectionEnd, since: Nanoseconds): void {
    if (this.count === this.waiting.length) this.grow()
    const place = (this.head + this.count++) & (this.waiting.length - 1)
    end.waits = ++this.waits
    this.waiting[place] = end
    this.since[place] = since
    this.numbers[place] = end.waits
  }

  /** The oldest is dealt with. */
  private pass(): void {
    this.waiting[this.head] = undefined
    this.head = (this.head + 1) & (this.waiting.length - 1)
    this.count--
  }

  /** Twice the room, the oldest first in it. */
  private grow(): void {
    const { waiting, since, numbers, head } = this
    this.waiting = [...waiting.slice(head), ...waiting.slice(0, head), ...waiting.map(() => undefined)]
    this.since = unrolled(since, head)
    this.numbers = unrolled(numbers, head)
    this.head = 0
  }
}

/** A full ring in twice the room, from its beginning on. */
function unrolled(ring: Float64Array, head: number): Float64Array<ArrayBuffer> {
  const room = new Float64Array(2 * ring.length)
  room.set(ring.subarray(head))
  room.set(ring.subarray(0, head), ring.length - head)
  return room
}

/** At least one: the caller has found the first to be due. */
function overdueOf(held: readonly HeldTransition[], limit: Nanoseconds): number {
  const late = held.findIndex((transition) => transition.since > limit)
  return late < 0 ? held.length : Math.max(1, late)
}
