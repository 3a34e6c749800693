import * as v from 'valibot'
import type { Language, ParamValue } from '../ipc/engine'
import { LANGUAGES } from '../ipc/engine'
import type { Located } from './issue'
import { problemsOf } from './issue'
import { isMapping, mappingOf } from './name'
import type { Path } from './yaml-source'

/** The lists in which `each` may stand. */
export const PARTS = ['steps', 'checks', 'predictions'] as const
type Part = (typeof PARTS)[number]

/** Entries of one list after expansion, at most. */
export const MOST_ITEMS = 2_000

export interface Expanded {
  readonly body: Readonly<Record<string, unknown>>
  readonly problems: readonly Located[]
  /** Where an entry of an expanded list stands in the file. */
  sourceOf(path: Path): Path
}

const scalar = v.union([v.string(), v.number(), v.boolean()])
/** A value, and where it is not to be read as it stands, how a person reads it. */
const value = v.union([scalar, v.strictObject({ value: scalar, en: v.string(), ko: v.string() })])
const values = mappingOf(v.pipe(v.array(value), v.minLength(1), v.maxLength(64)))
type Value = v.InferOutput<typeof value>
type Setting = Readonly<Record<string, Value>>

/**
 * Writes out `{ each: { reuse: [0, 1] }, steps: [ … ] }`: the entries once for every combination of the values, in order, `${reuse}` standing for each. Everything
 * else in the body is left as it is.
 */
export function expandEach(body: Readonly<Record<string, unknown>>): Expanded {
  const problems: Located[] = []
  const sources = new Map<Part, readonly Path[]>()
  const expanded: Record<string, unknown> = { ...body }
  for (const part of PARTS) {
    const list: unknown = body[part]
    if (!Array.isArray(list)) continue
    const items = list.flatMap((item: unknown, index) => expandItem(item, part, [part, index], {}, problems, 0))
    if (items.length > MOST_ITEMS) problems.push({ path: [part], problem: { kind: 'too-many-items', limit: MOST_ITEMS } })
    const kept = items.slice(0, MOST_ITEMS)
    expanded[part] = kept.map(({ item }) => item)
    sources.set(part, kept.map(({ path }) => path))
  }
  return { body: expanded, problems, sourceOf: (path) => sourceOf(path, sources) }
}

function sourceOf(path: Path, sources: ReadonlyMap<string, readonly Path[]>): Path {
  const [part, index, ...rest] = path
  const source = typeof part === 'string' && typeof index === 'number' ? sources.get(part)?.[index] : undefined
  return source === undefined ? path : [...source, ...rest]
}

interface Item {
  readonly item: unknown
  readonly path: Path
}

function expandItem(item: unknown, part: Part, path: Path, setting: Setting, problems: Located[], depth: number): readonly Item[] {
  if (!isGroup(item)) return [{ item: put(item, setting, undefined), path }]
  const group = v.safeParse(v.strictObject({ each: values, [part]: v.array(v.unknown()) }), item)
  const inner: unknown = item[part]
  if (!group.success || !Array.isArray(inner) || depth > 1) {
    const found = group.success ? [] : problemsOf(group.issues)
    problems.push(...(found.length > 0 ? found : [{ path: ['each'], problem: { kind: 'too-deep' as const } }]).map((problem) => ({ ...problem, path: [...path, ...problem.path] })))
    return []
  }
  const parsed = v.safeParse(values, item['each'])
  if (!parsed.success) return []
  return settings(parsed.output).flatMap((own) =>
    inner.flatMap((entry: unknown, index) => expandItem(entry, part, [...path, part, index], { ...setting, ...own }, problems, depth + 1)))
}

const isGroup = (item: unknown): item is Readonly<Record<string, unknown>> => isMapping(item) && typeof item === 'object' && item !== null && Object.hasOwn(item, 'each')

function settings(values: Readonly<Record<string, readonly Value[]>>): readonly Setting[] {
  let all: Setting[] = [{}]
  for (const [name, list] of Object.entries(values)) all = all.flatMap((setting) => list.map((value) => ({ ...setting, [name]: value }))).slice(0, MOST_ITEMS + 1)
  return all
}

/** Only the names of this `each` are put in; those of parameters stay for later. */
function put(node: unknown, setting: Setting, language: Language | undefined): unknown {
  if (typeof node === 'string') return putText(node, setting, language)
  if (Array.isArray(node)) return node.map((item: unknown) => put(item, setting, undefined))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).map(([key, inner]): [string, unknown] => [key, put(inner, setting, LANGUAGES.find((one) => one === key))]))
}

function putText(text: string, setting: Setting, language: Language | undefined): ParamValue {
  const whole = /^\$\{([^}]*)\}$/.exec(text)?.[1]
  const single = whole !== undefined && Object.hasOwn(setting, whole) ? setting[whole] : undefined
  if (single !== undefined && language === undefined) return typeof single === 'object' ? single.value : single
  return text.replaceAll(/\$\{([^}]*)\}/g, (written, name: string) => {
    const found = Object.hasOwn(setting, name) ? setting[name] : undefined
    if (found === undefined) return written
    return typeof found === 'object' ? (language === undefined ? String(found.value) : found[language]) : String(found)
  })
}
