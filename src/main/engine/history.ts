import { fail, ok } from '../../shared/base/result'
import type { Result } from '../../shared/base/result'
import type { SessionEvent } from '../../shared/model/events'
import type { EventStream } from './stream'

/** What an experiment's run has told so far, and what it is waiting for. Kept only while an experiment runs: its events are few. */
export class History {
  private readonly told: SessionEvent[] = []
  readonly end: () => void

  constructor(private readonly stream: EventStream) {
    this.end = stream.listen((event) => this.told.push(event))
  }

  /**
   * The first event that passes the test: those told already come first, in order, each exactly once.
   * @throws the signal's reason when it is aborted first
   */
  waitFor(test: (event: SessionEvent) => boolean, limitMs: number, signal: AbortSignal): Promise<Result<SessionEvent>> {
    signal.throwIfAborted()
    const found = this.told.find(test)
    if (found !== undefined) return Promise.resolve(ok(found))
    return new Promise((resolve, reject) => {
      const settle = (how: () => void): void => {
        unlisten()
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        how()
      }
      const abort = (): void => settle(() => reject(signal.reason))
      const unlisten = this.stream.listen((event) => {
        if (test(event)) settle(() => resolve(ok(event)))
      })
      const timer = setTimeout(() => settle(() => resolve(fail('step-failed', `nothing of the kind within ${limitMs} ms`))), limitMs)
      signal.addEventListener('abort', abort, { once: true })
    })
  }
}
