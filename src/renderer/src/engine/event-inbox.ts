import { BatchReader, type EventBatch } from '../../../shared/batch/batch-reader'
import type { SessionEvent } from '../../../shared/model/events'
import { nextFrame } from '../session/next-frame'

export interface EventInboxOptions {
  /** Takes the events of one session, in order. */
  readonly deliver: (session: number, events: readonly SessionEvent[]) => void
  /** Takes a batch in columns, in its turn. `events` are those of its lines; undefined where this window does not know the type. */
  readonly deliverBatch: (session: number, batch: EventBatch, events: readonly (SessionEvent | undefined)[]) => void
  /** Bytes came that are no batch: of another version of the program, or of a broken one. They are left out. Told once a session. */
  readonly onUnreadable: (reason: string) => void
  readonly acknowledge: (batches: number) => void
  /** Whether this frame has other large work. @default never */
  readonly crowded?: () => boolean
  /** Runs the task before the next frame is drawn. @default nextFrame */
  readonly schedule?: (task: () => void) => void
  /** ms, any origin. @default performance.now */
  readonly clock?: () => number
}

/**
 * ms of one frame that may go into reading and taking; what remains waits for the next, so that the window stays answerable in a flood. Where drawing a frame takes
 * longer than the least, taking may last as long as drawing, up to the most: a slow machine would else draw far more often than it takes. A file in columns is drawn a few
 * times a second only, and takes its share of each frame: half of it beside a piece of drawing. The last batch takes longer, by up to its own length.
 */
const BUDGET = { least: 10, most: 30, file: 20, fileBeside: 10 } as const

/** Texts that are remembered, at most: the endpoints of some sixty thousand connections. */
const MOST_TEXTS = 65_536

/** What this window knows; a type that is missing here does not compile. */
const TYPES: Readonly<Record<SessionEvent['type'], true>> = {
  session: true, packet: true, transition: true, sample: true, timer: true, api: true, fault: true, counter: true, discrepancy: true, gap: true, damage: true, note: true,
  step: true, program: true, prediction: true, progress: true, recording: true, connection: true, result: true
}

/** Batches on their way into the stores, JSON Lines or columns: read a batch at a time, delivered once a frame, acknowledged when delivered. */
export class EventInbox {
  private readonly queue: { readonly session: number; readonly told: string | Uint8Array }[] = []
  private readonly reader = new BatchReader()
  private readonly schedule: (task: () => void) => void
  private readonly clock: () => number
  private readonly texts = new TextPool()
  private scheduled = false
  /** The session of which bytes were no batch. */
  private unreadable: number | undefined
  /** When the last frame's share was taken, while more waits. */
  private paused = Number.NaN

  constructor(private readonly options: EventInboxOptions) {
    this.schedule = options.schedule ?? nextFrame
    this.clock = options.clock ?? (() => performance.now())
  }

  /** @param told JSON Lines, or a batch in columns */
  push(session: number, told: string | Uint8Array): void {
    this.queue.push({ session, told })
    this.wake()
  }

  private wake(): void {
    if (this.scheduled) return
    this.scheduled = true
    this.schedule(() => this.drain())
  }

  private drain(): void {
    this.scheduled = false
    const now = this.clock()
    const between = Number.isNaN(this.paused) ? 0 : now - this.paused
    const ofFile = this.options.crowded?.() === true ? BUDGET.fileBeside : BUDGET.file
    const end = now + (typeof this.queue[0]?.told === 'string' ? Math.min(BUDGET.most, Math.max(BUDGET.least, between)) : ofFile)
    let taken = 0
    let session = this.queue[0]?.session ?? 0
    let events: SessionEvent[] = []
    while (taken < this.queue.length && (taken === 0 || this.clock() < end)) {
      const batch = this.queue[taken]
      if (batch === undefined) break
      if (events.length > 0 && (batch.session !== session || typeof batch.told !== 'string')) {
        this.options.deliver(session, events)
        events = []
      }
      session = batch.session
      if (typeof batch.told === 'string') parseLines(batch.told, events, this.texts)
      else this.takeBatch(session, batch.told)
      taken++
    }
    this.queue.splice(0, taken)
    if (events.length > 0) this.options.deliver(session, events)
    if (taken > 0) this.options.acknowledge(taken)
    this.paused = Number.NaN
    if (this.queue.length === 0) return
    this.paused = this.clock()
    this.wake()
  }

  private takeBatch(session: number, bytes: Uint8Array): void {
    const batch = this.reader.read(bytes)
    if (batch.ok) this.options.deliverBatch(session, batch.value, batch.value.lines.map((line) => parseLine(line, this.texts)))
    else if (this.unreadable !== session) {
      this.unreadable = session
      this.options.onUnreadable(batch.error)
    }
  }
}

/** Endpoints and causes stand in every transition, and transitions are kept: one copy of each text is enough. */
class TextPool {
  private readonly texts = new Map<string, string>()

  /** @returns an equal text: the one met first, as long as it is remembered */
  share<T extends string>(text: T): T {
    const known = this.texts.get(text)
    if (known !== undefined) return known as T
    if (this.texts.size === MOST_TEXTS) this.texts.clear()
    this.texts.set(text, text)
    return text
  }
}

/** Appends the events of a batch. */
export function parseLines(jsonLines: string, into: SessionEvent[], texts = new TextPool()): void {
  for (const line of jsonLines.split('\n')) {
    const event = line === '' ? undefined : parseLine(line, texts)
    if (event !== undefined) into.push(event)
  }
}

/** The stream comes from our own engine, which is tested against its schema; types of the future are left out, as the contract asks. */
function parseLine(line: string, texts: TextPool): SessionEvent | undefined {
  const event = JSON.parse(line) as SessionEvent
  if (!Object.hasOwn(TYPES, event.type)) return undefined
  if (event.type === 'transition') {
    event.local = texts.share(event.local)
    event.remote = texts.share(event.remote)
    event.cause = texts.share(event.cause)
  }
  return event
}
