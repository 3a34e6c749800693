import { ok, type Result } from '../../../../shared/base/result'
import type { OpenRequest } from '../../../../shared/ipc/engine'
import { painter, say, tellFailure, type Context } from '../context'
import { DONE } from '../exit-status'
import { jsonPrinter, StoryPrinter, type Printer } from '../printer'
import { forTime, runSession, statusOfTroubles, untilStopped } from '../run-session'
import { Values } from '../values'
import { sourceOf, statusLine } from './session-options'

export interface WatchOptions {
  readonly port?: string
  readonly record?: string
  readonly duration?: string
  readonly source?: string
}

/** A day. */
const LONGEST_S = 86_400

interface WatchPlan {
  readonly open: OpenRequest
  readonly durationMs: number | undefined
}

/** `twlab watch`: this machine's loopback, read only, until Ctrl-C or for a given time. */
export async function watch(context: Context, options: WatchOptions): Promise<number> {
  const plan = prepare(context, options)
  if (!plan.ok) return tellFailure(context, plan.error)
  const { open, durationMs } = plan.value
  const outcome = await runSession(context, {
    open, printer: storyOrJson(context),
    work: () => {
      if (durationMs !== undefined) return forTime(durationMs)
      say(context, 'cli.watch.until')
      return untilStopped()
    }
  })
  return outcome.status === DONE ? statusOfTroubles(outcome.troubles) : outcome.status
}

function prepare({ words, language }: Context, options: WatchOptions): Result<WatchPlan> {
  const values = new Values(words)
  const port = options.port === undefined ? ok(undefined) : values.integer('--port', options.port, 1, 65_535)
  if (!port.ok) return port
  const duration = options.duration === undefined ? ok(undefined) : values.seconds('--duration', options.duration, LONGEST_S)
  if (!duration.ok) return duration
  const source = sourceOf(values, options.source)
  if (!source.ok) return source
  const record = options.record === undefined ? ok(undefined) : values.newFile('--record', options.record)
  if (!record.ok) return record
  const open: OpenRequest = {
    mode: 'host', source: source.value, language, ...(port.value === undefined ? {} : { port: port.value }), ...(record.value === undefined ? {} : { record: record.value })
  }
  return ok({ open, durationMs: duration.value })
}

/** On standard output: the events as they are, or the story. */
export function storyOrJson(context: Context): Printer {
  const { json, quiet, terminal, words, env } = context
  if (json) return jsonPrinter((data) => terminal.out(data))
  const status = statusLine(context)
  return new StoryPrinter({
    words, paint: painter(terminal.outIsTerminal, env), write: (text) => terminal.out(text), endOnly: quiet, ...(status === undefined ? {} : { status })
  })
}
