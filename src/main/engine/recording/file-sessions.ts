import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import type { SessionHeader } from '../../../shared/model/events'
import { BODY } from '../pcapng/block'
import { BLOCK, BYTE_ORDER_MAGIC, BYTE_ORDER_MAGIC_SWAPPED, MAX_BLOCK_BYTES } from '../pcapng/constants'
import { decodeJournalEntry } from '../pcapng/decode-journal'
import { notAFile } from './file-failure'
import { sessionBegunBy } from './read-journal'
import { StampOrder } from './stamp-order'

/** Bytes at hand at a time, of a file that has so many. */
const CHUNK_BYTES = 1024 * 1024
const LEAST_CHUNK_BYTES = 4 * 1024
/** Bytes of a piece in which the mark is looked for, and how many are read beside each other. */
const PIECE_BYTES = 1024 * 1024
const PIECES = 4
/** Type, length, and of a section its byte order. */
const HEAD = 12
/** Sessions of one file that are told apart. */
const MOST_SESSIONS = 1_000
/** Stands in every entry that begins a session, as it is written (journal.ts, base/json-text). Long, because what is looked for is looked for at every so many bytes. */
const MARK = Buffer.from('TWLAB_EVENT={"type":"session","at":0,"startedAt":"')
/** Bytes of one piece that stand in front of the next one: the mark may lie across both. */
const KEPT = MARK.length - 1

/** What looking for the mark needs of an open file (node:fs/promises FileHandle). */
interface OpenFile {
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>
}

export interface SessionPlace {
  /** Where its first entry begins, bytes from the start of the file. */
  readonly at: number
  readonly header: SessionHeader
}

export interface FileSessions {
  /** In the order of the file. */
  readonly sessions: readonly SessionPlace[]
  /** From the first session on nothing stands behind anything later: a recorder puts an entry, which has whole microseconds, behind its packet. Another program has sorted the file. */
  readonly sorted: boolean
}

/**
 * The sessions of ours in a pcapng file: of a recording there is one, at once; of one that another capture was merged in front of it is behind that; of several recordings that were merged there are more.
 * Where the bytes of such an entry stand nowhere, no block is looked at: a foreign capture of a million is read through in about 30 ms. Else blocks are, up to the first damage.
 */
export async function fileSessions(path: string): Promise<FileSessions> {
  let handle: FileHandle | undefined
  const found: SessionPlace[] = []
  const order = new StampOrder()
  try {
    if ((await notAFile(path)) !== undefined) return { sessions: [], sorted: false }
    handle = await open(path, 'r')
    const { size } = await handle.stat()
    if (await isMarked(handle, size)) await walk(new Window(handle, Math.min(CHUNK_BYTES, Math.max(size, LEAST_CHUNK_BYTES))), found, order)
  } catch {
    // Whoever opens the file says why it cannot be read.
  } finally {
    await handle?.close()
  }
  return { sessions: found, sorted: found.length > 0 && order.sorted }
}

/**
 * Whether it is a pcapng file in which the mark stands somewhere. Several pieces are read beside each other: a thread that reads one and then sleeps until it is asked for the next takes twice as long.
 * @param size of the file, bytes
 */
export async function isMarked(handle: OpenFile, size: number): Promise<boolean> {
  const room = Math.min(PIECE_BYTES, Math.max(size, LEAST_CHUNK_BYTES))
  const pieces = Array.from({ length: Math.min(PIECES, Math.ceil(size / room)) }, () => Buffer.alloc(KEPT + room))
  const read = (piece: Buffer, number: number): Promise<{ readonly bytesRead: number }> => {
    const reading = handle.read(piece, KEPT, room, number * room)
    // One may fail while an earlier one is waited for; it is told when its turn comes.
    reading.catch(() => undefined)
    return reading
  }
  const reads = pieces.map(read)
  try {
    for (let number = 0; ; number++) {
      const turn = number % pieces.length
      const [piece, reading, next] = [pieces[turn], reads[turn], pieces[(number + 1) % pieces.length]]
      if (piece === undefined || reading === undefined || next === undefined) return false
      const { bytesRead } = await reading
      if (number === 0 && (bytesRead < HEAD || piece.readUInt32LE(KEPT) !== BLOCK.sectionHeader)) return false
      if (piece.subarray(0, KEPT + bytesRead).includes(MARK)) return true
      if (bytesRead < room) return false
      piece.copy(next, 0, room)
      reads[turn] = read(piece, number + pieces.length)
    }
  } finally {
    await Promise.allSettled(reads)
  }
}

async function walk(window: Window, found: SessionPlace[], order: StampOrder): Promise<void> {
  let little = true
  for (let at = 0; ;) {
    // Nothing is waited for and no object is made where the bytes are at hand: for each of a million blocks that would take longer than reading them.
    if (!window.has(at, HEAD) && !(await window.load(at, HEAD))) return
    const type = window.u32(at, little)
    if (type === BLOCK.sectionHeader) {
      const magic = window.u32(at + 8, true)
      if (magic !== BYTE_ORDER_MAGIC && magic !== BYTE_ORDER_MAGIC_SWAPPED) return
      little = magic === BYTE_ORDER_MAGIC
    } else if (at === 0) return
    const length = window.u32(at + 4, little)
    if (length < HEAD || length % 4 !== 0 || length > MAX_BLOCK_BYTES) return
    if (type === BLOCK.journal || order.sorted) {
      if (!window.has(at, length) && !(await window.load(at, length))) return
      if (order.sorted) order.take(type, window.bytes(at, length), little, found.length > 0)
      const header = type === BLOCK.journal && window.marked(at, length) ? headerIn(window.bytes(at, length)) : undefined
      if (header !== undefined) found.push({ at, header })
      if (found.length >= MOST_SESSIONS) return
    }
    at += length
  }
}

const headerIn = (block: Uint8Array): SessionHeader | undefined => sessionBegunBy(decodeJournalEntry(block.subarray(BODY, block.length - 4)).fields)

/** A part of the file in memory that moves along. Places are bytes from the start of the file. */
class Window {
  private chunk: Buffer
  private view: DataView
  private from = 0
  private end = 0
  /** Where the mark is found next, looked for at once in all that is loaded. */
  private mark = -1

  /** @param room bytes, for a start */
  constructor(private readonly handle: FileHandle, room: number) {
    this.chunk = Buffer.alloc(room)
    this.view = new DataView(this.chunk.buffer, this.chunk.byteOffset, this.chunk.length)
  }

  has(at: number, length: number): boolean {
    return at >= this.from && at + length <= this.end
  }

  /** @returns false when the file ends before */
  async load(at: number, length: number): Promise<boolean> {
    if (length > this.chunk.length) {
      this.chunk = Buffer.alloc(length)
      this.view = new DataView(this.chunk.buffer, this.chunk.byteOffset, this.chunk.length)
    }
    this.from = at
    this.end = at + (await this.handle.read(this.chunk, 0, this.chunk.length, at)).bytesRead
    this.mark = this.markFrom(at)
    return this.has(at, length)
  }

  u32(at: number, little: boolean): number {
    return this.view.getUint32(at - this.from, little)
  }

  /** A view, valid until something else is loaded. */
  bytes(at: number, length: number): Uint8Array {
    return this.chunk.subarray(at - this.from, at - this.from + length)
  }

  /** Whether the mark stands in these bytes, which are loaded. */
  marked(at: number, length: number): boolean {
    if (this.mark < at) this.mark = this.markFrom(at)
    return this.mark < at + length
  }

  private markFrom(at: number): number {
    const found = this.chunk.subarray(0, this.end - this.from).indexOf(MARK, at - this.from)
    return found < 0 ? Infinity : this.from + found
  }
}
