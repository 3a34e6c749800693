/** The part of a file that is in memory: what has been given and not yet been read. Chunks are read where they lie when that is possible. */
export class ByteWindow {
  bytes: Uint8Array = new Uint8Array(0)
  view = new DataView(this.bytes.buffer)
  /** What is unread lies between these two in `bytes`. */
  start = 0
  end = 0
  private base = 0
  private own: Uint8Array = new Uint8Array(0)

  /** Bytes not yet read. */
  get length(): number {
    return this.end - this.start
  }

  /** Position in the file of `bytes[0]`. */
  get origin(): number {
    return this.base
  }

  /** Position in the file of the first unread byte. */
  get offset(): number {
    return this.base + this.start
  }

  /** @param headroom see CaptureReader.push */
  push(chunk: Uint8Array, headroom: number): void {
    const rest = this.length
    const { offset } = this
    if (rest <= headroom) {
      const joined = new Uint8Array(chunk.buffer, chunk.byteOffset - rest, rest + chunk.length)
      joined.set(this.bytes.subarray(this.start, this.end))
      this.look(joined, 0, joined.length, offset)
    } else {
      this.append(chunk, offset)
    }
  }

  /** Takes the unread rest into own memory: the chunk it lies in may now be overwritten. */
  settle(): void {
    if (this.bytes.buffer === this.own.buffer) return
    const { length, offset } = this
    this.reserve(length)
    this.own.set(this.bytes.subarray(this.start, this.end))
    this.look(this.own, 0, length, offset)
  }

  private append(chunk: Uint8Array, offset: number): void {
    this.settle()
    if (this.end + chunk.length > this.own.length) {
      const rest = this.bytes.subarray(this.start, this.end)
      // Twice what is needed: so that moving the rest to the front stays rare however small the chunks are.
      this.reserve(2 * (rest.length + chunk.length))
      this.own.set(rest)
      this.look(this.own, 0, rest.length, offset)
    }
    this.own.set(chunk, this.end)
    this.end += chunk.length
  }

  private reserve(length: number): void {
    if (this.own.length < length) this.own = new Uint8Array(length)
  }

  private look(bytes: Uint8Array, start: number, end: number, offset: number): void {
    if (bytes !== this.bytes) this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.bytes = bytes
    this.start = start
    this.end = end
    this.base = offset - start
  }
}
