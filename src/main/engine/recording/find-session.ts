import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { BODY } from '../pcapng/block'
import { BLOCK, BYTE_ORDER_MAGIC, BYTE_ORDER_MAGIC_SWAPPED, MAX_BLOCK_BYTES } from '../pcapng/constants'
import { decodeJournalEntry } from '../pcapng/decode-journal'
import { readJournal } from './read-journal'

const CHUNK_BYTES = 1024 * 1024
/** Type, length, and of a section its byte order. */
const HEAD = 12

/**
 * Where the first session of ours begins in a pcapng file, bytes from its start: of a recording that is at once, of one that another capture was merged in front of it is behind that. Only lengths are looked at
 * on the way (a million packets take about 70 ms).
 * @returns undefined for a file that holds none, that is no pcapng file, or that is damaged before it
 */
export async function findSession(path: string): Promise<number | undefined> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, 'r')
    return await walk(new Window(handle))
  } catch {
    // Whoever opens the file says why it cannot be read.
    return undefined
  } finally {
    await handle?.close()
  }
}

async function walk(window: Window): Promise<number | undefined> {
  let little = true
  for (let at = 0; ;) {
    // Nothing is waited for and no object is made where the bytes are at hand: for each of a million blocks that would take longer than reading them.
    if (!window.has(at, HEAD) && !(await window.load(at, HEAD))) return undefined
    const type = window.u32(at, little)
    if (type === BLOCK.sectionHeader) {
      const magic = window.u32(at + 8, true)
      if (magic !== BYTE_ORDER_MAGIC && magic !== BYTE_ORDER_MAGIC_SWAPPED) return undefined
      little = magic === BYTE_ORDER_MAGIC
    } else if (at === 0) return undefined
    const length = window.u32(at + 4, little)
    if (length < HEAD || length % 4 !== 0 || length > MAX_BLOCK_BYTES) return undefined
    if (type === BLOCK.journal) {
      if (!window.has(at, length) && !(await window.load(at, length))) return undefined
      if (beginsSession(window.bytes(at, length))) return at
    }
    at += length
  }
}

function beginsSession(block: Uint8Array): boolean {
  const reading = readJournal(decodeJournalEntry(block.subarray(BODY, block.length - 4)).fields)
  return reading.kind === 'event' && reading.event.type === 'session'
}

/** A part of the file in memory that moves along. Places are bytes from the start of the file. */
class Window {
  private chunk = new Uint8Array(CHUNK_BYTES)
  private view = new DataView(this.chunk.buffer)
  private from = 0
  private end = 0

  constructor(private readonly handle: FileHandle) {}

  has(at: number, length: number): boolean {
    return at >= this.from && at + length <= this.end
  }

  /** @returns false when the file ends before */
  async load(at: number, length: number): Promise<boolean> {
    if (length > this.chunk.length) {
      this.chunk = new Uint8Array(length)
      this.view = new DataView(this.chunk.buffer)
    }
    this.from = at
    this.end = at + (await this.handle.read(this.chunk, 0, this.chunk.length, at)).bytesRead
    return this.has(at, length)
  }

  u32(at: number, little: boolean): number {
    return this.view.getUint32(at - this.from, little)
  }

  /** A view, valid until something else is loaded. */
  bytes(at: number, length: number): Uint8Array {
    return this.chunk.subarray(at - this.from, at - this.from + length)
  }
}
