import * as v from 'valibot'
import { err, ok, type Result } from '../base/result'
import { checkSchema, type Check } from '../experiment/claim'
import type { ExperimentFault } from '../experiment/fault'
import { problemsOf, type Located } from '../experiment/issue'
import { nameSchema } from '../experiment/name'
import { textSchema, type Text } from '../experiment/text'
import { readYaml, type Path, type YamlSource } from '../experiment/yaml-source'

/** One thing that is asked of a recording, in the vocabulary of the experiments' checks. */
export interface Criterion {
  readonly check: Check
  /** What it is worth. */
  readonly points: number
  /** Told to who lost them. */
  readonly hint: Text | undefined
}

/** What recordings are graded by. */
export interface Rubric {
  readonly title: Text
  /** Recordings of another experiment get no points. */
  readonly experiment: string | undefined
  readonly criteria: readonly Criterion[]
  /** The file's text. */
  readonly source: string
}

const MOST_CHECKS = 200
const points = v.pipe(v.number(), v.minValue(0), v.maxValue(1000))
const frameSchema = v.strictObject({
  title: textSchema, experiment: v.exactOptional(nameSchema), checks: v.pipe(v.array(v.looseObject({})), v.minLength(1), v.maxLength(MOST_CHECKS))
})
/** What a rubric adds to a check. */
const worthSchema = v.strictObject({ points, hint: v.exactOptional(textSchema) })

/**
 * Reads a rubric (docs/grading.md): YAML without anchors and tags, like an experiment's file.
 * @param name shown in faults: the file's name
 * @returns every fault with its line
 */
export function parseRubric(source: string, name: string): Result<Rubric, readonly ExperimentFault[]> {
  const yaml = readYaml(source)
  if (!yaml.ok) return err(yaml.error.map((fault) => ({ file: name, field: '', ...fault })))
  // Of an empty file everything is missing.
  const data = yaml.value.data ?? {}
  const frame = v.safeParse(frameSchema, data)
  const problems: Located[] = frame.success ? [] : [...problemsOf(frame.issues, frameSchema)]
  const criteria: Criterion[] = []
  const ids = new Set<string>()
  for (const [index, { points: worth, hint, ...rest }] of checksIn(data).entries()) {
    const asked = v.safeParse(checkSchema, rest)
    const valued = v.safeParse(worthSchema, { points: worth, ...(hint === undefined ? {} : { hint }) })
    const at = (found: readonly Located[]): Located[] => found.map((problem) => ({ ...problem, path: ['checks', index, ...problem.path] }))
    if (!asked.success) problems.push(...at(problemsOf(asked.issues, checkSchema)))
    if (!valued.success) problems.push(...at(problemsOf(valued.issues, worthSchema)))
    if (!asked.success || !valued.success) continue
    if (ids.has(asked.output.id)) problems.push({ path: ['checks', index, 'id'], problem: { kind: 'duplicate', given: asked.output.id } })
    ids.add(asked.output.id)
    criteria.push({ check: asked.output, points: valued.output.points, hint: valued.output.hint })
  }
  if (!frame.success || problems.length > 0) return err(faultsAt(problems, yaml.value, name))
  return ok({ title: frame.output.title, experiment: frame.output.experiment, criteria, source })
}

/** Also where something else is wrong with the file: all its faults are told at once. Nothing, where not each check is a mapping. */
function checksIn(data: unknown): readonly Record<string, unknown>[] {
  const checks = v.safeParse(v.looseObject({ checks: v.pipe(v.array(v.looseObject({})), v.maxLength(MOST_CHECKS)) }), data)
  return checks.success ? checks.output.checks : []
}

function faultsAt(problems: readonly Located[], yaml: YamlSource, file: string): ExperimentFault[] {
  return problems.map(({ path, problem, onKey }) => ({ file, ...yaml.position(path, onKey === true ? 'key' : 'value'), field: fieldText(path), problem }))
    .sort((a, b) => a.line - b.line || a.column - b.column)
}

const fieldText = (path: Path): string =>
  path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '')

export const mostPoints = ({ criteria }: Rubric): number => criteria.reduce((sum, { points: worth }) => sum + worth, 0)
