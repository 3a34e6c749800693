import { extname } from 'node:path'
import { fail, ok, type Result } from '../../../../shared/base/result'
import type { ExperimentRequest, OpenRequest } from '../../../../shared/ipc/engine'
import { exitStatusOf } from '../../../../shared/ipc/failure'
import { painter, say, tellFailure, type Context } from '../context'
import { CHECK_FAILED, DONE, MACHINE_LACKS, worst } from '../exit-status'
import { choose, requests, wholeLibrary, type LibraryEntry } from '../experiments'
import { isExperimentFile } from '../own-experiments'
import { Lanes, type Lane } from '../lanes'
import { both, jsonPrinter, StoryPrinter, type Printer } from '../printer'
import { runSession, statusOfTroubles } from '../run-session'
import { Values } from '../values'
import { sourceOf, statusLine } from './session-options'

export interface RunOptions {
  readonly all?: boolean
  readonly param?: readonly string[]
  readonly record?: string
  readonly jobs?: string
  readonly source?: string
  /** Folders of somebody's own experiments. */
  readonly experiments?: readonly string[]
  readonly allowPrograms?: boolean
  /** Predictions: ID=VALUE. */
  readonly predict?: readonly string[]
}

/** More sandboxes side by side than this only slow each other down. */
const MOST_JOBS = 32

interface Run {
  readonly request: ExperimentRequest
  readonly record: string | undefined
}

interface Runs {
  readonly runs: readonly Run[]
  readonly jobs: number
  readonly source: OpenRequest['source']
}

/** `twlab run ID…`: each experiment in a sandbox of its own. @param witness hears everything that is told, too */
export async function run(context: Context, ids: readonly string[], options: RunOptions, witness?: Printer): Promise<number> {
  const prepared = await prepare(context, ids, options)
  if (!prepared.ok) return tellFailure(context, prepared.error)
  const { runs, jobs, source } = prepared.value
  const lanes = new Lanes((data) => context.terminal.out(data))
  const queue = runs.map((one) => ({ one, lane: lanes.open() }))
  const statuses: number[] = []
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !context.interruption.happened; next = queue.shift()) {
      statuses.push(await runOne(context, next.one, next.lane, source, witness))
      next.lane.done()
    }
  }
  await Promise.all(Array.from({ length: jobs }, worker))
  if (runs.length > 1 && !context.interruption.happened) say(context, 'cli.run.summary', { total: runs.length, n: runs.length, held: statuses.filter((status) => status === DONE).length })
  return worst(context.interruption.happened ? [...statuses, context.interruption.status] : statuses)
}

/** Everything that can be wrong is found before the first experiment begins. */
async function prepare(context: Context, ids: readonly string[], options: RunOptions): Promise<Result<Runs>> {
  const values = new Values(context.words)
  const jobs = values.integer('--jobs', options.jobs ?? '1', 1, MOST_JOBS)
  if (!jobs.ok) return jobs
  const params = values.pairs('--param', options.param ?? [])
  if (!params.ok) return params
  const source = sourceOf(values, options.source)
  if (!source.ok) return source
  const predictions = values.pairs('--predict', options.predict ?? [])
  if (!predictions.ok) return predictions
  const wanted = await wantedExperiments(context, ids, options)
  if (!wanted.ok) return wanted
  // Side by side, the longest begin first.
  const ordered = jobs.value > 1 ? wanted.value.toSorted((a, b) => b.experiment.seconds - a.experiment.seconds) : wanted.value
  const asked = requests(ordered, params.value, context, options.allowPrograms === true, predictions.value)
  if (!asked.ok) return asked
  const runs: Run[] = []
  const names = options.record === undefined ? [] : recordNames(options.record, ordered.map(({ experiment }) => experiment.id))
  for (const [index, request] of asked.value.entries()) {
    const name = names[index]
    const record = name === undefined ? ok(undefined) : values.newFile('--record', name)
    if (!record.ok) return record
    runs.push({ request, record: record.value })
  }
  return ok({ runs, jobs: jobs.value, source: source.value })
}

/** A word that ends in .yaml is a file of its own. */
async function wantedExperiments(context: Context, words: readonly string[], { all = false, experiments = [] }: RunOptions): Promise<Result<readonly LibraryEntry[]>> {
  const files = words.filter(isExperimentFile)
  const known = await wholeLibrary([...experiments, ...files], context)
  if (!known.ok) return known
  const entries = known.value
  const ids = words.map((word) => (isExperimentFile(word) ? (entries.find(({ name }) => name === word)?.experiment.id ?? word) : word))
  if (all === ids.length > 0) return fail('usage', { said: context.words.say(all ? 'cli.usage.ids-and-all' : 'cli.usage.no-ids'), remedy: 'twlab list' })
  return all ? ok(entries) : choose(entries, ids, context)
}

/** `out.pcapng` for one experiment; `out-lost-final-ack.pcapng` and so on for several, numbered when one is asked for twice. */
export function recordNames(file: string, ids: readonly string[]): string[] {
  if (ids.length === 1) return [file]
  const ending = extname(file)
  const stem = file.slice(0, file.length - ending.length)
  return ids.map((id, index) => {
    const before = ids.slice(0, index).filter((other) => other === id).length
    return `${stem}-${id}${before === 0 ? '' : `-${before + 1}`}${ending}`
  })
}

async function runOne(context: Context, { request, record }: Run, lane: Lane, source: OpenRequest['source'], witness?: Printer): Promise<number> {
  const outcome = await runSession(context, {
    printer: witness === undefined ? printerFor(context, lane) : both(printerFor(context, lane), witness),
    open: { mode: 'sandbox', source, language: context.language, experiment: request, ...(record === undefined ? {} : { record }) },
    work: (engine) => engine.call((e) => e.runExperiment())
  })
  const { status, result, stopped, troubles } = outcome
  if (stopped === true || status !== DONE || result === undefined) return status
  const broken = statusOfTroubles(troubles)
  if (broken !== DONE || result.ok) return broken
  // Nothing of it could be looked at here: that is this machine's lack, and no check's failure.
  const unseen = result.checks.length > 0 && result.checks.every(({ verdict }) => verdict === 'unobservable')
  return unseen && troubles.some(({ code }) => exitStatusOf(code) === MACHINE_LACKS) ? MACHINE_LACKS : CHECK_FAILED
}

function printerFor(context: Context, lane: Lane): Printer {
  if (context.json) return jsonPrinter((data) => lane.write(data))
  const { words, terminal, env, quiet } = context
  const status = statusLine(context, () => lane.live)
  return new StoryPrinter({
    words, paint: painter(terminal.outIsTerminal, env), write: (text) => lane.write(text), endOnly: quiet, ...(status === undefined ? {} : { status })
  })
}
