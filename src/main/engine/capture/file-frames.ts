import { open, stat } from 'node:fs/promises'
import { countWhile } from '../../../shared/base/count-while'
import { fail, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import type { PacketColumns } from '../pcapng/packet-columns'
import { unreadable } from './unreadable'

/** Frames that are made room for at a time: 2^14, 14 bytes each. In one piece, so large that the system hands out its pages when they are written to: a small file takes no more than it needs. */
const CHUNK_BITS = 14
const CHUNK = 1 << CHUNK_BITS
const FRAME_BYTES = 14
/** Frames of a batch whose columns are moved as they are; of fewer, or where others stand between them, one number after the other is. */
const WORTH_MOVING = 64
/** Bytes of a frame that are handed out: the largest IP packet's. */
const MOST_BYTES = 65_535

interface Chunk {
  /** From the position of the frame's batch. */
  readonly offsets: Uint32Array
  readonly captured: Uint32Array
  readonly lengths: Uint32Array
  readonly linkTypes: Uint16Array
}

/** One frame of a capture file. */
export interface FileFrame {
  readonly bytes: Uint8Array
  /** Bytes it had on the wire. */
  readonly length: number
  readonly linkType: number
}

/** What tells whether a file is still the one that was read. */
export interface FileIdentity {
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
}

/** A stretch of a file that was given another length: of so many bytes more, or less. */
export interface Moved {
  readonly offset: number
  readonly length: number
  readonly grown: number
}

/**
 * Where the packets of a capture file are, 14 bytes each, written down while it is read: their bytes stay in the file, and are read when somebody asks for them.
 * The file is opened anew each time, so that nothing holds on to it; one that has changed since is not read from.
 */
export class FileFrames {
  private readonly chunks: Chunk[] = []
  private count = 0
  /** Of each batch: its first frame, and where in the file its offsets count from. */
  private readonly firsts: number[] = []
  private readonly positions: number[] = []
  /** Rewritings of the file since, in order. */
  private readonly moves: (readonly Moved[])[] = []

  /** @param grows somebody writes to the file, at its end: what was read of it stays where it is */
  constructor(private readonly path: string, private identity: FileIdentity, private readonly grows = false) {}

  /** The next packets: those frames of a batch that are segments, by index. */
  add(batch: PacketColumns, isSegment: Uint8Array): void {
    const { count, position } = batch
    this.firsts.push(this.count)
    this.positions.push(position)
    if (count >= WORTH_MOVING && !isSegment.subarray(0, count).includes(0)) return this.addAll(batch)
    for (let i = 0; i < count; i++) if (isSegment[i] === 1) this.addOne(batch, i)
  }

  private addOne({ offsets, capturedLengths, lengths, linkTypes }: PacketColumns, row: number): void {
    const chunk = this.chunkOfNext()
    const at = this.count++ & (CHUNK - 1)
    chunk.offsets[at] = offsets[row] ?? 0
    chunk.captured[at] = capturedLengths[row] ?? 0
    chunk.lengths[at] = lengths[row] ?? 0
    chunk.linkTypes[at] = linkTypes[row] ?? 0
  }

  private addAll({ count, offsets, capturedLengths, lengths, linkTypes }: PacketColumns): void {
    for (let row = 0; row < count;) {
      const chunk = this.chunkOfNext()
      const at = this.count & (CHUNK - 1)
      const end = Math.min(count, row + CHUNK - at)
      chunk.offsets.set(offsets.subarray(row, end), at)
      chunk.captured.set(capturedLengths.subarray(row, end), at)
      chunk.lengths.set(lengths.subarray(row, end), at)
      chunk.linkTypes.set(linkTypes.subarray(row, end), at)
      this.count += end - row
      row = end
    }
  }

  private chunkOfNext(): Chunk {
    const known = this.chunks[this.count >> CHUNK_BITS]
    if (known !== undefined) return known
    const added = emptyChunk()
    this.chunks.push(added)
    return added
  }

  /** A file has been written anew by ourselves; when it is this one, frames have moved behind these stretches. */
  async rewritten(path: string, moves: readonly Moved[]): Promise<void> {
    if (path !== this.path) return
    this.moves.push(moves)
    this.identity = await stat(path).catch(() => this.identity)
  }

  /** @param n the packet's number, from 1. @returns `no-session` for a number that no packet has, `unreadable-file` when the file has changed or is gone */
  async read(n: number): Promise<Result<FileFrame>> {
    const index = n - 1
    const chunk = index >= 0 && index < this.count ? this.chunks[index >> CHUNK_BITS] : undefined
    if (chunk === undefined) return fail('no-session', { reason: { kind: 'packet-absent', packet: n } })
    const at = index & (CHUNK - 1)
    const batch = countWhile(this.firsts.length, (which) => (this.firsts[which] ?? 0) <= index) - 1
    const offset = (this.positions[batch] ?? 0) + (chunk.offsets[at] ?? 0)
    const bytes = await this.bytesAt(this.moves.reduce(shifted, offset), Math.min(chunk.captured[at] ?? 0, MOST_BYTES))
    return bytes.ok ? ok({ bytes: bytes.value, length: chunk.lengths[at] ?? 0, linkType: chunk.linkTypes[at] ?? 0 }) : bytes
  }

  private async bytesAt(offset: number, length: number): Promise<Result<Uint8Array>> {
    const { path, identity } = this
    try {
      const facts = await stat(path)
      const isSame = this.grows ? facts.size >= offset + length : facts.size === identity.size && facts.mtimeMs === identity.mtimeMs
      if (facts.ino !== identity.ino || !isSame) return fail('unreadable-file', { of: path, reason: { kind: 'changed-since-opened' } })
      const file = await open(path, 'r')
      try {
        const bytes = new Uint8Array(length)
        const { bytesRead } = await file.read(bytes, 0, length, offset)
        return ok(bytes.subarray(0, bytesRead))
      } finally {
        await file.close()
      }
    } catch (error) {
      return unreadable(path, error)
    }
  }
}

/** Where a frame is after a rewriting: of its own block nothing before the frame has changed. */
const shifted = (offset: number, moves: readonly Moved[]): number =>
  offset + moves.reduce((sum, move) => (move.offset + move.length <= offset ? sum + move.grown : sum), 0)

function emptyChunk(): Chunk {
  const room = new ArrayBuffer(FRAME_BYTES * CHUNK)
  return {
    offsets: new Uint32Array(room, 0, CHUNK), captured: new Uint32Array(room, 4 * CHUNK, CHUNK), lengths: new Uint32Array(room, 8 * CHUNK, CHUNK), linkTypes: new Uint16Array(room, 12 * CHUNK, CHUNK)
  }
}
