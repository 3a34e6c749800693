import { Buffer } from 'node:buffer'
import type { LabNotifications } from '../../../shared/ipc/lab'

/**
 * Event batches on their way to one window. A batch counts as taken when the window acknowledges it; only then is the engine told so, and the engine
 * sends at most FLOW.window batches ahead: a slow window makes the engine's own queue wait, and nothing else.
 */
export class BatchFlow {
  private readonly untaken: (() => void)[] = []
  private released = false

  constructor(private readonly window: Pick<LabNotifications, 'events' | 'batch'>) {}

  /** Passes a batch on unread. @returns fulfilled when the window has taken it */
  send(session: number, jsonLines: Uint8Array): Promise<void> {
    return this.sent(() => this.window.events(session, Buffer.from(jsonLines.buffer, jsonLines.byteOffset, jsonLines.byteLength).toString()))
  }

  /** The same for a batch in columns. */
  sendBatch(session: number, batch: Uint8Array): Promise<void> {
    return this.sent(() => this.window.batch(session, batch))
  }

  /** The window has taken so many more, in the order they were sent, of whichever session. */
  acknowledge(batches: number): void {
    this.untaken.splice(0, batches).forEach((taken) => taken())
  }

  private sent(send: () => void): Promise<void> {
    if (this.released) return Promise.resolve()
    send()
    return new Promise((resolve) => this.untaken.push(resolve))
  }

  /** The window is gone: what comes is taken and thrown away. */
  release(): void {
    this.released = true
    this.acknowledge(this.untaken.length)
  }
}
