import { constants } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type * as nodePty from '@lydell/node-pty'
import type { IPty } from '@lydell/node-pty'
import { assert } from '../../../shared/base/assert'
import { fail, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import type { ExitStatus } from '../../../shared/ipc/engine'
import type { TerminalSize } from '../../../shared/ipc/terminals'
import { libc, sys } from '../native/libc'
import type { Reactor } from '../native/reactor'
import { findProgram } from './find-program'
import { killTree } from './kill'
import type { ProgramRequest } from './programs'

type PtyModule = typeof nodePty

/** ms that programs have to end after the terminal was hung up, before they are killed. */
const HANGUP_MS = 500

/** Bytes read at a time of what was left in the terminal's buffer, and how often at most: programs in the background may go on writing. */
const REST = { bytes: 4_096, times: 256 } as const

/** Loaded when the first terminal is wanted: everything else works without it. */
export async function loadPty(): Promise<Result<PtyModule>> {
  try {
    return ok(await import('@lydell/node-pty'))
  } catch (error) {
    // The package's binaries are optional dependencies, one for each system: `npm ci --omit=optional` leaves them out.
    return fail('no-pty', { said: error instanceof Error ? error.message.split('\n')[0] ?? '' : String(error), remedy: 'npm install --include=optional' })
  }
}

/** A pseudoterminal (pty(7)) with a program as the leader of its session. Its end is `ended`; until then it belongs to whoever started it. */
export class PseudoTerminal {
  readonly ended: Promise<ExitStatus>
  private over = false
  private listener: (text: string) => void = () => undefined
  private readonly waiting = new AbortController()
  private writing: Promise<void> = Promise.resolve()

  /** @param fd of its master side, ours alone: node-pty closes its own when the other side is closed, which a program may do long before it ends */
  private constructor(private readonly pty: IPty, private readonly fd: number, private readonly reactor: Reactor) {
    this.ended = new Promise((resolve) => pty.onExit(({ exitCode, signal }) => {
      this.over = true
      this.waiting.abort()
      this.tellRest()
      libc().close(fd)
      resolve(signal === undefined || signal === 0 ? { code: exitCode, signal: null } : { code: null, signal: signalName(signal) })
    }))
  }

  /** @returns no-pty, or no-program when the program could not be started */
  static async start(request: ProgramRequest, { cols, rows }: TerminalSize, reactor: Reactor): Promise<Result<PseudoTerminal>> {
    const program = findProgram(request)
    if (!program.ok) return program
    const module = await loadPty()
    if (!module.ok) return module
    const pty = spawned(() => module.value.spawn(program.value, request.command.slice(1), { cols, rows, cwd: request.cwd, env: { ...request.env } }))
    if (pty instanceof Error) return fail('no-pty', { said: pty.message })
    const { result, errno } = sys('fcntl', masterOf(pty), F_DUPFD_CLOEXEC, 0)
    if (errno === null) return ok(new PseudoTerminal(pty, result, reactor))
    pty.kill('SIGKILL')
    return fail('no-pty', { said: errno })
  }

  get pid(): number {
    return this.pty.pid
  }

  /** @param listener gets what is written to the terminal, in order; characters are whole */
  onOutput(listener: (text: string) => void): void {
    this.listener = listener
    this.pty.onData(listener)
  }

  /** Stops reading: the terminal's buffer fills, and programs wait when they write. */
  pause(): void {
    if (!this.over) this.pty.pause()
  }

  resume(): void {
    if (!this.over) this.pty.resume()
  }

  resize({ cols, rows }: TerminalSize): void {
    if (!this.over) this.pty.resize(cols, rows)
  }

  /** Types text. Fulfilled when the terminal's buffer has taken all of it, or the terminal has ended. */
  write(text: string): Promise<void> {
    this.writing = this.writing.then(() => this.writeNow(Buffer.from(text)))
    return this.writing
  }

  /** Hangs up; what does not end by that is killed, with everything it has started that is still its descendant. */
  async end(): Promise<ExitStatus> {
    if (!this.over) {
      this.pty.kill('SIGHUP')
      await Promise.race([this.ended, delay(HANGUP_MS, undefined, { ref: false })])
    }
    if (!this.over) await killTree(this.pid)
    return this.ended
  }

  /** node-pty gives up reading 200 ms after the program's end; on a busy machine that is too early. */
  private tellRest(): void {
    const decoder = new TextDecoder()
    const bytes = Buffer.alloc(REST.bytes)
    for (let i = 0; i < REST.times; i++) {
      const { result, errno } = sys('read', this.fd, bytes, bytes.length)
      // EIO: the other side is closed and the buffer empty. EAGAIN: nothing for now.
      if (errno !== null || result === 0) return
      this.listener(decoder.decode(bytes.subarray(0, result), { stream: true }))
    }
  }

  /** Not by node-pty's own write(): of more than the terminal's buffer has room for, that one makes a loop that ends when somebody reads. */
  private async writeNow(bytes: Buffer): Promise<void> {
    for (let rest = bytes; rest.length > 0 && !this.over;) {
      const { result, errno } = sys('write', this.fd, rest, rest.length)
      if (errno === null) rest = rest.subarray(result)
      else if (errno === 'EAGAIN') await this.room()
      // EIO: the last program has closed the other side; its end is on the way.
      else return
    }
  }

  private async room(): Promise<void> {
    try {
      await this.reactor.ready(this.fd, 'write', ROOM_LOOK_MS, this.waiting.signal)
    } catch (error) {
      if (!this.waiting.signal.aborted) throw error
    }
  }
}

/** ms after which a full buffer is tried again in any case. */
const ROOM_LOOK_MS = 1_000
/** linux/fcntl.h */
const F_DUPFD_CLOEXEC = 1030

/** openpty(3) and fork(2) may fail: no pseudoterminals, or no processes left. */
function spawned(start: () => IPty): IPty | Error {
  try {
    return start()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** The typings leave the descriptor out; the class has it. */
function masterOf(pty: IPty): number {
  assert('fd' in pty && typeof pty.fd === 'number', 'a pseudoterminal without a descriptor')
  return pty.fd
}

const SIGNALS = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]))
const signalName = (signal: number): string => SIGNALS.get(signal) ?? `signal ${signal}`
