import { isAbsolute, resolve } from 'node:path'
import { jsonText } from '../../../../shared/base/json-text'
import { fail } from '../../../../shared/base/result'
import { planOf } from '../../../../shared/experiment/experiment'
import { resolveParams } from '../../../../shared/experiment/params'
import { coursePath, type Claim, type Course } from '../../../../shared/course/course'
import { evidenceFor } from '../../../../shared/course/evidence'
import { claimDone, courseCount, isDone, learned, nextExperiment, type CourseProgress } from '../../../../shared/course/progress'
import { piece, type StoryLine } from '../../../../shared/story'
import { COURSE } from '../../desk/built-in'
import { CourseRecord } from '../../desk/course-record'
import { dataPath } from '../../desk/data-path'
import { RecordingsFolder, recordingsPath } from '../../desk/recordings-folder'
import { painter, say, tellFailure, type Context } from '../context'
import { eventsOf } from '../event-lines'
import { askPredictions } from '../ask-predictions'
import { CHECK_FAILED, DONE } from '../exit-status'
import { library } from '../experiments'
import type { Printer } from '../printer'
import { asking, canAsk } from '../question'
import { Values } from '../values'
import { run, type RunOptions } from './run'

export interface CourseOptions extends Pick<RunOptions, 'param' | 'predict' | 'record' | 'source'> {
  readonly reset?: boolean
  readonly yes?: boolean
}

/** What a command of the course works with. */
interface Place {
  readonly course: Course
  readonly record: CourseRecord
  readonly progress: CourseProgress
}

/** `twlab course`: the path, and how far one is; `course next` runs the next experiment, `course ID` that one, and either counts. */
export async function course(context: Context, what: string | undefined, options: CourseOptions): Promise<number> {
  const record = new CourseRecord(dataPath('course.json', context.env))
  const place: Place = { course: COURSE, record, progress: await record.read() }
  if (options.reset === true) return reset(context, place, options.yes === true)
  if (what === undefined) return show(context, place)
  const next = what === 'next' ? nextExperiment(place.course, place.progress) : what
  if (next === undefined) {
    say(context, 'cli.course.over')
    return show(context, place)
  }
  return go(context, place, next, options)
}

/** Runs one, and counts it. The rest of the course is one command away, and said so. */
async function go(context: Context, { course: path, record, progress }: Place, experiment: string, options: CourseOptions): Promise<number> {
  const witness = new Witness()
  const asked = await predictionsOf(context, experiment, options)
  if (context.interruption.happened) return context.interruption.status
  const status = await run(context, [experiment], { ...options, predict: [...options.predict ?? [], ...asked] }, witness)
  const known = coursePath(path).includes(experiment)
  if (!known || context.interruption.happened || (status !== DONE && status !== CHECK_FAILED)) return status
  const recording = options.record === undefined ? {} : { recording: isAbsolute(options.record) ? options.record : resolve(options.record) }
  const counted = await record.ran({ experiment, held: status === DONE, predictions: witness.predictions, ...recording })
  if (!counted.ok) tellFailure(context, counted.error)
  const now = counted.ok ? counted.value : progress
  if (!context.json) await print(context, [[], ...claimsOf(path, experiment).flatMap((claim) => claimLines(context, claim, now))])
  const next = nextExperiment(path, now)
  if (next !== undefined && status === DONE) say(context, 'cli.course.next', { id: next, command: 'twlab course next' })
  return status
}

/** What the person at the terminal expects; of what was said with --predict nobody is asked again. What is wrong with the words is for the run to say. */
async function predictionsOf(context: Context, id: string, options: CourseOptions): Promise<readonly string[]> {
  const { language, words, terminal, env } = context
  const experiment = library().find((entry) => entry.experiment.id === id)?.experiment
  const pairs = new Values(words).pairs('--param', options.param ?? [])
  const params = experiment === undefined || !pairs.ok ? undefined : resolveParams(experiment.params, pairs.value, language)
  if (!canAsk(context) || experiment === undefined || params?.ok !== true) return []
  const said = new Set((options.predict ?? []).map((pair) => pair.split('=', 1)[0]))
  const predictions = planOf(experiment, params.value).predictions.filter((prediction) => !said.has(prediction.id))
  if (predictions.length === 0) return []
  await print(context, [[], [piece(experiment.title[language], 'strong')], [piece(experiment.question[language])]])
  return asking(context, (ask) => askPredictions({ predictions, language, words, paint: painter(terminal.errIsTerminal, env) }, ask))
}

const claimsOf = ({ chapters }: Course, experiment: string): readonly Claim[] => chapters.flatMap(({ claims }) => claims.filter(({ experiments }) => experiments.includes(experiment)))

async function show(context: Context, { course: path, progress }: Place): Promise<number> {
  const { language, words, json, terminal, env } = context
  const count = courseCount(path, progress)
  const next = nextExperiment(path, progress)
  const kept = (await new RecordingsFolder(recordingsPath(env)).list()).map(({ name }) => name)
  if (json) {
    const claims = path.chapters.flatMap((chapter) => chapter.claims.map((claim) => ({
      type: 'claim', chapter: chapter.id, claim: claim.id, n: claim.n ?? null, says: claim.says[language], so: claim.so[language], done: claimDone(progress, claim),
      experiments: claim.experiments.map((id) => ({ id, ...progress.steps[id] ?? { done: null, runs: 0 } })), recordings: evidenceFor(claim, progress, kept)
    })))
    await terminal.out([...claims, { type: 'course', ...count, next: next ?? null }].map((line) => `${jsonText(line)}\n`).join(''))
    return DONE
  }
  const lines = path.chapters.flatMap((chapter): StoryLine[] => [
    [], [piece(chapter.title[language], 'strong')], ...chapter.claims.flatMap((claim) => [
      ...claimLines(context, claim, progress), ...claim.experiments.map((id) => experimentLine(context, id, progress, id === next)),
      ...evidenceFor(claim, progress, kept).map((evidence): StoryLine => [piece(`        ${evidence.kept ?? evidence.path ?? ''}`, 'dim')])
    ])
  ])
  await print(context, [[piece(path.title[language], 'strong'), piece(`  ${words.say('cli.course.count', count)}`, 'dim')], ...lines])
  if (next !== undefined) say(context, 'cli.course.next', { id: next, command: 'twlab course next' })
  return DONE
}

/** What the text says; and, once its experiments are done, what is so. */
function claimLines({ language }: Context, claim: Claim, progress: CourseProgress): readonly StoryLine[] {
  const done = claimDone(progress, claim)
  const says: StoryLine = [piece(`  ${done ? '✓' : '·'} `, done ? 'good' : 'dim'), piece(`${claim.n === undefined ? '' : `${claim.n}. `}${claim.says[language]}`)]
  return done ? [says, [piece(`      → ${claim.so[language]}`, 'good')]] : [says]
}

function experimentLine({ words, language }: Context, id: string, progress: CourseProgress, next: boolean): StoryLine {
  const step = progress.steps[id]
  const answers = learned(step)
  const predicted = answers.right + answers.otherwise === 0 ? [] : [words.say('cli.course.predicted', answers)]
  const state = isDone(progress, id) ? words.say('cli.course.done', { day: dayOf(step?.done ?? '', language) }) : step === undefined ? '' : words.say('cli.course.tried')
  const told = [state, ...predicted].filter((text) => text !== '').join(', ')
  return [piece(`      ${isDone(progress, id) ? '✓' : next ? '▸' : ' '} `, isDone(progress, id) ? 'good' : 'strong'), piece(id, next ? 'command' : 'plain'), piece(told === '' ? '' : `  ${told}`, 'dim')]
}

const dayOf = (instant: string, language: string): string => (Number.isNaN(Date.parse(instant)) ? instant : new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(instant)))

async function reset(context: Context, { course: path, record, progress }: Place, yes: boolean): Promise<number> {
  const { words } = context
  const { done } = courseCount(path, progress)
  if (!yes) {
    if (!canAsk(context)) return tellFailure(context, fail('usage', { said: words.say('cli.course.ask-yes'), remedy: 'twlab course --reset --yes' }).error)
    const answer = await asking(context, (ask) => ask(`${words.say('cli.course.really', { done })} `))
    if (context.interruption.happened) return context.interruption.status
    if (!/^(?:y|yes|예|네)$/i.test(answer?.trim() ?? '')) return DONE
  }
  const forgotten = await record.reset()
  if (!forgotten.ok) return tellFailure(context, forgotten.error)
  say(context, 'cli.course.forgotten')
  return DONE
}

async function print(context: Context, lines: readonly StoryLine[]): Promise<void> {
  const paint = painter(context.terminal.outIsTerminal, context.env)
  await context.terminal.out(lines.map((line) => `${paint(line)}\n`).join(''))
}

/** Listens for what became of the predictions. */
class Witness implements Printer {
  readonly predictions: { readonly id: string; readonly right: boolean | null }[] = []

  take(jsonLines: Uint8Array): Promise<void> {
    for (const event of eventsOf(jsonLines)) if (event.type === 'prediction') this.predictions.push({ id: event.id, right: event.right })
    return Promise.resolve()
  }

  finish(): Promise<void> {
    return Promise.resolve()
  }
}
