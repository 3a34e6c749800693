import { LANGUAGES } from '../base/language'
import type { Language } from '../base/language'
import type { ParamValue } from './param-value'
import type { Param, Params } from './params'

/** A name whose value follows from a choice: `second: { of: first, is: { client: server, server: client } }`. */
export interface Derived {
  readonly name: string
  readonly of: string
  readonly is: Readonly<Record<string, string>>
}

/** What `${name}` may stand for. */
export interface Scope {
  readonly params: readonly Param[]
  readonly derived: readonly Derived[]
}

export interface UnknownName {
  readonly path: readonly (string | number)[]
  readonly name: string
}

export const namesIn = (scope: Scope): readonly string[] => [...scope.params, ...scope.derived].map(({ name }) => name)

/**
 * Puts values in the place of every `${name}`. A text that is nothing but `${name}` becomes the value in its own type; within the `en` and `ko`
 * of a text a choice becomes its title in that language.
 */
export function substitute(tree: unknown, scope: Scope, params: Params): { readonly tree: unknown; readonly unknown: readonly UnknownName[] } {
  const values = valuesOf(scope, params)
  const unknown: UnknownName[] = []
  const walk = (node: unknown, path: readonly (string | number)[], language: Language | undefined): unknown => {
    if (typeof node === 'string') return fill(node, values, language, (name) => unknown.push({ path, name }))
    if (Array.isArray(node)) return node.map((item: unknown, index) => walk(item, [...path, index], undefined))
    if (typeof node !== 'object' || node === null) return node
    return Object.fromEntries(Object.entries(node).map(([key, value]): [string, unknown] => [key, walk(value, [...path, key], languageOf(key))]))
  }
  return { tree: walk(tree, [], undefined), unknown }
}

interface Value {
  readonly value: ParamValue
  readonly titles: Readonly<Record<Language, string>> | undefined
}

const titlesOf = (param: Param | undefined, value: ParamValue): Value['titles'] =>
  param?.kind === 'choice' ? param.choices.find((choice) => choice.value === value)?.title : undefined

function valuesOf(scope: Scope, params: Params): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>()
  for (const param of scope.params) {
    const value = params[param.name] ?? param.default
    values.set(param.name, { value, titles: titlesOf(param, value) })
  }
  for (const { name, of, is } of scope.derived) {
    const value = is[String(values.get(of)?.value)] ?? ''
    values.set(name, { value, titles: titlesOf(scope.params.find((param) => param.name === of), value) })
  }
  return values
}

function fill(text: string, values: ReadonlyMap<string, Value>, language: Language | undefined, onUnknown: (name: string) => void): ParamValue {
  const whole = /^\$\{([^}]*)\}$/.exec(text)
  const single = whole?.[1] === undefined ? undefined : values.get(whole[1])
  if (single !== undefined && language === undefined) return single.value
  return text.replaceAll(/\$\{([^}]*)\}/g, (written, name: string) => {
    const found = values.get(name)
    if (found === undefined) onUnknown(name)
    return found === undefined ? written : (language !== undefined && found.titles?.[language]) || String(found.value)
  })
}

const languageOf = (key: string): Language | undefined => LANGUAGES.find((language) => language === key)

/** More combinations than this and a file cannot be checked whole. */
export const MOST_COMBINATIONS = 256

/**
 * Settings that between them bring out everything parameters can do to a file: every combination of choices and booleans, each with every number at
 * its default, and with each number alone at its least and at its greatest. The defaults come first.
 * @returns undefined when there are more than MOST_COMBINATIONS
 */
export function combinations(params: readonly Param[]): readonly Params[] | undefined {
  let all: Params[] = [{}]
  for (const param of params) {
    const values = param.kind === 'choice' ? param.choices.map(({ value }) => value) : param.kind === 'boolean' ? [true, false] : [param.default]
    const ordered = [param.default, ...values.filter((value) => value !== param.default)]
    all = all.flatMap((params) => ordered.map((value) => ({ ...params, [param.name]: value })))
    if (all.length > MOST_COMBINATIONS) return undefined
  }
  const numbers = params.filter((param) => param.kind === 'number')
  const edges = all.flatMap((params) => numbers.flatMap(({ name, min, max }) => [{ ...params, [name]: min }, { ...params, [name]: max }]))
  return all.length + edges.length > MOST_COMBINATIONS ? undefined : [...all, ...edges]
}
