import { closeSync, fsyncSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { fail, ok, type Failure, type Result } from '../../../../shared/base/result'
import { errorCode } from '../../../../shared/base/system-error'
import { fileFailure } from '../file-failure'

const BUFFER_BYTES = 1024 * 1024

/** A file that is written from its beginning to its end, or not at all. */
export class BlockFile {
  bytes = 0
  private readonly buffer = new Uint8Array(BUFFER_BYTES)
  private used = 0
  private failure: Failure | undefined

  private constructor(private readonly path: string, private readonly fd: number) {}

  /** @returns file-exists or cannot-write */
  static create(path: string): Result<BlockFile> {
    try {
      return ok(new BlockFile(path, openSync(path, 'wx', 0o644)))
    } catch (error) {
      return errorCode(error) === 'EEXIST' ? fail('file-exists', { of: path }) : fileFailure('cannot-write', path, error)
    }
  }

  /** Why it is not whole: nothing more is written then. */
  get broken(): Failure | undefined {
    return this.failure
  }

  add(block: Uint8Array): void {
    if (this.used + block.length > this.buffer.length) this.flush()
    if (block.length > this.buffer.length) return this.put(block)
    this.buffer.set(block, this.used)
    this.used += block.length
  }

  /** Everything is on the disk. @returns cannot-write, and then the file is gone */
  finish(): Result<null> {
    this.flush()
    if (this.failure === undefined) {
      try {
        fsyncSync(this.fd)
      } catch (error) {
        this.failure = fileFailure('cannot-write', this.path, error).error
      }
    }
    if (this.failure !== undefined) {
      this.abandon()
      return { ok: false, error: this.failure }
    }
    closeSync(this.fd)
    return ok(null)
  }

  abandon(): void {
    closeSync(this.fd)
    unlinkSync(this.path)
  }

  private flush(): void {
    if (this.used > 0) this.put(this.buffer.subarray(0, this.used))
    this.used = 0
  }

  private put(bytes: Uint8Array): void {
    if (this.failure !== undefined) return
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(this.fd, bytes, done, bytes.length - done)
      this.bytes += bytes.length
    } catch (error) {
      this.failure = fileFailure('cannot-write', this.path, error).error
    }
  }
}

