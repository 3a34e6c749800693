import { writev } from 'node:fs'

interface Waiting {
  readonly bytes: Uint8Array
  readonly written: (() => void) | undefined
}

type Send = (fd: number, pieces: readonly Uint8Array[], then: (error: Error | null, count: number) => void) => void

/** Pieces that go out with one system call, at most: fewer than any system's IOV_MAX. */
const AT_ONCE = 256

/**
 * Writes to a blocking descriptor, in order, from a thread beside this one: that one waits for the reader, copies, and goes on at once. A stream would write here, as much as the pipe has room for,
 * and go on when this thread is next free: while a file is read that is after each megabyte of it.
 */
export class PipeWriter {
  private waiting: Waiting[] = []
  private writing = false
  private broken = false

  /**
   * @param onBroken nobody reads any more: called once, and nothing more is written
   * @param send as writev of node:fs
   */
  constructor(private readonly fd: number, private readonly onBroken: () => void, private readonly send: Send = writev) {}

  /** @param bytes sent from where they lie @param written they have left this process, and are not needed any more */
  write(bytes: Uint8Array, written?: () => void): void {
    if (this.broken) return
    this.waiting.push({ bytes, written })
    if (!this.writing) this.next()
  }

  /** Resolves when everything written so far has left this process; never, when nobody reads it. */
  flushed(): Promise<void> {
    return new Promise((resolve) => this.write(new Uint8Array(0), resolve))
  }

  private next(): void {
    const pieces = this.waiting.splice(0, AT_ONCE)
    this.writing = pieces.length > 0
    if (this.writing) this.sendAll(pieces.map(({ bytes }) => bytes), () => {
      for (const { written } of pieces) written?.()
      this.next()
    })
  }

  private sendAll(pieces: readonly Uint8Array[], sent: () => void): void {
    this.send(this.fd, pieces, (error, count) => {
      if (error !== null) return this.end()
      const left = after(pieces, count)
      if (left.length === 0) sent()
      else this.sendAll(left, sent)
    })
  }

  private end(): void {
    this.broken = true
    this.waiting = []
    this.onBroken()
  }
}

/** What is left of the pieces behind so many bytes. */
function after(pieces: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  let [first, done] = [0, 0]
  for (; first < pieces.length; first++) {
    const { length } = pieces[first] ?? []
    if (done + length > count) break
    done += length
  }
  const cut = pieces[first]
  return cut === undefined ? [] : [cut.subarray(count - done), ...pieces.slice(first + 1)]
}
