import * as v from 'valibot'
import { fail, ok } from '../base/result'
import type { Result } from '../base/result'
import type { Language } from '../base/language'
import type { ParamValue } from './param-value'
import { mappingOf, nameSchema } from './name'
import { textSchema } from './text'
import type { Text } from './text'

/** What a person may set before a run. Numbers are integers. */
export type Param =
  | { readonly kind: 'choice'; readonly name: string; readonly title: Text; readonly choices: readonly Choice[]; readonly default: string }
  | { readonly kind: 'number'; readonly name: string; readonly title: Text; readonly min: number; readonly max: number; readonly default: number; readonly unit?: Text }
  | { readonly kind: 'boolean'; readonly name: string; readonly title: Text; readonly default: boolean }

export interface Choice {
  readonly value: string
  readonly title: Text
}

/** A value for every parameter, each allowed. */
export type Params = Readonly<Record<string, ParamValue>>

const integer = v.pipe(v.number(), v.safeInteger())
const choices = v.pipe(mappingOf(textSchema), v.minEntries(2), v.maxEntries(16))

/** As it stands in a file, under the parameter's name. */
export const paramSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('choice'), title: textSchema, choices, default: nameSchema }),
  v.strictObject({ kind: v.literal('number'), title: textSchema, min: integer, max: integer, default: integer, unit: v.exactOptional(textSchema) }),
  v.strictObject({ kind: v.literal('boolean'), title: textSchema, default: v.boolean() })
])
export type ParamInFile = v.InferOutput<typeof paramSchema>

export function paramFromFile(name: string, param: ParamInFile): Param {
  if (param.kind !== 'choice') return { name, ...param }
  return { ...param, name, choices: Object.entries(param.choices).map(([value, title]) => ({ value, title })) }
}

/** The allowed values as people read them: `client, server`, `1..65536`, `true, false`. */
export function allowedValues(param: Param): string {
  switch (param.kind) {
    case 'choice': return param.choices.map(({ value }) => value).join(', ')
    case 'number': return `${param.min}..${param.max}`
    case 'boolean': return 'true, false'
  }
}

/**
 * Fills in defaults and checks what was given. Text forms are taken too (`"512"`, `"true"`), as a command line gives them.
 * @returns bad-parameter, naming what is allowed
 */
export function resolveParams(params: readonly Param[], given: Readonly<Record<string, ParamValue>>, language: Language = 'en'): Result<Params> {
  const names = new Set(params.map(({ name }) => name))
  const stranger = Object.keys(given).find((name) => !names.has(name))
  if (stranger !== undefined) return fail('bad-parameter', { said: WORDS[language].unknown(stranger, [...names].join(', ')) })
  const values: [string, ParamValue][] = []
  for (const param of params) {
    const value = Object.hasOwn(given, param.name) ? given[param.name] : param.default
    const accepted = value === undefined ? undefined : acceptedValue(param, value)
    if (accepted === undefined) return fail('bad-parameter', { said: WORDS[language].notAllowed(param.name, String(value), allowedValues(param)) })
    values.push([param.name, accepted])
  }
  return ok(Object.fromEntries(values))
}

/** @returns the value in the parameter's own type, or undefined when it is not allowed */
export function acceptedValue(param: Param, value: ParamValue): ParamValue | undefined {
  switch (param.kind) {
    case 'choice': return param.choices.some((choice) => choice.value === value) ? value : undefined
    case 'boolean': return value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined
    case 'number': {
      const number = typeof value === 'string' && /^-?[0-9]{1,16}$/.test(value) ? Number(value) : value
      return typeof number === 'number' && Number.isSafeInteger(number) && number >= param.min && number <= param.max ? number : undefined
    }
  }
}

const WORDS: Readonly<Record<Language, { unknown(name: string, known: string): string; notAllowed(name: string, value: string, allowed: string): string }>> = {
  en: {
    unknown: (name, known) => (known === '' ? `this experiment has no parameters; ${name} was given` : `there is no parameter ${name}; there is: ${known}`),
    notAllowed: (name, value, allowed) => `${name}=${value} is not allowed; allowed: ${allowed}`
  },
  ko: {
    unknown: (name, known) => (known === '' ? `이 실험에는 매개변수가 없습니다 (받은 것: ${name})` : `매개변수 ${name}은(는) 없습니다. 있는 매개변수: ${known}`),
    notAllowed: (name, value, allowed) => `${name}=${value}: 쓸 수 없는 값입니다. 쓸 수 있는 값: ${allowed}`
  }
}
