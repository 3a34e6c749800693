import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SessionEvent } from '../../src/shared/model/events'

/** The built command line, as `npx twlab` runs it. */
export const TWLAB = fileURLToPath(new URL('../../bin/twlab.cjs', import.meta.url))

export interface Ran {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly events: readonly SessionEvent[]
  readonly stderr: string
}

export interface RunOptions {
  /** Put before the command: `setpriv …`. */
  readonly before?: readonly string[]
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Kinds of events that are asked about; of a great many others it need not even be read what they say. @default all */
  readonly only?: readonly SessionEvent['type'][]
}

/** Runs Node with the command line's file and arguments, `--json` among them, to its end. */
export async function runTwlab(args: readonly string[], { only, ...options }: RunOptions = {}): Promise<Ran> {
  const events: SessionEvent[] = []
  const types = only === undefined ? undefined : new Set<string>(only)
  const ended = await runLines(args, (line) => {
    if (types === undefined || types.has(typeOf(line))) events.push(JSON.parse(line) as SessionEvent)
  }, options)
  return { ...ended, events }
}

/** The type of an event, by the beginning of its line: of a great many it need not be read what they say. */
export const typeOf = (line: string): string => /^\{"type":"([\w-]+)"/.exec(line)?.[1] ?? ''

/** The same, each event a line as it was printed. */
export function runLines(args: readonly string[], onLine: (line: string) => void, { before = [], cwd, env = process.env }: Omit<RunOptions, 'only'> = {}): Promise<Omit<Ran, 'events'>> {
  const [command = process.execPath, ...rest] = [...before, process.execPath, ...args]
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], env, ...(cwd === undefined ? {} : { cwd }) })
    let stderr = ''
    createInterface({ input: child.stdout }).on('line', onLine)
    child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text })
    child.on('error', reject)
    child.on('close', (status, signal) => resolve({ status, signal, stderr }))
  })
}

export const twlab = (args: readonly string[], options?: RunOptions): Promise<Ran> => runTwlab([TWLAB, ...args], options)

export const ofType = <T extends SessionEvent['type']>(events: readonly SessionEvent[], type: T): readonly Extract<SessionEvent, { type: T }>[] =>
  events.filter((event): event is Extract<SessionEvent, { type: T }> => event.type === type)

/** What was not seen. That a busy machine let a look at the kernel come late is told as a gap, too: nothing was missed then. */
export const losses = (events: readonly SessionEvent[]): readonly SessionEvent[] => ofType(events, 'gap').filter(({ reason }) => reason !== 'missed-sample')

/** ns by which the latest look at the kernel came late, as it was told: by so much an end may have been seen late. 0 on a machine that has the time. */
export const lateness = (events: readonly SessionEvent[]): number =>
  Math.max(0, ...ofType(events, 'gap').filter(({ reason }) => reason === 'missed-sample').map(({ at, until }) => until - at))
