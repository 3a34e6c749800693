import { COMPARISONS, type Takes, type Vocabulary } from './filter'
import { tokensOf } from './tokens'
import { ENDS, TCP_STATES } from '../tcp/state'
import { FLAG_NAMES } from './values'

/** What may stand at the caret, and which part of the text it replaces. */
export interface Suggestions {
  readonly from: number
  readonly to: number
  readonly options: readonly Suggestion[]
}

export interface Suggestion {
  readonly text: string
  /** A word of the vocabulary, one that joins, or a value. */
  readonly kind: 'word' | 'join' | 'value'
}

/** What a session has, newest first: values that nobody remembers. */
export interface KnownValues {
  readonly connections: readonly string[]
  readonly places: readonly string[]
}

const JOINS = ['and', 'or', 'not'] as const
const MOST = 12

/** @param caret where it stands, in UTF-16 units */
export function suggest(text: string, caret: number, vocabulary: Vocabulary, known: KnownValues): Suggestions {
  const tokens = tokensOf(text.slice(0, caret))
  const last = tokens.at(-1)
  const typing = last !== undefined && last.at + last.length === caret && last.kind !== 'open' && last.kind !== 'close' && last.kind !== 'comparison' ? last : undefined
  if (typing?.kind === 'quoted') return { from: caret, to: caret, options: [] }
  const from = typing?.at ?? caret
  const before = typing === undefined ? tokens : tokens.slice(0, -1)
  const start = typing?.text ?? ''
  return { from, to: caret, options: optionsAfter(before.map(({ text }) => text), vocabulary, known).filter(({ text }) => begins(text, start)).slice(0, MOST) }
}

/** A piece that stands there whole already needs no completing. */
const begins = (text: string, start: string): boolean => text.length > start.length && text.toLowerCase().startsWith(start.toLowerCase())

function optionsAfter(before: readonly string[], vocabulary: Vocabulary, known: KnownValues): Suggestion[] {
  const [earlier, word] = [before.at(-2) ?? '', before.at(-1) ?? '']
  const takes = Object.hasOwn(vocabulary, word) ? vocabulary[word] : undefined
  if (takes !== undefined && takes !== 'nothing') return valuesFor(takes, known).map((text) => ({ text, kind: 'value' as const }))
  if (COMPARISONS.some((sign) => sign === word) && Object.hasOwn(vocabulary, earlier)) return []
  const joins = before.length === 0 || JOINS.some((join) => join === word) || word === '(' ? ['not'] : JOINS
  return [...Object.keys(vocabulary).map((text) => ({ text, kind: 'word' as const })), ...joins.map((text) => ({ text, kind: 'join' as const }))]
}

function valuesFor(takes: Exclude<Takes, 'nothing'>, known: KnownValues): readonly string[] {
  switch (takes) {
    case 'connection': return known.connections
    case 'place': return [...ENDS, ...known.places]
    case 'port': return [...new Set(known.places.map((place) => place.slice(place.lastIndexOf(':') + 1)))]
    case 'flags': return FLAG_NAMES
    case 'state': return TCP_STATES
    case 'number': case 'time': return COMPARISONS
    case 'text': return []
  }
  return []
}
