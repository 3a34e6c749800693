import type { SessionEvent } from '../model/events'
import { instant } from './clock-column'
import { piece, type StoryLine } from './line'
import { tell } from './tell'
import { NS_PER_S } from '../base/brand'
import type { Words } from './words'

/** Connections that may begin within a second and still be told one by one: more than anybody reads are a crowd. */
const TOLD_A_SECOND = 32
/** ns of the session between two lines about the crowd. */
const CROWD_EVERY = NS_PER_S

/** What the crowd has done since it was last spoken of. */
interface Crowd {
  began: number
  packets: number
  changes: number
}

const nothing = (): Crowd => ({ began: 0, packets: 0, changes: 0 })

/**
 * The story of a session, event by event: each as a line of its own, but for connections of a crowd, which are counted together. The stream itself stays
 * whole: this is what people read.
 */
export class Storyteller {
  /** Whether a connection belongs to the crowd, by its id. */
  private readonly inCrowd = new Map<string, boolean>()
  /** When the latest connections began, as many as may be told within a second. */
  private readonly recent: number[] = []
  private crowd = nothing()
  private waiting = 0
  /** When the crowd was spoken of last; undefined when there is nothing to say. */
  private since: number | undefined
  private latest = 0

  constructor(private readonly words: Words) {}

  /** @returns the lines to be told now, oldest first */
  take(event: SessionEvent): StoryLine[] {
    this.latest = Math.max(this.latest, event.at)
    if (this.isOfCrowd(event)) {
      this.count(event)
      return this.since !== undefined && event.at - this.since >= CROWD_EVERY ? this.finish() : []
    }
    const line = tell(event, this.words)
    // What the crowd did before comes before; what an experiment does next begins a new count.
    const before = line !== undefined && event.type === 'step' ? this.finish() : []
    return line === undefined ? before : [...before, line]
  }

  /** What is not told yet of the crowd. */
  finish(): StoryLine[] {
    if (this.since === undefined) return []
    const { began, packets, changes } = this.crowd
    this.crowd = nothing()
    this.since = undefined
    return [[piece(instant(this.latest), 'dim'), piece(`  ${this.words.say('story.crowd', { began, packets, changes, waiting: this.waiting })}`)]]
  }

  /** A connection is told or counted from its first event on, so that its life is not cut in two. Calls that failed and disagreements are always told. */
  private isOfCrowd(event: SessionEvent): boolean {
    if (event.type !== 'packet' && event.type !== 'transition' && event.type !== 'timer' && !(event.type === 'api' && event.conn !== null && event.errno === null)) return false
    const { conn } = event
    if (conn === null) return false
    const known = this.inCrowd.get(conn)
    if (known !== undefined) return known
    const crowded = this.recent.length === TOLD_A_SECOND && event.at - (this.recent[0] ?? 0) < CROWD_EVERY
    this.recent.push(event.at)
    if (this.recent.length > TOLD_A_SECOND) this.recent.shift()
    if (crowded) this.crowd.began++
    this.inCrowd.set(conn, crowded)
    return crowded
  }

  private count(event: SessionEvent): void {
    this.since ??= event.at
    if (event.type === 'packet') this.crowd.packets++
    if (event.type !== 'transition') return
    this.crowd.changes++
    this.waiting = Math.max(0, this.waiting + Number(event.to === 'TIME-WAIT') - Number(event.from === 'TIME-WAIT'))
  }
}
