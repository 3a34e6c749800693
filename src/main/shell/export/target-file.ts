import { randomUUID } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { link, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { quoted } from '../../../shared/base/quoted'
import { fail, ok, type Failure, type Result } from '../../../shared/base/result'
import { errorCode, errorWords, systemReason } from '../../../shared/base/system-error'

/**
 * A file under a name that is not its own yet: whoever looks for it finds it whole or not at all. `commit` gives it its name, `abandon` takes it away.
 */
export class TargetFile {
  readonly temporary: string

  private constructor(readonly path: string, private readonly force: boolean) {
    this.temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.part`)
  }

  /** @returns file-exists, unless it may be written over; cannot-write, where the folder is not there */
  static at(path: string, force: boolean): Result<TargetFile> {
    const folder = dirname(path)
    if (existsSync(path) && statSync(path).isDirectory()) return fail('cannot-write', { of: path, said: errorWords('EISDIR') })
    if (existsSync(path) && !force) return fail('file-exists', { of: path, remedy: '--force' })
    if (!existsSync(folder)) return fail('cannot-write', { of: folder, said: errorWords('ENOTDIR'), remedy: `mkdir -p ${quoted(folder)}` })
    return ok(new TargetFile(path, force))
  }

  /** What was written under `temporary` gets its name. An existing file is replaced only when that was asked for, however late it appeared. */
  async commit(): Promise<Result<null>> {
    try {
      if (this.force) await rename(this.temporary, this.path)
      else {
        await link(this.temporary, this.path)
        await rm(this.temporary)
      }
      return ok(null)
    } catch (error) {
      await this.abandon()
      return errorCode(error) === 'EEXIST' ? fail('file-exists', { of: this.path, remedy: '--force' }) : cannotWrite(this.path, error)
    }
  }

  async abandon(): Promise<void> {
    await rm(this.temporary, { force: true })
  }
}

/** Text into a target, piece by piece. A write that fails is told once, at the end; nothing is left behind then. */
export class TextFile {
  private readonly pieces: string[] = []
  private waiting = 0
  private turn: Promise<void> = Promise.resolve()
  private failure: Failure | undefined

  private constructor(private readonly target: TargetFile, private readonly handle: FileHandle) {}

  static async create(target: TargetFile): Promise<Result<TextFile>> {
    try {
      return ok(new TextFile(target, await open(target.temporary, 'wx', 0o644)))
    } catch (error) {
      return cannotWrite(target.path, error)
    }
  }

  /** Fulfilled when so little waits that more may come. */
  write(piece: string | Uint8Array): Promise<void> {
    if (typeof piece !== 'string') {
      void this.flush()
      return this.put(piece)
    }
    if (piece === '') return Promise.resolve()
    this.pieces.push(piece)
    this.waiting += piece.length
    return this.waiting < FLUSH_AT ? Promise.resolve() : this.flush()
  }

  async commit(): Promise<Result<number>> {
    await this.flush()
    let bytes = 0
    try {
      await this.handle.sync()
      bytes = (await this.handle.stat()).size
    } catch (error) {
      this.failure ??= cannotWrite(this.target.path, error).error
    }
    await this.handle.close()
    if (this.failure !== undefined) {
      await this.target.abandon()
      return { ok: false, error: this.failure }
    }
    const named = await this.target.commit()
    return named.ok ? ok(bytes) : named
  }

  async abandon(): Promise<void> {
    await this.turn
    await this.handle.close()
    await this.target.abandon()
  }

  private flush(): Promise<void> {
    const text = this.pieces.splice(0).join('')
    this.waiting = 0
    return this.put(text)
  }

  private put(data: string | Uint8Array): Promise<void> {
    this.turn = this.turn.then(async () => {
      if (this.failure !== undefined || data.length === 0) return
      try {
        await this.handle.appendFile(data)
      } catch (error) {
        this.failure = cannotWrite(this.target.path, error).error
      }
    })
    return this.turn
  }
}

/** Characters gathered for one write. */
const FLUSH_AT = 256 * 1024

/** @throws what is not an error of the operating system: a bug */
export const cannotWrite = (path: string, error: unknown): { readonly ok: false; readonly error: Failure } => fail('cannot-write', { of: path, said: systemReason(error) })

/** A file that is at hand as a whole. @returns its bytes */
export async function writeWhole(target: TargetFile, data: string | Uint8Array): Promise<Result<number>> {
  const file = await TextFile.create(target)
  if (!file.ok) return file
  await file.value.write(data)
  return file.value.commit()
}
