import { ok } from '../../../shared/base/result'
import type { Nanoseconds } from '../../../shared/base/brand'
import { MOST_OUTPUT } from '../../../shared/experiment/observed-program'
import type { LabStepOf } from '../../../shared/experiment/lab-step'
import type { ProgramTold } from '../../../shared/model/events'
import { StringDecoder } from 'node:string_decoder'
import type { Readable } from 'node:stream'
import type { Programs, RunningProgram } from './programs'
import type { StepContext, StepDone } from './step-context'

export interface ProgramParts {
  readonly programs: Programs
  readonly now: () => Nanoseconds
  readonly tell: (event: ProgramTold) => void
}

/** What a program of an experiment finds: nothing of the person's own environment, the laboratory's tools, and sentences in English. */
const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', HOME: '/', TERM: 'dumb' } as const
/** Characters in one event. */
const MOST_TEXT = 16_384

/** Real programs among an experiment's steps: what is typed, what they print, how they end. */
export class ProgramSteps {
  private readonly running = new Map<string, RunningProgram>()

  constructor(private readonly parts: ProgramParts) {}

  async run(step: LabStepOf<'run'>, { signal, ms }: StepContext): Promise<StepDone> {
    const { programs, tell, now } = this.parts
    const at = now()
    const started = await programs.start({ command: step.command, env: ENVIRONMENT, cwd: '/' }, ['pipe', 'pipe', 'pipe'])
    if (!started.ok) return { ok: false, error: started.error.message }
    const program = started.value
    const { pid } = program.process
    tell({ type: 'program', at, id: step.as, event: 'started', command: [...step.command], ...(pid === undefined ? {} : { pid }) })
    this.running.set(step.as, program)
    const output = this.follow(step.as, program)
    const ended = Promise.all([program.ended, output]).then(([{ code, signal }]) => {
      this.running.delete(step.as)
      tell({ type: 'program', at: now(), id: step.as, event: 'ended', code, signal })
    })
    if (!step.wait) return ok(null)
    const limit = ms(step.within)
    return await within(ended, limit, signal) ? ok(null) : { ok: false, error: `${step.command.join(' ')}: still running after ${limit} ms` }
  }

  /** Ctrl-C is the signal that a terminal sends for it; Ctrl-D the end of the input that a read() then finds. */
  type({ program: name, text, key }: LabStepOf<'type'>): StepDone {
    const program = this.running.get(name)
    if (program === undefined) return { ok: false, error: `${name} has ended` }
    const { stdin } = program.process
    if (key === 'Ctrl-C') program.process.kill('SIGINT')
    else if (key === 'Ctrl-D') stdin?.end()
    else stdin?.write(key === 'Enter' ? '\n' : (text ?? ''))
    this.parts.tell({ type: 'program', at: this.parts.now(), id: name, event: 'input', text: key ?? text ?? '' })
    return ok(null)
  }

  private async follow(id: string, { process: child }: RunningProgram): Promise<void> {
    let told = 0
    const say = (text: string): void => {
      if (text === '' || told > MOST_OUTPUT) return
      told += text.length
      const shown = told > MOST_OUTPUT ? `${text.slice(0, Math.max(0, text.length - (told - MOST_OUTPUT)))}\n[…]` : text
      for (let from = 0; from < shown.length; from += MOST_TEXT) {
        this.parts.tell({ type: 'program', at: this.parts.now(), id, event: 'output', text: shown.slice(from, from + MOST_TEXT) })
      }
    }
    // A program that has ended closes its input under our pen.
    child.stdin?.on('error', () => undefined)
    await Promise.all([child.stdout, child.stderr].map((stream) => (stream === null ? undefined : readAll(stream, say))))
  }
}

/** Characters may be cut between two chunks: the decoder keeps the half. */
function readAll(stream: Readable, say: (text: string) => void): Promise<void> {
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
