import type { Brand } from '../base/brand'
import type { Result } from '../base/result'
import type { ExitStatus } from './exit-status'

/** A terminal of the running session: unguessable, so that one of an earlier session is never taken for one of this. */
export type TerminalId = Brand<string, 'terminal'>
/** @param text one that the engine has given */
export const terminalId = (text: string): TerminalId => text as TerminalId

export interface TerminalSize {
  readonly cols: number
  readonly rows: number
}

/** Bounds of terminals: of sizes (characters), of how many a session has, and of what may be on its way (UTF-16 units). */
export const TERMINAL_LIMITS = {
  smallest: 1, largest: 1000, terminals: 4,
  /** In one call. What is pasted beyond it goes in several, one after the other. */
  input: 16_384,
  /** Output told and not taken yet: from `high` on the program waits when it writes, until the window has taken all but `low` of it. */
  high: 65_536, low: 16_384
} as const

/** What is done with an open terminal; the same calls in the engine and in the window's laboratory. Every failure is `no-terminal`: it is not there (any more). */
export interface OpenTerminals {
  /** Types text, as a keyboard's keys: Enter is `\r`, Ctrl-C `\x03`. At most TERMINAL_LIMITS.input. Fulfilled when the terminal has taken it: type no more before. */
  terminalInput(id: TerminalId, text: string): Promise<Result<null>>
  resizeTerminal(id: TerminalId, size: TerminalSize): Promise<Result<null>>
  /** So much of its output (UTF-16 units) has been taken since the last call. */
  terminalTaken(id: TerminalId, units: number): Promise<Result<null>>
  /** Hangs it up: its programs get SIGHUP, and SIGKILL when that does not end them. Fulfilled when they are gone. */
  closeTerminal(id: TerminalId): Promise<Result<null>>
}

/** What to run in a new terminal of the engine's. */
export interface TerminalRequest {
  readonly size: TerminalSize
  readonly command: readonly string[]
  /** Whole: the engine's own environment is never passed on. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

/** Terminals of the engine's: in its namespaces, so only of a sandbox. */
export interface EngineTerminals extends OpenTerminals {
  /** @returns no-pty where no pseudoterminal can be had, no-program, or busy when there are TERMINAL_LIMITS.terminals already */
  openTerminal(request: TerminalRequest): Promise<Result<TerminalId>>
}

/** Terminals of the window's laboratory: the person's own shell, joined to it. */
export interface LabTerminals extends OpenTerminals {
  openTerminal(size: TerminalSize): Promise<Result<TerminalId>>
  /** The command that joins the running laboratory from any other terminal of this machine. */
  joinCommand(): Promise<Result<string>>
}

/** What is told of terminals. */
export interface TerminalNotifications {
  /** What its programs write: for a terminal emulator alone, nothing of it means anything to us. Tell what was taken with terminalTaken. */
  terminalOutput(id: TerminalId, text: string): void
  /** Its program has ended, and everything it wrote was told. */
  terminalEnded(id: TerminalId, status: ExitStatus): void
}
