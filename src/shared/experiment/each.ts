import * as v from 'valibot'
import type { Language } from '../base/language'
import type { ParamValue } from './param-value'
import { LANGUAGES } from '../base/language'
import type { Located } from './issue'
import { problemsOf } from './issue'
import { isMapping, mappingOf } from './name'
import type { Path } from './yaml-source'

/** The lists in which `each` may stand. */
export const PARTS = ['steps', 'checks', 'predictions'] as const
export type Part = (typeof PARTS)[number]

/** Entries of one list after expansion, at most. */
export const MOST_ITEMS = 2_000

export interface Expanded {
  readonly body: Readonly<Record<string, unknown>>
  readonly problems: readonly Located[]
  /** Lists that lack entries, because an `each` in them could not be written out. */
  readonly incomplete: ReadonlySet<Part>
  /** Where an entry of an expanded list stands in the file. */
  sourceOf(path: Path): Path
}

const scalar = v.union([v.string(), v.number(), v.boolean()])
const named = v.strictObject({ value: scalar, en: v.string(), ko: v.string() })
/** A value, and where it is not to be read as it stands, how a person reads it. */
const value = v.lazy((input): typeof named | typeof scalar => (isMapping(input) ? named : scalar))
const values = v.pipe(mappingOf(v.pipe(v.array(value), v.minLength(1), v.maxLength(64))), v.minEntries(1))
type Value = v.InferOutput<typeof value>
type Setting = Readonly<Record<string, Value>>

/**
 * Writes out `{ each: { reuse: [0, 1] }, steps: [ … ] }`: the entries once for every combination of the values, in order, `${reuse}` standing for each. Everything
 * else in the body is left as it is.
 * @param taken names that `${…}` stands for already: those of parameters
 */
export function expandEach(body: Readonly<Record<string, unknown>>, taken: readonly string[] = []): Expanded {
  const sources = new Map<Part, readonly Path[]>()
  const expanded: Record<string, unknown> = { ...body }
  const problems: Located[] = []
  const incomplete = new Set<Part>()
  for (const part of PARTS) {
    const list: unknown = body[part]
    if (!Array.isArray(list)) continue
    const expansion = new Expansion(part, taken)
    const items = expansion.of(list)
    if (expansion.problems.length > 0) incomplete.add(part)
    problems.push(...expansion.problems)
    expanded[part] = items.map(({ item }) => item)
    sources.set(part, items.map(({ path }) => path))
  }
  return { body: expanded, problems, incomplete, sourceOf: (path) => sourceOf(path, sources) }
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

/** One list, written out. A few lines can ask for billions of entries: it stops at MOST_ITEMS. */
class Expansion {
  readonly problems: Located[] = []
  private readonly items: Item[] = []
  private full = false

  constructor(private readonly part: Part, private readonly taken: readonly string[]) {}

  of(list: readonly unknown[]): readonly Item[] {
    this.addAll(list, [this.part], {}, [])
    if (this.full) this.problems.push({ path: [this.part], problem: { kind: 'too-many-items', limit: MOST_ITEMS } })
    return this.items
  }

  /** @param around names of the `each` that this list is in */
  private addAll(list: readonly unknown[], path: Path, setting: Setting, around: readonly string[]): void {
    for (const [index, item] of list.entries()) {
      if (this.full) return
      if (isGroup(item)) this.addGroup(item, [...path, index], setting, around)
      else if (this.items.length === MOST_ITEMS) this.full = true
      else this.items.push({ item: put(item, setting, undefined), path: [...path, index] })
    }
  }

  private addGroup(item: Group, path: Path, setting: Setting, around: readonly string[]): void {
    const schema = v.strictObject({ each: values, [this.part]: v.pipe(v.array(v.unknown()), v.nonEmpty()) })
    const group = v.safeParse(schema, item)
    const each = v.safeParse(values, item.each)
    const inner: unknown = item[this.part]
    if (!group.success || !each.success || !Array.isArray(inner)) return this.tell(group.success ? [] : problemsOf(group.issues, schema), path)
    const names = Object.keys(each.output)
    const used = names.filter((name) => this.taken.includes(name) || around.includes(name))
    if (used.length > 0) return this.tell(used.map((given) => ({ path: ['each', given], onKey: true, problem: { kind: 'duplicate', given } })), path)
    if (this.depthOf(path) > DEEPEST) return this.tell([{ path: ['each'], problem: { kind: 'too-deep' } }], path)
    for (const own of settings(each.output)) {
      this.addAll(inner, [...path, this.part], { ...setting, ...own }, [...around, ...names])
      // The first round tells every fault; without entries to count, the others would never end.
      if (this.full || this.problems.length > 0) return
    }
  }

  /** How many `each` stand around an entry: each adds the name of the list to its path. */
  private depthOf(path: Path): number {
    return path.filter((step) => step === this.part).length - 1
  }

  private tell(found: readonly Located[], path: Path): void {
    this.problems.push(...found.map((located) => ({ ...located, path: [...path, ...located.path] })))
  }
}

/** An `each` may stand in one other. */
const DEEPEST = 1

type Group = Readonly<Record<string, unknown>> & { readonly each: unknown }
const isGroup = (item: unknown): item is Group => isMapping(item) && typeof item === 'object' && item !== null && Object.hasOwn(item, 'each')

function* settings(values: Readonly<Record<string, readonly Value[]>>): Generator<Setting> {
  const [first, ...rest] = Object.entries(values)
  if (first === undefined) return yield {}
  const [name, list] = first
  for (const value of list) for (const others of settings(Object.fromEntries(rest))) yield { [name]: value, ...others }
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
