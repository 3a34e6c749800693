import { open, stat, type FileHandle } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { assertNever } from '../../../shared/base/assert'
import { quoted } from '../../../shared/base/quoted'
import { err, fail, ok, type Failure, type Result } from '../../../shared/base/result'
import { noFileReason } from '../../../shared/base/system-error'
import { DETECT_BYTES, detectFormat, type FileFormat } from '../pcapng/detect'
import type { CaptureItem, CaptureReader } from '../pcapng/items'
import { PcapReader } from '../pcapng/pcap-reader'
import { PcapngReader } from '../pcapng/pcapng-reader'
import { FileFrames } from './file-frames'
import type { FileIdentity } from './file-frames'
import { unreadable } from './unreadable'

/** Bytes read at a time: large enough that the cost of a read does not show, small enough to stay in the processor's cache. */
const CHUNK_BYTES = 1024 * 1024
/** Of a small file: no more room than it needs is made (to clear two megabytes takes longer than to read most recordings), but some for what it grows by meanwhile. */
const LEAST_CHUNK_BYTES = 64 * 1024
/** Room before each chunk for the rest of the one before: longer than any usual block, so that blocks are read where they lie. */
const HEADROOM_BYTES = 64 * 1024

/** Reading ended early: the disk failed, the file is no capture after all, or it was stopped. Always the last item. */
export interface ReadFailed {
  readonly kind: 'failure'
  readonly failure: Failure
}

/** ms between two words about how far reading has come: as often as a person sees a difference. */
const PROGRESS_MS = 40

type Failed = { readonly ok: false; readonly error: Failure }
export type FileItem = CaptureItem | ReadFailed

export interface FileOptions {
  /** Ends reading with a failure `stopped`. */
  readonly signal?: AbortSignal
  /** Bytes read so far, and the file's size: every PROGRESS_MS, and once there is no more. */
  readonly onProgress?: (done: number, total: number) => void
  /** The file is still being written: at its end reading waits for more, until it is stopped, `over`, or the file is cut, replaced or gone (`onLost`). */
  readonly follow?: Following
  /** At the end, when the file is not as long as it was when it was opened: somebody writes to it, or has cut it. All three in bytes. */
  readonly onChanged?: (sizes: { readonly opened: number; readonly read: number; readonly now: number }) => void
}

/** What reading a file that grows needs to know of whoever reads it. */
export interface Following {
  /** Asked at the end of what there is: nothing more will come. */
  readonly over: () => boolean
  /** Whoever writes the file has ended: what there is by now is all. */
  readonly last: () => boolean
  /** The file is not the one any more, or shorter than what was read of it: no more of it can be read. Bytes read. */
  readonly onLost: (read: number) => void
}

/** ms between two looks whether a file that is followed has grown: short enough for a person who watches, and nothing to a processor. */
const LOOK_MS = 200

/**
 * Opens a pcapng or pcap file, told apart by its first bytes (never by its name).
 * @returns `unreadable-file` or `not-a-capture` with the reason; else the file, which must be read to the end or closed
 */
export async function openCaptureFile(path: string, options: FileOptions = {}): Promise<Result<CaptureFile>> {
  try {
    const facts = await stat(path)
    const reason = noFileReason(facts)
    if (reason !== undefined) return fail('unreadable-file', { of: path, ...reason })
    const handle = await open(path, 'r')
    const opened = await begin(path, handle, facts, options)
    if (!opened.ok) await handle.close()
    return opened
  } catch (error) {
    return unreadable(path, error)
  }
}

async function begin(path: string, handle: FileHandle, identity: FileIdentity, options: FileOptions): Promise<Result<CaptureFile>> {
  const head = new Uint8Array(DETECT_BYTES)
  const { bytesRead } = await handle.read(head, 0, DETECT_BYTES, 0)
  const format = detectFormat(head.subarray(0, bytesRead))
  const reader = readerOf(format)
  return reader === undefined ? notACapture(path, format, isText(head.subarray(0, bytesRead))) : ok(new CaptureFile(path, handle, identity, reader, options))
}

function readerOf(format: FileFormat): CaptureReader | undefined {
  return format === 'pcapng' ? new PcapngReader() : format === 'pcap' ? new PcapReader() : undefined
}

/** What reading needs of an open file (node:fs/promises FileHandle). */
export interface OpenFile {
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>
  close(): Promise<void>
}

/** A capture file being read, once, from its beginning. Owns the open file. */
export class CaptureFile {
  /** Where its packets are, for whoever writes them down. */
  readonly frames: FileFrames
  private readonly chunks: ReadAhead

  constructor(
    private readonly path: string, file: OpenFile, private readonly identity: FileIdentity, private readonly reader: CaptureReader, private readonly options: FileOptions
  ) {
    this.chunks = new ReadAhead(file, Math.min(CHUNK_BYTES, Math.max(identity.size, LEAST_CHUNK_BYTES)))
    this.frames = new FileFrames(path, identity, options.follow !== undefined)
  }

  /**
   * Everything in the file, in its order. Packets come in batches, which end where something else stands between them; a batch is valid until
   * the next item is asked for. The file is closed when this ends, also when the caller leaves early.
   */
  async *items(): AsyncGenerator<FileItem, void, undefined> {
    const { reader, options } = this
    let sections = 0
    let told = Number.NEGATIVE_INFINITY
    try {
      for (let more = true; more;) {
        const chunk = await this.chunks.next()
        if (!chunk.ok) return yield { kind: 'failure', failure: unreadable(this.path, chunk.error).error }
        if (chunk.value === undefined && await this.grows()) continue
        // What is torn at the end of a file that was followed may be whole a moment later.
        if (chunk.value === undefined && options.follow !== undefined && options.signal?.aborted === true) return yield { kind: 'failure', failure: stopped(this.path).error }
        more = chunk.value !== undefined
        if (chunk.value === undefined) reader.end()
        else reader.push(chunk.value, HEADROOM_BYTES)
        for (let item = reader.next(); item !== undefined; item = reader.next()) {
          if (item.kind === 'section') sections++
          yield item
          if (options.signal?.aborted === true) return yield { kind: 'failure', failure: stopped(this.path).error }
        }
        const { chunks: { done }, identity: { size } } = this
        const now = performance.now()
        if (done < size && now - told < PROGRESS_MS) continue
        told = now
        options.onProgress?.(done, Math.max(done, size))
      }
      if (options.follow === undefined) await this.tellChange()
      if (sections === 0) yield { kind: 'failure', failure: notACapture(this.path, 'short').error }
    } finally {
      await this.close()
    }
  }

  /** At the end of what there is. @returns whether there is more by now; false when nothing is waited for */
  private async grows(): Promise<boolean> {
    const { path, identity, chunks, options: { follow, signal } } = this
    if (follow === undefined) return false
    const isStopped = (): boolean => signal?.aborted === true
    while (!follow.over() && !isStopped()) {
      // Asked first: what was written before that is there to be seen.
      const last = follow.last()
      const now = await stat(path).catch(() => undefined)
      if (now?.ino !== identity.ino || now.size < chunks.done) {
        follow.onLost(chunks.done)
        return false
      }
      if (now.size > chunks.done) {
        chunks.again()
        return true
      }
      if (last) return false
      await delay(LOOK_MS, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
    }
    return false
  }

  /** A file that is gone from its place was read to its end all the same. */
  private async tellChange(): Promise<void> {
    const now = await stat(this.path).catch(() => undefined)
    if (now?.ino !== this.identity.ino || (now.size === this.identity.size && now.size === this.chunks.done)) return
    this.options.onChanged?.({ opened: this.identity.size, read: this.chunks.done, now: now.size })
  }

  /** Safe to call twice, and after items() has ended. */
  close(): Promise<void> {
    return this.chunks.close()
  }
}

/** Reads a file front to back in chunks, the next one while the last is being worked on. */
class ReadAhead {
  /** Bytes handed out so far. */
  done = 0
  private readonly buffers: readonly [Uint8Array, Uint8Array]
  private turn: 0 | 1 = 0
  private pending: Promise<Result<number, unknown>> | undefined
  private closing: Promise<void> | undefined
  /** Where the next read begins. */
  private position = 0

  /** @param atOnce bytes of a chunk, at most */
  constructor(private readonly file: OpenFile, private readonly atOnce: number) {
    this.buffers = [new Uint8Array(HEADROOM_BYTES + atOnce), new Uint8Array(HEADROOM_BYTES + atOnce)]
  }

  /** @returns the next chunk, with HEADROOM_BYTES free before it, valid until the next call; undefined at the end */
  async next(): Promise<Result<Uint8Array | undefined, unknown>> {
    const read = await (this.pending ?? this.read())
    if (!read.ok) return read
    if (read.value === 0) return ok(undefined)
    const chunk = this.buffers[this.turn].subarray(HEADROOM_BYTES, HEADROOM_BYTES + read.value)
    this.turn = this.turn === 0 ? 1 : 0
    this.done += chunk.length
    this.pending = this.read()
    return ok(chunk)
  }

  /** The file's end was met, and there is more behind it now. */
  again(): void {
    this.pending = undefined
  }

  async close(): Promise<void> {
    this.closing ??= this.end()
    return this.closing
  }

  private async end(): Promise<void> {
    await this.pending
    await this.file.close()
  }

  private async read(): Promise<Result<number, unknown>> {
    try {
      const { bytesRead } = await this.file.read(this.buffers[this.turn], HEADROOM_BYTES, this.atOnce, this.position)
      this.position += bytesRead
      return ok(bytesRead)
    } catch (error) {
      return err(error)
    }
  }
}

const stopped = (path: string): Failed => fail('stopped', { of: path, reason: { kind: 'reading-stopped' } })

const compressed = (path: string, program: string, unpack: string): Failed =>
  fail('not-a-capture', { of: path, reason: { kind: 'compressed', program }, remedy: `${unpack} ${quoted(path)}` })

/** What a file that is no capture seems to be, and how to make one of it. */
function notACapture(path: string, format: FileFormat, text = false): Failed {
  switch (format) {
    case 'empty': return fail('not-a-capture', { of: path, reason: { kind: 'empty' } })
    case 'short': return fail('not-a-capture', { of: path, reason: { kind: 'cut-short' } })
    case 'gzip': return compressed(path, format, 'gunzip --keep')
    case 'zstd': return compressed(path, format, 'zstd -d')
    case 'lz4': return compressed(path, format, 'lz4 -d')
    case 'pcap':
    case 'pcapng':
    case 'unknown': return text
      ? fail('not-a-capture', { of: path, reason: { kind: 'text' } })
      : fail('not-a-capture', { of: path, reason: { kind: 'no-capture' }, remedy: `editcap ${quoted(path)} ${quoted(`${path}.pcapng`)}` })
    default: return assertNever(format, 'file format')
  }
}

/** Printable ASCII and white space alone: no capture of any program begins like that, and none can be made of it. */
const isText = (head: Uint8Array): boolean => head.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d))
