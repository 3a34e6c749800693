import { mkdtemp, open, rm, statfs } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inMebibytes } from '../../../shared/base/brand'
import { fail, ok, type Result } from '../../../shared/base/result'
import { OfferedFiles } from '../desk/offered-files'

export interface UploadLimits {
  /** Bytes of one capture. */
  readonly bytes: number
  /** Bytes of disk that stay free whatever is uploaded. */
  readonly reserve: number
  /** Uploads kept; the oldest goes. */
  readonly files: number
  /** ms without a byte before an upload is given up. */
  readonly idleMs: number
}

export const UPLOAD_LIMITS: UploadLimits = { bytes: 2 * 1024 ** 3, reserve: 512 * 1024 ** 2, files: 8, idleMs: 60_000 }

/** Captures brought by a browser: in a private folder (mode 0700) that is made for the first one and ends with the shell. */
export class Uploads {
  readonly files: OfferedFiles
  private count = 0
  private readonly removals = new Set<Promise<void>>()
  private folder: Promise<string> | undefined

  constructor(private readonly limits: UploadLimits) {
    this.files = new OfferedFiles(limits.files, ({ path, copy }) => {
      // A capture of the person's own is offered here too, and stays where it is.
      if (copy === true) this.remove(path)
    })
  }

  /**
   * Streams the body into a file.
   * @returns its token. Whatever fails leaves no file, and the rest of the body unread: the caller answers, then lets it pass.
   */
  async receive(request: IncomingMessage, name: string): Promise<Result<{ readonly token: string; readonly name: string }>> {
    const folder = await this.place().catch(() => undefined)
    if (folder === undefined) return fail('cannot-write', { reason: { kind: 'no-folder-in', folder: tmpdir() } })
    const room = await this.room(folder)
    if (Number(request.headers['content-length'] ?? 0) > room.bytes) return tooLarge(room)
    const path = join(folder, `${++this.count}.capture`)
    request.setTimeout(this.limits.idleMs, () => request.destroy(new Error(`nothing came for ${this.limits.idleMs / 1000} s`)))
    const written = await writeBody(request, path, room.bytes).catch((error: unknown) => error)
    if (written === 'whole') return ok({ token: this.files.offer({ path, name, copy: true }), name })
    await rm(path, { force: true })
    return written === 'too-large' ? tooLarge(room) : fail('cannot-write', { reason: { kind: 'upload-ended-early' }, said: written instanceof Error ? written.message : String(written) })
  }

  async close(): Promise<void> {
    await Promise.all(this.removals)
    const folder = await this.folder?.catch(() => undefined)
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }

  private place(): Promise<string> {
    this.folder ??= mkdtemp(join(tmpdir(), 'timewait-lab-')).catch((error: unknown) => {
      // The next upload tries again: a disk that was full may have room by then.
      this.folder = undefined
      throw error
    })
    return this.folder
  }

  private async room(folder: string): Promise<Room> {
    const { bavail, bsize } = await statfs(folder)
    const free = Math.max(0, bavail * bsize - this.limits.reserve)
    return { bytes: Math.min(free, this.limits.bytes), disk: free < this.limits.bytes }
  }

  private remove(path: string): void {
    const removal = rm(path, { force: true }).finally(() => this.removals.delete(removal))
    this.removals.add(removal)
  }
}

interface Room {
  readonly bytes: number
  /** The disk sets the limit. */
  readonly disk: boolean
}

async function writeBody(request: IncomingMessage, path: string, limit: number): Promise<'whole' | 'too-large'> {
  const file = await open(path, 'wx', 0o600)
  try {
    let bytes = 0
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      const piece = chunk as Uint8Array
      bytes += piece.length
      if (bytes > limit) return 'too-large'
      await file.write(piece)
    }
    return 'whole'
  } finally {
    await file.close()
  }
}

const tooLarge = ({ bytes, disk }: Room): Result<never> => {
  const limit = inMebibytes(Math.floor(bytes / 1024 ** 2))
  return disk ? fail('cannot-write', { reason: { kind: 'no-room', mebibytes: limit, folder: tmpdir() } }) : fail('unreadable-file', { reason: { kind: 'upload-too-large', mebibytes: limit } })
}
