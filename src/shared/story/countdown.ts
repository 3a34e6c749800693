import { NS_PER_MS } from '../base/brand'
import type { SessionEvent } from '../model/events'
import type { End } from '../tcp/state'
import type { Words } from './words'

interface Waiting {
  readonly conn: string
  readonly end: End
  /** ns since the session's start at which the kernel's timer reaches 0, by its last number. */
  readonly expires: number
}

/** The TIME-WAITs that run now, from the stream: the kernel's own number, carried on between samples. */
export class Countdown {
  private readonly waiting = new Map<string, Waiting>()
  private last = 0

  apply(event: SessionEvent): void {
    this.last = Math.max(this.last, event.at)
    if (event.type === 'timer' && event.timer === 'time-wait') {
      if (event.event === 'ended') this.waiting.delete(`${event.conn} ${event.end}`)
      else if (event.event !== 'overdue') this.set(event.conn, event.end, event.at + event.expectedMs * NS_PER_MS)
    } else if (event.type === 'sample' && event.state === 'TIME-WAIT' && event.timer !== null) {
      this.set(event.conn, event.end, event.at + event.timer.remainingMs * NS_PER_MS)
    } else if (event.type === 'transition' && event.from === 'TIME-WAIT') {
      this.waiting.delete(`${event.conn} ${event.end}`)
    }
  }

  /** ns: the latest instant the stream has spoken of. */
  get now(): number {
    return this.last
  }

  /** @param now ns since the session's start. @returns undefined when nothing waits */
  line(now: number, words: Words): string | undefined {
    const first = this.nextToExpire()
    if (first === undefined) return undefined
    const left = first.expires - now
    const who = { conn: first.conn, end: words.say(`terms.end.${first.end}`) }
    const text = left > 0 ? words.say('story.countdown.running', { ...who, left: (left / 1e9).toFixed(1) }) : words.say('story.countdown.overdue', { ...who, late: (-left / 1e9).toFixed(1) })
    return this.waiting.size === 1 ? text : `${text}  ${words.say('story.countdown.more', { count: this.waiting.size - 1 })}`
  }

  private nextToExpire(): Waiting | undefined {
    let next: Waiting | undefined
    for (const waiting of this.waiting.values()) if (next === undefined || waiting.expires < next.expires) next = waiting
    return next
  }

  private set(conn: string, end: End, expires: number): void {
    this.waiting.set(`${conn} ${end}`, { conn, end, expires })
  }
}
