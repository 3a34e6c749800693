import { FLOW } from '../../shared/ipc/engine'

/** Bytes that are made room for at first, and again after each time it was emptied. */
const FIRST_BYTES = 16 * 1024
/** UTF-8 takes at most three bytes for a unit of UTF-16. */
const WIDEST = 3
const NEWLINE = 0x0a
/** Pieces of memory kept for what comes next: as many as are on their way at once while a file is read. */
const MOST_SPARE = 8

/** Lines of text, gathered as UTF-8: each is encoded once, where it will be sent from. As strings they would be joined, encoded and copied. */
export class LineBytes {
  /** Lines that wait, and their bytes. */
  count = 0
  length = 0
  private bytes: Buffer<ArrayBufferLike> = Buffer.allocUnsafeSlow(FIRST_BYTES)
  /** Memory that was given back. */
  private readonly spare: Buffer<ArrayBufferLike>[] = []

  get full(): boolean {
    return this.length >= FLOW.frameBytes
  }

  push(line: string): void {
    const needed = this.length + WIDEST * line.length + 1
    if (needed > this.bytes.length) this.grow(needed)
    this.length += this.bytes.write(line, this.length, 'utf8')
    this.bytes[this.length++] = NEWLINE
    this.count++
  }

  /** What has been gathered, each line ended by a newline; the caller's, until it gives it back. Nothing is left here. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.length)
    this.bytes = this.spare.pop() ?? Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, Math.ceil(1.25 * this.length)))
    this.count = this.length = 0
    return taken
  }

  /** What was taken is not needed any more: its memory serves again. */
  giveBack(taken: Uint8Array): void {
    if (this.spare.length < MOST_SPARE) this.spare.push(Buffer.from(taken.buffer))
  }

  private grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.bytes.length))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}
