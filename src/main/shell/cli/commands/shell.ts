import type { ConnectionSummary } from '../../../../shared/model/events'
import { tellConnections } from '../../../../shared/story'
import { firstProcessOf } from '../../../engine-host'
import { painter, say, tellFailure, type Context } from '../context'
import { eventsOf } from '../event-lines'
import { DONE, programStatus } from '../exit-status'
import { jsonPrinter, type Printer } from '../printer'
import { runSession } from '../run-session'
import { Values } from '../values'
import { definedOnly } from './exec'
import { sourceOf } from './session-options'

export interface ShellOptions {
  readonly record?: string
  readonly source?: string
}

/** The person's shell, else the system's. */
export const shellOf = (env: NodeJS.ProcessEnv): string => env['SHELL'] ?? '/bin/sh'

/**
 * `twlab shell`: an interactive shell in a lab. While it runs the terminal is the shell's alone; the connections it had are told at its end.
 * The lab's ID is the host's number of its first process: a second terminal joins it by that.
 */
export async function shell(context: Context, options: ShellOptions): Promise<number> {
  const values = new Values(context.words)
  const source = sourceOf(values, options.source)
  if (!source.ok) return tellFailure(context, source.error)
  const record = options.record === undefined ? undefined : values.newFile('--record', options.record)
  if (record?.ok === false) return tellFailure(context, record.error)
  const { env, interruption, json, language, terminal } = context
  const outcome = await runSession(context, {
    open: { mode: 'sandbox', source: source.value, language, ...(record === undefined ? {} : { record: record.value }) },
    program: { stdin: 0, stdout: json ? 2 : 1, stderr: 2 },
    printer: json ? jsonPrinter((data) => terminal.out(data)) : new EndTable(context),
    work: async (engine) => {
      const id = firstProcessOf(engine.pid)
      if (id !== undefined) say(context, 'cli.shell.welcome', { id, command: `twlab shell --join ${id}` })
      await terminal.flushed()
      interruption.programHasTerminal = true
      const labEnv = { ...definedOnly(env), ...(id === undefined ? {} : { TWLAB_LAB: String(id) }) }
      const ended = await engine.call((e) => e.exec({ command: [shellOf(env), '-i'], env: labEnv, cwd: process.cwd(), lingerSeconds: 0 }))
      interruption.programHasTerminal = false
      return ended
    }
  })
  return outcome.status === DONE && outcome.value !== undefined ? programStatus(outcome.value) : outcome.status
}

/** Nothing while the shell runs; the table of connections after it. */
class EndTable implements Printer {
  private readonly connections: ConnectionSummary[] = []

  constructor(private readonly context: Context) {}

  take(jsonLines: Uint8Array): Promise<void> {
    for (const event of eventsOf(jsonLines)) if (event.type === 'connection') this.connections.push(event)
    return Promise.resolve()
  }

  async finish(): Promise<void> {
    const { quiet, terminal, words, env } = this.context
    if (quiet || this.connections.length === 0) return
    const paint = painter(terminal.errIsTerminal, env)
    await terminal.err(tellConnections(this.connections, words).map((line) => `${paint(line)}\n`).join(''))
  }
}
