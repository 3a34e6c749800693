import type { End, TcpState } from '../tcp/state'

/** How a filter's word is followed: what kind of value it takes. */
export type Takes = 'nothing' | 'connection' | 'place' | 'port' | 'flags' | 'number' | 'time' | 'state' | 'text'

/** The words of one table's filter, and what each takes. */
export type Vocabulary = Readonly<Record<string, Takes>>

export const COMPARISONS = ['=', '!=', '>', '>=', '<', '<='] as const
export type Comparison = (typeof COMPARISONS)[number]

export type FilterValue =
  | { readonly takes: 'nothing' }
  | { readonly takes: 'connection'; readonly id: string }
  /** An end by its role, an address, an address with a port, or a port alone. */
  | { readonly takes: 'place'; readonly end?: End; readonly address?: string; readonly port?: number }
  | { readonly takes: 'port'; readonly port: number }
  /** All of these bits are set. */
  | { readonly takes: 'flags'; readonly bits: number }
  | { readonly takes: 'number'; readonly comparison: Comparison; readonly number: number }
  /** ns since the session's start. */
  | { readonly takes: 'time'; readonly comparison: Comparison; readonly ns: number }
  | { readonly takes: 'state'; readonly state: TcpState }
  | { readonly takes: 'text'; readonly text: string }

export type Filter =
  /** Nothing was asked: every row matches. */
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'term'; readonly word: string; readonly value: FilterValue }
  /** Occurs in the row's text, upper or lower case. */
  | { readonly kind: 'text'; readonly text: string }

export const FILTER_FAULTS = [
  'value-missing', 'not-a-connection', 'not-a-place', 'not-a-port', 'not-flags', 'not-a-number', 'not-a-time', 'not-a-state', 'quote-open', 'bracket-open', 'bracket-closed',
  'operand-missing', 'comparison-alone', 'too-deep', 'too-long'
] as const

/** What is wrong with a filter, and where: `at` and `length` in UTF-16 units of its text. */
export interface FilterFault {
  readonly code: (typeof FILTER_FAULTS)[number]
  readonly at: number
  readonly length: number
  /** The word it is about. */
  readonly word: string
}

/** UTF-16 units of a filter, and brackets within brackets, at most: it is text from outside. */
export const FILTER_LIMITS = { length: 1_000, depth: 30 } as const
