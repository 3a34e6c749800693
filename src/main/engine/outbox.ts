import { FLOW } from '../../shared/ipc/engine'
import { LineBytes } from './line-bytes'

/** Where events are gathered until a frame of them is sent. */
export interface Gathering {
  /** Events that wait. */
  readonly count: number
  /** As much as goes into one frame. */
  readonly full: boolean
  push(json: string): void
  /** What has been gathered; the caller's, until it gives it back. Nothing is left. */
  take(): Uint8Array
  giveBack(taken: Uint8Array): void
}

/**
 * Session events on their way to the shell, gathered for one frame interval, at most FLOW.window frames and FLOW.windowSize bytes unacknowledged.
 * A slow shell makes the queue grow, never the capture late: `pressure` lets a reader of files wait, `backlog` tells how many events wait.
 */
export class Outbox {
  /** Lengths of the frames that are not acknowledged, oldest first, and their sum. */
  private readonly unacknowledged: number[] = []
  private inFlight = 0
  private timer: NodeJS.Timeout | undefined
  private readonly sealed: { readonly bytes: Uint8Array; readonly events: number }[] = []
  private sealedEvents = 0
  private waiting: (() => void)[] = []

  /** @param deliver gets what was gathered, by default JSON Lines in UTF-8, and says when it does not need these bytes any more */
  constructor(private readonly deliver: (bytes: Uint8Array, written: () => void) => void, private readonly gathering: Gathering = new LineBytes()) {}

  /** @param json an event's text */
  push(json: string): void {
    this.gathering.push(json)
    this.added()
  }

  /** Something has been put where events are gathered. */
  added(): void {
    if (this.gathering.full) this.seal()
    this.timer ??= setTimeout(() => this.flush(), FLOW.frameMs)
  }

  /** Sends what there is, as far as the shell has room for it. */
  flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.seal()
    this.send()
  }

  acknowledge(frames: number): void {
    for (const length of this.unacknowledged.splice(0, frames)) this.inFlight -= length
    if (this.sealed.length > 0) this.send()
  }

  /** Events not yet sent. */
  get backlog(): number {
    return this.sealedEvents + this.gathering.count
  }

  /** Resolves at once while the shell keeps up, else when it has caught up: for readers that can wait. */
  pressure(): Promise<void> {
    if (this.sealed.length > 0) this.send()
    if (this.sealed.length === 0) return Promise.resolve()
    return new Promise((resolve) => this.waiting.push(resolve))
  }

  /** Whoever waits for the shell to catch up waits no longer. */
  release(): void {
    this.waiting.splice(0).forEach((resume) => resume())
  }

  /** What is full, and no more: what a reader of files has not filled yet will be, in a moment. */
  private send(): void {
    while (this.unacknowledged.length < FLOW.window && this.inFlight < FLOW.windowSize) {
      const frame = this.sealed.shift()
      if (!frame) break
      this.sealedEvents -= frame.events
      this.unacknowledged.push(frame.bytes.length)
      this.inFlight += frame.bytes.length
      this.deliver(frame.bytes, () => this.gathering.giveBack(frame.bytes))
    }
    if (this.sealed.length === 0) this.release()
  }

  private seal(): void {
    const events = this.gathering.count
    if (events === 0) return
    this.sealed.push({ bytes: this.gathering.take(), events })
    this.sealedEvents += events
  }
}
