import { write } from 'node:fs'
import { Buffer } from 'node:buffer'
import { isatty } from 'node:tty'
import { setTimeout as delay } from 'node:timers/promises'
import { systemReason } from '../../../shared/base/system-error'

/** Our own descriptors; `columns` for cutting the status line. */
export interface TerminalOptions {
  readonly out?: number
  readonly err?: number
  readonly columns?: () => number
}

/** ms before another try, when the other end of a non-blocking pipe is full. */
const FULL_MS = 5
const CLEAR = '\r\u001b[K'

/**
 * Standard output and standard error, in the order they were written to: each write is done when the operating system has taken all of it, so
 * a slow reader slows the writer down. (process.stdout would write to a pipe synchronously and stop the whole program with it.)
 */
export class Terminal {
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  /** Fulfilled when nobody reads standard output any more; with the reason when it is another than a closed pipe (a full disk). */
  readonly gone: Promise<string | undefined>
  private readonly outFd: number
  private readonly errFd: number
  private queue: Promise<void> = Promise.resolve()
  private shown = false
  private readonly closed = new Set<number>()
  private sayGone: (reason: string | undefined) => void = () => undefined

  constructor(private readonly options: TerminalOptions = {}) {
    this.outFd = options.out ?? 1
    this.errFd = options.err ?? 2
    this.outIsTerminal = isatty(this.outFd)
    this.errIsTerminal = isatty(this.errFd)
    this.gone = new Promise((resolve) => (this.sayGone = resolve))
  }

  out(data: string | Uint8Array): Promise<void> {
    return this.enqueue(this.outFd, this.outIsTerminal, data)
  }

  err(data: string): Promise<void> {
    return this.enqueue(this.errFd, this.errIsTerminal, data)
  }

  /** One line at the bottom that is written over again and again; nothing when standard error is no terminal. Undefined takes it away. */
  status(text: string | undefined): void {
    if (!this.errIsTerminal || (text === undefined && !this.shown)) return
    this.queue = this.queue.then(async () => {
      await this.write(this.errFd, Buffer.from(text === undefined ? CLEAR : CLEAR + text))
      this.shown = text !== undefined
    })
  }

  /** Columns a status line may take. */
  get columns(): number {
    const columns = this.options.columns?.() ?? process.stderr.columns
    // A terminal that does not know its size says 0.
    return (columns > 0 ? columns : 80) - 1
  }

  /** Fulfilled when everything has been written. */
  flushed(): Promise<void> {
    return this.queue
  }

  private enqueue(fd: number, onTerminal: boolean, data: string | Uint8Array): Promise<void> {
    this.queue = this.queue.then(async () => {
      if (this.shown && onTerminal) await this.write(this.errFd, Buffer.from(CLEAR))
      if (onTerminal) this.shown = false
      await this.write(fd, typeof data === 'string' ? Buffer.from(data) : data)
    })
    return this.queue
  }

  private async write(fd: number, bytes: Uint8Array): Promise<void> {
    for (let offset = 0; offset < bytes.length && !this.closed.has(fd);) {
      const outcome = await writeSome(fd, bytes, offset)
      if (typeof outcome === 'number') offset += outcome
      else if (outcome.code === 'EAGAIN') await delay(FULL_MS)
      else this.close(fd, outcome)
    }
  }

  /** EPIPE: the reader has gone, as `| head` does; EIO: the terminal was closed. */
  private close(fd: number, error: NodeJS.ErrnoException): void {
    this.closed.add(fd)
    if (fd === this.outFd) this.sayGone(error.code === 'EPIPE' || error.code === 'EIO' ? undefined : `standard output: ${systemReason(error)}`)
  }
}

const writeSome = (fd: number, bytes: Uint8Array, offset: number): Promise<number | NodeJS.ErrnoException> =>
  new Promise((resolve) => write(fd, bytes, offset, bytes.length - offset, null, (error, written) => resolve(error ?? written)))
