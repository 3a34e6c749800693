import { access, constants } from 'node:fs/promises'
import { resolve } from 'node:path'
import { tellFailure, type Context } from '../context'
import { runSession } from '../run-session'
import { statusLine } from './session-options'
import { storyOrJson } from './watch'

/** `twlab open FILE`: a recording or a foreign capture, through the same core as a live session. */
export async function open(context: Context, file: string): Promise<number> {
  const path = resolve(file)
  try {
    await access(path, constants.R_OK)
  } catch (error) {
    return tellFailure(context, { code: 'unreadable-file', message: (error as Error).message })
  }
  const status = statusLine(context)
  const progress = (done: number, total: number): void => {
    if (total > 0) status?.(context.words.say('cli.open.reading', { percent: Math.floor((100 * done) / total) }))
  }
  const outcome = await runSession(context, {
    open: { mode: 'file', source: 'none', language: context.language, file: path }, printer: storyOrJson(context), notifications: { progress },
    work: (engine) => engine.call((e) => e.read())
  })
  return outcome.status
}

