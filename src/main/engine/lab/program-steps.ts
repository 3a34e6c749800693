import { err, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import { ms as millis, type Nanoseconds } from '../../../shared/base/brand'
import { MOST_OUTPUT } from '../../../shared/experiment/observed-program'
import type { LabStepOf } from '../../../shared/experiment/lab-step'
import type { ExitStatus } from '../../../shared/ipc/exit-status'
import type { ProgramTold } from '../../../shared/model/events'
import { StringDecoder } from 'node:string_decoder'
import type { Readable } from 'node:stream'
import type { Reactor } from '../native/reactor'
import { PseudoTerminal } from './pseudo-terminal'
import type { ProgramRequest, Programs } from './programs'
import type { StepContext, StepDone } from './step-context'
import { TOOL_ENVIRONMENT } from './tools'

export interface ProgramParts {
  readonly programs: Programs
  readonly reactor: Reactor
  /** Names of those that something is typed to. */
  readonly typed: ReadonlySet<string>
  readonly now: () => Nanoseconds
  readonly tell: (event: ProgramTold) => void
}

/** What a program of an experiment finds: nothing of the person's own environment, the laboratory's tools, and sentences in English. */
const ENVIRONMENT = { ...TOOL_ENVIRONMENT, HOME: '/', TERM: 'dumb' } as const
/** Characters in one event. */
const MOST_TEXT = 16_384

/** Lines and columns of an experiment's terminals: as wide as what ss prints. */
const SIZE = { cols: 120, rows: 40 } as const
/** What the keys of a keyboard send. */
const KEYS: Readonly<Record<NonNullable<LabStepOf<'type'>['key']>, string>> = { 'Ctrl-C': '\x03', 'Ctrl-D': '\x04', Enter: '\r' }

/** A program that runs: until `ended`, which is told after everything that it printed. */
interface Started {
  readonly pid: number | undefined
  readonly ended: Promise<ExitStatus>
}

/**
 * Real programs among an experiment's steps: what is typed, what they print, how they end. One that something is typed to has a terminal, so that keys mean what
 * they mean to people: the line discipline makes SIGINT of Ctrl-C, and of Ctrl-D the end that a read() finds. All others have pipes.
 */
export class ProgramSteps {
  private readonly terminals = new Map<string, PseudoTerminal>()

  constructor(private readonly parts: ProgramParts) {}

  async run(step: LabStepOf<'run'>, { signal, ms }: StepContext): Promise<StepDone> {
    const { programs, typed, tell, now } = this.parts
    const at = now()
    const request: ProgramRequest = { command: step.command, env: ENVIRONMENT, cwd: '/' }
    const say = this.teller(step.as)
    const started = typed.has(step.as) ? await this.inTerminal(step.as, request, say) : await this.piped(request, say)
    if (!started.ok) return started
    const { pid, ended: end } = started.value
    tell({ type: 'program', at, id: step.as, event: 'started', command: [...step.command], ...(pid === undefined ? {} : { pid }) })
    const ended = end.then(({ code, signal: by }) => tell({ type: 'program', at: now(), id: step.as, event: 'ended', code, signal: by }))
    programs.awaitLastWords(ended)
    if (!step.wait) return ok(null)
    const limit = ms(step.within)
    return await within(ended, limit, signal) ? ok(null) : err({ of: step.command.join(' '), reason: { kind: 'still-running', limit: millis(limit) } })
  }

  type({ program: name, text, key }: LabStepOf<'type'>): StepDone {
    const terminal = this.terminals.get(name)
    if (terminal === undefined) return err({ reason: { kind: 'program-ended', program: name } })
    // Not awaited: a program that does not read, and a full buffer, are nothing that the next step waits for.
    void terminal.write(key === undefined ? (text ?? '') : KEYS[key])
    this.parts.tell({ type: 'program', at: this.parts.now(), id: name, event: 'input', text: key ?? text ?? '' })
    return ok(null)
  }

  private async inTerminal(id: string, request: ProgramRequest, say: Say): Promise<Result<Started>> {
    const started = await PseudoTerminal.start(request, SIZE, this.parts.reactor)
    if (!started.ok) return started
    const terminal = started.value
    const lines = new UnixLines(say)
    this.terminals.set(id, terminal)
    terminal.onOutput((text) => lines.push(text))
    const ended = terminal.ended.then((status) => {
      this.terminals.delete(id)
      lines.end()
      return status
    })
    return ok({ pid: terminal.pid, ended })
  }

  private async piped(request: ProgramRequest, say: Say): Promise<Result<Started>> {
    const started = await this.parts.programs.start(request, ['pipe', 'pipe', 'pipe'])
    if (!started.ok) return started
    const { process: child, ended } = started.value
    // A program that has ended closes its input.
    child.stdin?.on('error', () => undefined)
    const output = [child.stdout, child.stderr].map((stream) => (stream === null ? undefined : readAll(stream, say)))
    return ok({ pid: child.pid, ended: Promise.all([ended, ...output]).then(([status]) => status) })
  }

  /** Tells a program's output, as far as it is told. */
  private teller(id: string): Say {
    let told = 0
    return (text) => {
      if (text === '' || told > MOST_OUTPUT) return
      told += text.length
      const shown = told > MOST_OUTPUT ? `${text.slice(0, Math.max(0, text.length - (told - MOST_OUTPUT)))}\n[…]` : text
      for (let from = 0; from < shown.length; from += MOST_TEXT) {
        this.parts.tell({ type: 'program', at: this.parts.now(), id, event: 'output', text: shown.slice(from, from + MOST_TEXT) })
      }
    }
  }
}

type Say = (text: string) => void

/** A terminal ends its lines with \r\n (ONLCR, termios(3)); told they end like those of every other program. */
class UnixLines {
  private held = ''

  constructor(private readonly say: Say) {}

  push(text: string): void {
    const all = this.held + text
    this.held = all.endsWith('\r') ? '\r' : ''
    this.say(all.slice(0, all.length - this.held.length).replaceAll('\r\n', '\n'))
  }

  end(): void {
    this.say(this.held)
    this.held = ''
  }
}

/** Characters may be cut between two chunks: the decoder keeps the half. */
function readAll(stream: Readable, say: Say): Promise<void> {
  const decoder = new StringDecoder('utf8')
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => say(decoder.write(chunk)))
    stream.once('close', () => {
      say(decoder.end())
      resolve()
    })
  })
}

/** @throws the signal's reason when it is aborted first */
function within(done: Promise<unknown>, limitMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve(false)
    }, limitMs)
    signal.addEventListener('abort', abort, { once: true })
    void done.then(() => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      resolve(true)
    })
  })
}
