import type { Language } from './language'
import { type Reason, type ReasonValues, REASONS, type Told } from './reason'
import { systemSpoken } from './system-words'

/** The catalogue in one language, as far as reasons need it. */
export interface ReasonWords {
  readonly language: Language
  /** @param key `reasons.KIND` */
  say(key: string, values: Readonly<Record<string, string | number>>): string
}

/** What a failure tells beside its code's sentence, in the language of whoever reads it; '' when that is nothing. */
export function toldText({ of, reason, said }: Told, words: ReasonWords): string {
  const parts = [of, reason === undefined ? undefined : reasonText(reason, words), said === undefined ? undefined : systemSpoken(said, words.language)]
  return parts.filter((part) => part !== undefined && part !== '').join(': ')
}

function reasonText(reason: Reason, words: ReasonWords): string {
  const values: Partial<ReasonValues> & Pick<Reason, 'kind'> = reason
  return words.say(`reasons.${reason.kind}`, Object.fromEntries(REASONS[reason.kind].map((name) => [name, shown(name, values[name], words)])))
}

function shown(name: keyof ReasonValues, value: ReasonValues[keyof ReasonValues] | undefined, words: ReasonWords): string | number {
  if (typeof value === 'number') return name === 'limit' ? limitText(value) : value
  if (typeof value === 'string') return value
  if (value === undefined) throw new Error(`bug: a reason without its ${name}`)
  if ('en' in value) return value[words.language]
  const text = toldText(value, words)
  return value.remedy === undefined ? text : `${text} (${value.remedy})`
}

const limitText = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`)
