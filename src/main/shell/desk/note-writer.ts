import { assert } from '../../../shared/base/assert'
import { fail, ok, type Result } from '../../../shared/base/result'
import type { CaptureNamed } from '../../../shared/ipc/capture-named'
import type { NoteChange } from '../../../shared/ipc/notes'
import type { NoteAdded } from '../../../shared/model/events'
import type { EngineProcess } from '../../engine-host'

interface Waiting {
  readonly change: NoteChange
  readonly answer: (result: Result<NoteAdded>) => void
}

export interface NoteWriterOptions {
  /** Where the recording is now; undefined when there is none any more. */
  readonly capture: () => CaptureNamed | undefined
  /** An engine to write with, and what is to be done with it afterwards. */
  readonly engine: () => Promise<Result<Pick<EngineProcess, 'call'> & { readonly dispose: () => Promise<unknown> }>>
  readonly tell: (notes: readonly NoteAdded[]) => void
}

/**
 * Writes notes into a file that nobody records into any more. What is asked for while one is under way is written together, so that
 * a large file is not written anew for each of ten notes.
 */
export class NoteWriter {
  private waiting: Waiting[] = []
  private writing: Promise<void> | undefined

  constructor(private readonly options: NoteWriterOptions) {}

  change(change: NoteChange): Promise<Result<NoteAdded>> {
    return new Promise((answer) => {
      this.waiting.push({ change, answer })
      this.writing ??= this.work()
    })
  }

  /** Fulfilled when everything asked for has been written. */
  async written(): Promise<void> {
    await this.writing
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) await this.write(this.waiting.splice(0))
    this.writing = undefined
  }

  private async write(all: readonly Waiting[]): Promise<void> {
    const outcome = await this.changed(all.map(({ change }) => change))
    // One that cannot be done must not take the others with it.
    if (!outcome.ok && all.length > 1) {
      for (const one of all) await this.write([one])
      return
    }
    if (outcome.ok) this.options.tell(outcome.value)
    all.forEach(({ answer }, i) => {
      if (!outcome.ok) return answer(outcome)
      const note = outcome.value[i]
      assert(note !== undefined, 'each change has its note')
      answer(ok(note))
    })
  }

  private async changed(changes: readonly NoteChange[]): Promise<Result<readonly NoteAdded[]>> {
    const capture = this.options.capture()
    if (capture === undefined) return fail('no-session', { reason: { kind: 'recording-gone' } })
    const engine = await this.options.engine()
    if (!engine.ok) return engine
    try {
      const changed = await engine.value.call((remote) => remote.changeNotes({ ...capture, changes }))
      return changed.ok ? ok(changed.value.told) : changed
    } finally {
      await engine.value.dispose()
    }
  }
}
