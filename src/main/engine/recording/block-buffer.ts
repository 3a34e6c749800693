import { Buffer } from 'node:buffer'
import { BLOCK, padded } from '../pcapng/constants'

const FIRST_BYTES = 256 * 1024
/** Block type, total length, and the total length again at the end. */
const OVERHEAD = 12
/** UTF-8 takes at most so many bytes for a UTF-16 unit. */
const MOST_BYTES_A_UNIT = 3

/** Blocks waiting for their one write: packed where they will be written from, so that an event costs no buffer of its own. */
export class BlockBuffer {
  private bytes = Buffer.alloc(FIRST_BYTES)
  private used = 0

  get length(): number {
    return this.used
  }

  /** Whole blocks. */
  add(blocks: Uint8Array): void {
    this.reserve(blocks.length)
    this.bytes.set(blocks, this.used)
    this.used += blocks.length
  }

  /** A journal entry whose fields are lines of text already (encode-journal.ts has the form for values that hold control characters). */
  addJournal(lines: string): void {
    this.reserve(lines.length * MOST_BYTES_A_UNIT + OVERHEAD + 3)
    const { bytes } = this
    const start = this.used
    const length = bytes.write(lines, start + 8)
    const end = start + 8 + padded(length)
    const total = end + 4 - start
    bytes.fill(0, start + 8 + length, end)
    bytes.writeUInt32LE(BLOCK.journal, start)
    bytes.writeUInt32LE(total, start + 4)
    bytes.writeUInt32LE(total, end)
    this.used = end + 4
  }

  /** What is waiting; valid until the next call of any other method. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.used)
  }

  clear(): void {
    this.used = 0
  }

  private reserve(more: number): void {
    if (this.used + more <= this.bytes.length) return
    const grown = Buffer.alloc(2 ** Math.ceil(Math.log2(this.used + more)))
    grown.set(this.bytes.subarray(0, this.used))
    this.bytes = grown
  }
}
