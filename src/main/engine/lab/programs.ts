import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Told } from '../../../shared/base/reason'
import { fail, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import { errorWords } from '../../../shared/base/system-error'
import type { ExecRequest, ExitStatus } from '../../../shared/ipc/engine'
import { killDescendants, killTree } from './kill'
import { OrphanReaper } from './orphan-reaper'

/** What to run: the command and its arguments, its whole environment, and where. */
export type ProgramRequest = Pick<ExecRequest, 'command' | 'env' | 'cwd'>

/** Descriptors of this process that become the program's 0, 1 and 2; or pipes to us. */
export type ProgramStdio = readonly [Stdio, Stdio, Stdio]
type Stdio = number | 'pipe' | 'ignore'

/** The descriptors for a program that this process has inherited from its shell. */
export const INHERITED: ProgramStdio = [5, 6, 7]

/** ms until everything must have been told of programs that are gone: a pipe that somebody else keeps open would have no end. */
const LAST_WORDS_MS = 2_000

export interface RunningProgram {
  readonly process: ChildProcess
  readonly ended: Promise<ExitStatus>
  /** Kills it and everything it has started that is still its descendant. */
  end(): Promise<ExitStatus>
}

/**
 * Owns the programs of the laboratory, and whatever they leave behind. They stay in our process group, so that a terminal's Ctrl-C reaches them, see no
 * environment but the one they are given, and no descriptor but their three (Node marks those it inherits and opens as close-on-exec).
 */
export class Programs {
  private readonly reaper = new OrphanReaper()
  private readonly lastWords = new Set<Promise<void>>()

  constructor(private readonly stdio: ProgramStdio = INHERITED) {}

  /** Runs a program to its end. @returns how it ended; no-program when it could not be started */
  async run(request: ProgramRequest): Promise<Result<ExitStatus>> {
    const program = await this.start(request)
    return program.ok ? ok(await program.value.ended) : program
  }

  /** @param own its three descriptors, where they are others than the usual. @returns no-program when it could not be started */
  async start({ command, env, cwd }: ProgramRequest, own: ProgramStdio = this.stdio): Promise<Result<RunningProgram>> {
    const [file, ...args] = command
    if (file === undefined || file === '') return fail('usage', { reason: { kind: 'no-program-given' } })
    if (!existsSync(cwd)) return fail('no-program', { of: cwd, reason: { kind: 'no-directory' } })
    const stdio: StdioOptions = [...own]
    const child = spawned(() => spawn(file, args, { cwd, env: { ...env }, stdio }))
    if (child instanceof Error) return fail('no-program', startFailure(file, child))
    const ended = new Promise<ExitStatus>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
    const error = await new Promise<Error | undefined>((resolve) => child.once('spawn', () => resolve(undefined)).once('error', resolve))
    if (error !== undefined) return fail('no-program', startFailure(file, error))
    return ok({ process: child, ended, end: () => endTree(child, ended) })
  }

  /** @param told fulfilled when the end of a program has been told: dispose() waits for it */
  awaitLastWords(told: Promise<void>): void {
    this.lastWords.add(told)
    void told.then(() => this.lastWords.delete(told))
  }

  /** Kills every descendant of this process, also those whose parents are gone; resolves when none is left and what is told of their ends has been told. Safe to call twice. */
  async dispose(): Promise<void> {
    await killDescendants()
    await Promise.race([Promise.all(this.lastWords), delay(LAST_WORDS_MS, undefined, { ref: false })])
    this.reaper.dispose()
  }
}

async function endTree(child: ChildProcess, ended: Promise<ExitStatus>): Promise<ExitStatus> {
  const { pid } = child
  if (pid !== undefined && child.exitCode === null && child.signalCode === null) await killTree(pid)
  return ended
}

/** Node throws some of the kernel's refusals (E2BIG) and emits others (ENOENT); arguments with zero bytes are refused by Node itself. */
function spawned(start: () => ChildProcess): ChildProcess | Error {
  try {
    return start()
  } catch (error) {
    if (error instanceof Error && codeOf(error) !== undefined) return error
    throw error
  }
}

const codeOf = (error: unknown): string | undefined =>
  (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined)

function startFailure(file: string, error: Error): Told {
  switch (codeOf(error)) {
    case 'ENOENT': return { of: file, reason: { kind: 'not-found' } }
    case 'EACCES': return { of: file, said: errorWords('EACCES') }
    case 'ENOTDIR': return { of: file, reason: { kind: 'not-found-or-no-folder' } }
    case 'E2BIG': return { of: file, reason: { kind: 'too-long-command' } }
    default: return { said: error.message }
  }
}
