import type { CaptureNamed } from '../../../../shared/ipc/capture-named'
import { painter, tellFailure, type Context } from '../context'
import { noPrinter, outcome } from '../printer'
import { readable } from '../readable'
import { runSession, type SessionPlan } from '../run-session'
import { Values } from '../values'
import { statusLine } from './session-options'
import { storyOrJson } from './watch'

/** What is to be opened: a file, or (with `sample`) a recording that comes with the program; `true` asks what there is. */
export interface OpenOptions {
  readonly sample?: string | true
  /** Of several sessions in the file: which one. */
  readonly session?: string
  /** The file is still being written: stay, and tell what is added. */
  readonly follow?: boolean
}

/** `twlab open [--sample [ID]] [--session N] [FILE]`. */
export async function openAny(context: Context, file: string | undefined, { sample, session: wanted, follow = false }: OpenOptions): Promise<number> {
  const session = new Values(context.words).session(wanted)
  if (!session.ok) return tellFailure(context, session.error)
  if (sample === true) return (await import('./samples')).listSamples(context)
  if (file !== undefined && sample !== undefined) return tellFailure(context, { code: 'usage', said: context.words.say('cli.sample.either') })
  if (sample === undefined) return file === undefined ? tellFailure(context, { code: 'usage', said: context.words.say('cli.usage.missing-argument', { given: 'file' }), remedy: 'twlab open --sample' }) : open(context, { file, session: session.value }, follow)
  const copy = await (await import('./samples')).sampleCopy(context, sample)
  if (!copy.ok) return tellFailure(context, copy.error)
  try {
    return await open(context, { file: copy.value.path, session: session.value })
  } finally {
    await copy.value.remove()
  }
}

/** `twlab open FILE`: a recording or a foreign capture, through the same core as a live session. */
export async function open(context: Context, { file, session }: CaptureNamed, follow = false): Promise<number> {
  const path = await readable(file)
  if (!path.ok) return tellFailure(context, path.error)
  const status = statusLine(context)
  const progress = (done: number, total: number): void => {
    if (total > 0 && !follow) status?.(context.words.say('cli.open.reading', { percent: Math.floor((100 * done) / total) }))
  }
  const { status: ended } = await runSession(context, {
    open: { mode: 'file', source: 'none', language: context.language, file: path.value, session, follow, telling: context.quiet && !context.json ? 'summary' : 'lines' },
    notifications: { progress }, work: (engine) => engine.call((e) => e.read()), ...(context.quiet && !context.json ? endAlone(context) : { printer: storyOrJson(context) })
  })
  return ended
}

/** With --quiet: the end alone, not the way there, of which nothing is told either. */
const endAlone = (context: Context): Pick<SessionPlan<null>, 'printer' | 'closed'> => ({
  printer: noPrinter,
  closed: async (engine, result) => {
    const { words, terminal, env } = context
    const summary = await engine.call((e) => e.summary())
    if (!summary.ok) return void tellFailure(context, summary.error)
    const paint = painter(terminal.outIsTerminal, env)
    await terminal.out(outcome(summary.value, result, words).map((line) => `${paint(line)}\n`).join(''))
  }
})
