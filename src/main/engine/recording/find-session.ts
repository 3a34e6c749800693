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
 * on the way (a million packets take 30 ms).
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
    // Nothing is waited for where the bytes are at hand: a promise for each of a million blocks would take longer than reading them.
    const head = window.held(at, HEAD) ?? (await window.read(at, HEAD))
    if (head === undefined) return undefined
    const view = new DataView(head.buffer, head.byteOffset, head.length)
    const type = view.getUint32(0, little)
    if (type === BLOCK.sectionHeader) {
      const magic = view.getUint32(8, true)
      if (magic !== BYTE_ORDER_MAGIC && magic !== BYTE_ORDER_MAGIC_SWAPPED) return undefined
      little = magic === BYTE_ORDER_MAGIC
    } else if (at === 0) return undefined
    const length = view.getUint32(4, little)
    if (length < HEAD || length % 4 !== 0 || length > MAX_BLOCK_BYTES) return undefined
    if (type === BLOCK.journal && beginsSession(window.held(at, length) ?? (await window.read(at, length)))) return at
    at += length
  }
}

function beginsSession(block: Uint8Array | undefined): boolean {
  if (block === undefined) return false
  const reading = readJournal(decodeJournalEntry(block.subarray(BODY, block.length - 4)).fields)
  return reading.kind === 'event' && reading.event.type === 'session'
}

/** A part of the file in memory that moves along. */
class Window {
  private chunk = new Uint8Array(CHUNK_BYTES)
  private from = 0
  private length = 0

  constructor(private readonly handle: FileHandle) {}

  /** @returns a view, valid until the next read; undefined when it is not in memory */
  held(at: number, length: number): Uint8Array | undefined {
    const begin = at - this.from
    return begin < 0 || begin + length > this.length ? undefined : this.chunk.subarray(begin, begin + length)
  }

  /** @returns undefined when the file ends before */
  async read(at: number, length: number): Promise<Uint8Array | undefined> {
    if (length > this.chunk.length) this.chunk = new Uint8Array(length)
    this.from = at
    this.length = (await this.handle.read(this.chunk, 0, this.chunk.length, at)).bytesRead
    return this.held(at, length)
  }
}
