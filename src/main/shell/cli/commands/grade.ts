import { stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, resolve } from 'node:path'
import { assertNever } from '../../../../shared/base/assert'
import { fail, ok, type Result } from '../../../../shared/base/result'
import { noFileReason, systemReason } from '../../../../shared/base/system-error'
import { faultText } from '../../../../shared/experiment/fault'
import type { Grade } from '../../../../shared/grading/grade'
import { parseRubric, type Rubric } from '../../../../shared/grading/rubric'
import { GRADE_FORMATS, gradeCsv, gradeJson, gradeLines, gradeMarkdown, type GradeFormat } from '../../../../shared/grading/tell-grades'
import { gradeFiles } from '../../grading/grade-files'
import { yamlText } from '../../yaml-text'
import { painter, say, tellFailure, type Context } from '../context'
import { CHECK_FAILED, DONE, WRONG_USE } from '../exit-status'
import { Values } from '../values'
import { sampleCopy } from './samples'
import { statusLine } from './session-options'

export interface GradeOptions {
  readonly rubric?: string
  readonly to?: string
  /** A recording that comes with the program: what a rubric is tried on first. */
  readonly sample?: string | true
  /** Of several sessions in a file: which one. */
  readonly session?: string
}

/** `twlab grade FILE… --rubric FILE [--sample ID]`: each recording's points, the reason for each that was lost, and what speaks against its being what it claims to be. */
export async function grade(context: Context, paths: readonly string[], options: GradeOptions): Promise<number> {
  if (typeof options.sample !== 'string') return paths.length > 0 ? gradeAll(context, paths, options) : tellFailure(context, fail('usage', { said: context.words.say('cli.usage.missing-argument', { given: 'file' }), remedy: 'twlab open --sample' }).error)
  const copy = await sampleCopy(context, options.sample)
  if (!copy.ok) return tellFailure(context, copy.error)
  try {
    return await gradeAll(context, [...paths, copy.value.path], options)
  } finally {
    await copy.value.remove()
  }
}

async function gradeAll(context: Context, paths: readonly string[], options: GradeOptions): Promise<number> {
  const format = context.json ? ok('json' as const) : new Values(context.words).oneOf('--to', options.to ?? 'table', GRADE_FORMATS)
  if (!format.ok) return tellFailure(context, format.error)
  const session = new Values(context.words).session(options.session)
  if (!session.ok) return tellFailure(context, session.error)
  const rubric = await readRubric(context, options.rubric ?? '')
  if (!rubric.ok) return rubric.error
  const { installation, startEngine, language, words, terminal, interruption } = context
  const status = statusLine(context)
  const stop = new AbortController()
  void interruption.requested.then(() => stop.abort())
  const reading = { installation, startEngine, language, signal: stop.signal, processors: availableParallelism() }
  const graded = await gradeFiles(paths.map((path) => ({ file: resolve(path), session: session.value })), rubric.value, reading, (done, total) => status?.(words.say('grade.progress', { done, total })))
  status?.(undefined)
  if (interruption.happened) return interruption.status
  if (!graded.ok) return tellFailure(context, graded.error)
  const { grades, unreadable } = graded.value
  await terminal.out(toldAs(format.value, grades, rubric.value, context))
  for (const { failure } of unreadable) tellFailure(context, failure)
  const doubtful = grades.filter(({ doubts, forAll }) => doubts.length > 0 && forAll !== 'unreadable').length
  if (format.value !== 'json') {
    say(context, 'grade.summary', { count: grades.length - unreadable.length, doubtful })
    if (unreadable.length > 0) say(context, 'grade.not-graded', { count: unreadable.length })
  }
  return unreadable.length > 0 ? WRONG_USE : doubtful > 0 ? CHECK_FAILED : DONE
}

/** @returns the rubric, or the exit status of what was told about it */
async function readRubric(context: Context, path: string): Promise<Result<Rubric, number>> {
  let source: string
  try {
    const found = await stat(resolve(path))
    // A pipe is fine (the shell makes one of a command's output), a device may have no end.
    const reason = found.isFIFO() ? undefined : noFileReason(found)
    if (reason !== undefined) return { ok: false, error: tellFailure(context, fail('unreadable-file', { of: path, ...reason }).error) }
    source = await yamlText(resolve(path), found.size)
  } catch (error) {
    return { ok: false, error: tellFailure(context, fail('unreadable-file', { of: path, said: systemReason(error) }).error) }
  }
  const rubric = parseRubric(source, basename(path))
  if (rubric.ok) return rubric
  await context.terminal.err(rubric.error.map((fault) => `${faultText({ ...fault, file: path }, context.language)}\n`).join(''))
  return { ok: false, error: WRONG_USE }
}

function toldAs(format: GradeFormat, grades: readonly Grade[], rubric: Rubric, { words, language, terminal, env }: Context): string {
  switch (format) {
    case 'table': {
      const paint = painter(terminal.outIsTerminal, env)
      return gradeLines(grades, words).map((line) => `${paint(line)}\n`).join('')
    }
    case 'csv': return gradeCsv(grades, words)
    case 'json': return gradeJson(grades)
    case 'md': return gradeMarkdown(grades, rubric.title[language], words)
    default: return assertNever(format, 'format')
  }
}
