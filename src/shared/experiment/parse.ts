import * as v from 'valibot'
import { assert } from '../base/assert'
import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import { expandEach, PARTS } from './each'
import type { Expanded } from './each'
import { bodyFileSchema, bodySchema, fileSchema } from './experiment'
import type { Experiment } from './experiment'
import type { ExperimentFault } from './fault'
import { problemsOf } from './issue'
import type { Located } from './issue'
import { acceptedValue, allowedValues, paramFromFile } from './params'
import type { Param, Params } from './params'
import { meaningProblems } from './meaning'
import type { FileAround } from './meaning'
import { combinations, MOST_COMBINATIONS, namesIn, substitute } from './template'
import type { Derived, Scope } from './template'
import { readYaml } from './yaml-source'
import type { Path, YamlSource } from './yaml-source'

/**
 * Reads an experiment's file and checks it whole: its form, every name it uses, and the use of its sockets, for all combinations of its parameters.
 * @param name shown in faults: the file's name
 * @param taken ids of other experiments, which this one must not have
 * @returns every fault found, in the order of the file
 */
export function parseExperiment(source: string, name: string, taken: readonly string[] = []): Result<Experiment, readonly ExperimentFault[]> {
  const yaml = readYaml(source)
  if (!yaml.ok) return err(yaml.error.map((fault) => ({ file: name, field: '', ...fault })))
  const faults = new Faults(name, yaml.value)
  const file = v.safeParse(fileSchema, yaml.value.data)
  if (!file.success) faults.add(problemsOf(file.issues, fileSchema))
  const around = v.safeParse(bodyFileSchema, yaml.value.data)
  if (!around.success) return err(faults.sorted())
  if (file.success && taken.includes(file.output.id)) faults.add([{ path: ['id'], problem: { kind: 'taken', given: file.output.id } }])
  const params = Object.entries(around.output.params).map(([name, param]) => paramFromFile(name, param))
  const derived = Object.entries(around.output.derived).map(([name, entry]): Derived => ({ name, ...entry }))
  const mistaken = [...paramProblems(params), ...derivedProblems(params, derived)]
  faults.add(mistaken)
  const { sockets, steps, predictions, checks } = around.output
  const expanded = expandEach({ sockets, steps, predictions, checks }, [...params, ...derived].map(({ name }) => name))
  faults.add(expanded.problems)
  if (mistaken.length === 0) faults.addAll(bodyProblems(expanded, { params, derived }, around.output), expanded.sourceOf)
  const { body } = expanded
  if (!faults.none || !file.success) return err(faults.sorted())
  const { sockets: _sockets, steps: _steps, predictions: _predictions, checks: _checks, ...told } = file.output
  return ok({ ...told, params, template: { derived, body } })
}

type SourceOf = (path: Path) => Path

/** Faults at their places, each place and kind once. */
class Faults {
  private readonly found = new Map<string, ExperimentFault>()

  constructor(private readonly file: string, private readonly yaml: YamlSource) {}

  get none(): boolean {
    return this.found.size === 0
  }

  add(problems: readonly Located[], params?: Params, sourceOf: SourceOf = (path) => path): void {
    for (const { path: found, problem, onKey } of problems) {
      const path = sourceOf(found)
      const field = fieldText(path)
      const place = `${field} ${problem.kind}`
      if (this.found.has(place)) continue
      this.found.set(place, { file: this.file, ...this.yaml.position(path, onKey ? 'key' : 'value'), field, problem, ...(params === undefined ? {} : { params }) })
    }
  }

  addAll(groups: readonly { readonly problems: readonly Located[]; readonly params?: Params }[], sourceOf: SourceOf): void {
    for (const { problems, params } of groups) this.add(problems, params, sourceOf)
  }

  sorted(): readonly ExperimentFault[] {
    return [...this.found.values()].sort((a, b) => a.line - b.line || a.column - b.column)
  }
}

const fieldText = (path: Path): string =>
  path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '')

function paramProblems(params: readonly Param[]): Located[] {
  return params.flatMap((param): Located[] => {
    const path = (field: string): Path => ['params', param.name, field]
    if (param.kind === 'number' && param.min > param.max) return [{ path: path('max'), problem: { kind: 'out-of-range', given: String(param.max), bound: `>= ${param.min}` } }]
    if (acceptedValue(param, param.default) !== undefined) return []
    return [{ path: path('default'), problem: { kind: 'not-one-of', given: String(param.default), allowed: [allowedValues(param)] } }]
  })
}

/** A derived name must have a value for each choice of the parameter it follows. */
function derivedProblems(params: readonly Param[], derived: readonly Derived[]): Located[] {
  return derived.flatMap(({ name, of, is }): Located[] => {
    const path: Path = ['derived', name]
    if (params.some((param) => param.name === name)) return [{ path, onKey: true, problem: { kind: 'duplicate', given: name } }]
    const choices = params.filter((param) => param.kind === 'choice')
    const param = choices.find((param) => param.name === of)
    if (param === undefined) return [{ path: [...path, 'of'], problem: { kind: 'not-one-of', given: of, allowed: choices.map((param) => param.name) } }]
    const values = param.choices.map(({ value }) => value)
    return [
      ...values.filter((value) => !Object.hasOwn(is, value)).map((value): Located => ({ path: [...path, 'is', value], problem: { kind: 'missing' } })),
      ...Object.keys(is).filter((value) => !values.includes(value))
        .map((given): Located => ({ path: [...path, 'is', given], onKey: true, problem: { kind: 'not-one-of', given, allowed: values } }))
    ]
  })
}

const differing = (params: Params, from: Params): Params => Object.fromEntries(Object.entries(params).filter(([name, value]) => from[name] !== value))

/**
 * The part with parameters, tried with each combination of them. A list that could not be written out whole is told as far as it goes: only what its missing
 * entries might have named is not asked.
 */
function bodyProblems({ body, incomplete }: Expanded, scope: Scope, file: FileAround): { readonly problems: readonly Located[]; readonly params?: Params }[] {
  const all = combinations(scope.params)
  if (all === undefined) return [{ problems: [{ path: ['params'], problem: { kind: 'too-many-combinations', limit: MOST_COMBINATIONS } }] }]
  const [first] = all
  assert(first !== undefined, 'the defaults are a combination')
  const unknown = substitute(body, scope, first).unknown
  const strangers = unknown.map(({ path, name }): Located => ({ path, problem: { kind: 'unknown-parameter', given: name, allowed: namesIn(scope) } }))
  const told = (located: Located): boolean => !isEmptyList(located, incomplete) && !unknown.some(({ path }) => isWithin(located.path, path) || isWithin(path, located.path))
  return all.map((params, index) => {
    const parsed = v.safeParse(bodySchema, substitute(body, scope, params).tree)
    const unnamed = unknown.length > 0 || incomplete.has('steps')
    const found = !parsed.success ? problemsOf(parsed.issues, bodySchema) : unnamed ? [] : meaningProblems(parsed.output, scope.params, params, file)
    const problems = [...strangers, ...found.filter(told)]
    return index === 0 ? { problems } : { problems, params: differing(params, first) }
  })
}

const isWithin = (path: Path, outer: Path): boolean => outer.every((step, at) => path[at] === step)

/** A list is not too short when the entries that it lacks are what is wrong with it. */
const isEmptyList = ({ path, problem }: Located, incomplete: Expanded['incomplete']): boolean =>
  problem.kind === 'wrong-length' && path.length === 1 && PARTS.some((part) => part === path[0] && incomplete.has(part))
