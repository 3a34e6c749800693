import { ok, type Result } from '../../../../shared/base/result'
import type { ExecRequest, ExitStatus, OpenRequest } from '../../../../shared/ipc/engine'
import { painter, say, tellFailure, type Context } from '../context'
import { DONE, programStatus } from '../exit-status'
import { EventsFile } from '../events-file'
import { both, jsonPrinter, StoryPrinter, type Printer } from '../printer'
import { runSession } from '../run-session'
import { Values } from '../values'
import { sourceOf, statusLine } from './session-options'

export interface ExecOptions {
  readonly record?: string
  /** Empty: as long as it takes. */
  readonly linger?: string
  readonly filter?: string
  readonly events?: string
  readonly source?: string
}

/** As long as anybody waits for TIME-WAITs: a day. */
const LONGEST_LINGER_S = 86_400

interface ExecPlan {
  readonly open: OpenRequest
  readonly lingerSeconds: number | null
  readonly events: string | undefined
}

/** `twlab exec -- CMD ARGS…`: any program in a lab; its input, output and exit status are the program's own. */
export async function exec(context: Context, command: readonly string[], options: ExecOptions): Promise<number> {
  const plan = prepare(context, options)
  if (!plan.ok) return tellFailure(context, plan.error)
  const events = plan.value.events === undefined ? ok(undefined) : await EventsFile.create(plan.value.events)
  if (!events.ok) return tellFailure(context, events.error)
  const status = await execute(context, command, plan.value, events.value)
  const lost = events.value?.lost
  return lost === undefined ? status : tellFailure(context, lost)
}

async function execute(context: Context, command: readonly string[], plan: ExecPlan, events: EventsFile | undefined): Promise<number> {
  const { interruption, json } = context
  const printer = printerFor(context, events)
  const request: ExecRequest = { command, env: definedOnly(context.env), cwd: process.cwd(), lingerSeconds: plan.lingerSeconds }
  const outcome = await runSession<ExitStatus>(context, {
    open: plan.open, program: { stdin: 0, stdout: json ? 2 : 1, stderr: 2 }, printer,
    work: async (engine) => {
      interruption.programHasTerminal = true
      const ended = await engine.call((e) => e.exec(request))
      interruption.programHasTerminal = false
      if (!ended.ok && printer instanceof StoryPrinter) printer.cancel()
      return ended
    },
    notifications: {
      programEnded: () => {
        interruption.programHasTerminal = false
        if (plan.lingerSeconds !== 0) say(context, 'cli.exec.lingering')
      }
    }
  })
  return outcome.status === DONE && outcome.value !== undefined ? programStatus(outcome.value) : outcome.status
}

function prepare(context: Context, options: ExecOptions): Result<ExecPlan> {
  const values = new Values(context.words)
  const linger = options.linger === undefined ? ok(0) : options.linger === '' ? ok(null) : values.seconds('--linger', options.linger, LONGEST_LINGER_S)
  if (!linger.ok) return linger
  const source = sourceOf(values, options.source)
  if (!source.ok) return source
  const record = options.record === undefined ? ok(undefined) : values.newFile('--record', options.record)
  if (!record.ok) return record
  const events = options.events === undefined ? ok(undefined) : values.newFile('--events', options.events)
  if (!events.ok) return events
  const open: OpenRequest = {
    mode: 'sandbox', source: source.value, language: context.language, ...(options.filter === undefined ? {} : { filter: options.filter }),
    ...(record.value === undefined ? {} : { record: record.value })
  }
  return ok({ open, lingerSeconds: linger.value === null ? null : linger.value / 1000, events: events.value })
}

/** With events in a file, or with --quiet, the terminal is the program's alone. */
function printerFor(context: Context, events: EventsFile | undefined): Printer {
  const { terminal, words, env, quiet } = context
  if (context.json) {
    const toOut = jsonPrinter((data) => terminal.out(data))
    return events === undefined ? toOut : both(toOut, events)
  }
  if (events !== undefined) return events
  if (quiet) return SILENT
  const status = statusLine(context)
  return new StoryPrinter({
    words, paint: painter(terminal.errIsTerminal, env), write: (text) => terminal.err(text), endOnly: false, patient: true, ...(status === undefined ? {} : { status })
  })
}

export const SILENT: Printer = { take: () => Promise.resolve(), finish: () => Promise.resolve() }

export const definedOnly = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
