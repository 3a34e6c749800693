import type { FileSummary } from '../../../shared/ipc/file-summary'
import type { ConnectionSummary, ProgressMade, RecordingRead, SessionEvent, SessionResult } from '../../../shared/model/events'
import { Countdown, piece, Storyteller, tellConnections, tellRecording, tellResult, type StoryLine, type Words } from '../../../shared/story'
import type { Paint } from './context'
import { eventsOf } from './event-lines'

/** Takes a session's batches; fulfilled when a batch is out of our hands. */
export interface Printer {
  take(jsonLines: Uint8Array): Promise<void>
  /** The stream has ended. */
  finish(): Promise<void>
}

/** The events as they are: bytes in, bytes out, unread. */
export const jsonPrinter = (write: (data: Uint8Array) => Promise<void>): Printer => ({ take: write, finish: () => Promise.resolve() })

export interface StoryOptions {
  readonly words: Words
  readonly paint: Paint
  readonly write: (text: string) => Promise<void>
  /** With --quiet: the end alone, not the way there. */
  readonly endOnly: boolean
  /** What comes before anything has happened waits: until then it may turn out that nothing will. See `cancel`. */
  readonly patient?: boolean
  /** Shows or takes away the line with the running TIME-WAIT; undefined where there is no terminal. */
  readonly status?: (text: string | undefined) => void
}

/** ms between two looks at the countdown. */
const COUNTDOWN_MS = 200

/** A connection, seen by segments, by the kernel or by calls; or that something was not seen. */
const HAPPENINGS: ReadonlySet<SessionEvent['type']> = new Set<SessionEvent['type']>(['packet', 'transition', 'sample', 'api', 'gap'])

/** The story line by line; at the end the connections, and the checks with their evidence. */
export class StoryPrinter implements Printer {
  private readonly connections: ConnectionSummary[] = []
  private readonly countdown = new Countdown()
  private readonly timer: NodeJS.Timeout | undefined
  private result: SessionResult | undefined
  private recording: RecordingRead | undefined
  private heardAt = performance.now()
  private readonly storyteller: Storyteller
  /** Lines that wait; undefined once something has happened. */
  private held: StoryLine[] | undefined
  private cancelled = false
  /** How far a long step has come. */
  private progress: ProgressMade | undefined

  constructor(private readonly options: StoryOptions) {
    this.storyteller = new Storyteller(options.words)
    this.held = options.patient === true ? [] : undefined
    if (options.status !== undefined) this.timer = setInterval(() => this.showCountdown(), COUNTDOWN_MS)
  }

  take(jsonLines: Uint8Array): Promise<void> {
    const events = eventsOf(jsonLines)
    const lines = events.flatMap((event) => this.onEvent(event))
    this.heardAt = performance.now()
    if (this.held !== undefined && !events.some(({ type }) => HAPPENINGS.has(type))) {
      this.held.push(...lines)
      return Promise.resolve()
    }
    const all = [...this.held ?? [], ...lines]
    this.held = undefined
    return all.length === 0 ? Promise.resolve() : this.print(all)
  }

  /** The session came to nothing, and why is told by others: what waits is not told, and no end. */
  cancel(): void {
    this.cancelled = this.held !== undefined
  }

  async finish(): Promise<void> {
    clearInterval(this.timer)
    this.options.status?.(undefined)
    const { words } = this.options
    if (this.result === undefined || this.cancelled) return
    const { connections, recording } = this
    const summary: FileSummary = { connections, count: connections.length, ...(recording === undefined ? {} : { recording }) }
    await this.print([...this.held ?? [], ...this.storyteller.finish(), ...outcome(summary, this.result, words)])
  }

  private onEvent(event: SessionEvent): StoryLine[] {
    if (event.type === 'connection') this.connections.push(event)
    if (event.type === 'result') this.result = event
    if (event.type === 'recording') this.recording = event
    this.countdown.apply(event)
    if (event.type === 'progress') this.progress = event
    if (event.type === 'step') this.progress = undefined
    return this.options.endOnly ? [] : this.storyteller.take(event)
  }

  private print(lines: readonly StoryLine[]): Promise<void> {
    return this.options.write(lines.map((line) => `${this.options.paint(line)}\n`).join(''))
  }

  private showCountdown(): void {
    const { progress } = this
    if (progress !== undefined) return this.options.status?.(this.options.words.say('story.progress', { step: progress.step, done: progress.done, total: progress.total }))
    const now = this.countdown.now + (performance.now() - this.heardAt) * 1e6
    this.options.status?.(this.countdown.line(now, this.options.words))
  }
}

/** What a session came to: the connections, and the checks with their evidence. */
export function outcome({ connections, count, recording }: FileSummary, result: SessionResult, words: Words): StoryLine[] {
  const other = recording?.others?.sessions?.[0]
  return [[], ...tellConnections(connections, words, count), [], ...tellResult(result, words), ...(recording === undefined ? [] : tellRecording(recording, words)),
    ...(other === undefined ? [] : [[piece(`    ${words.say('cli.open.other-session', { number: other.number })}`, 'dim')]])]
}

/** For a session that tells nothing. */
export const noPrinter: Printer = { take: () => Promise.resolve(), finish: () => Promise.resolve() }

/** One stream to two places; a batch is taken when both have it. */
export const both = (first: Printer, second: Printer): Printer => ({
  take: async (jsonLines) => void (await Promise.all([first.take(jsonLines), second.take(jsonLines)])),
  finish: async () => void (await Promise.all([first.finish(), second.finish()]))
})
