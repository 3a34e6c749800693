import { open, type FileHandle } from 'node:fs/promises'
import { fail, ok, type Failure, type Result } from '../../../shared/base/result'
import { systemReason } from '../../../shared/base/system-error'
import type { Printer } from './printer'

/** The events in a file of their own. A file that exists is refused; when writing fails (a full disk), the rest is taken and thrown away. */
export class EventsFile implements Printer {
  private queue: Promise<void> = Promise.resolve()
  private failure: Failure | undefined

  private constructor(private readonly path: string, private readonly handle: FileHandle) {}

  static async create(path: string): Promise<Result<EventsFile>> {
    try {
      return ok(new EventsFile(path, await open(path, 'wx')))
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      return code === 'EEXIST' ? fail('file-exists', { of: path }) : fail('cannot-write', { said: message })
    }
  }

  /** Why the file is not whole. */
  get lost(): Failure | undefined {
    return this.failure
  }

  take(jsonLines: Uint8Array): Promise<void> {
    this.queue = this.queue.then(() => this.append(jsonLines))
    return this.queue
  }

  async finish(): Promise<void> {
    await this.queue
    await this.handle.close()
  }

  private async append(jsonLines: Uint8Array): Promise<void> {
    if (this.failure !== undefined) return
    try {
      await this.handle.appendFile(jsonLines)
    } catch (error) {
      this.failure = { code: 'cannot-write', of: this.path, said: systemReason(error) }
    }
  }
}
