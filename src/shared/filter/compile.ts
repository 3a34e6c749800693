import { assertNever } from '../base/assert'
import type { Comparison, Filter, FilterValue } from './filter'

/** Whether a row, by its number, matches. */
export type RowTest = (row: number) => boolean

/** What each word of a vocabulary asks of a row. Made once for a filter, then asked for every row. */
export type Terms = Readonly<Record<string, (value: FilterValue) => RowTest>>

const ALL: RowTest = () => true
const NONE: RowTest = () => false

/** @param textOf what free text is looked for in */
export function compileFilter(filter: Filter, terms: Terms, textOf: (row: number) => string): RowTest {
  switch (filter.kind) {
    case 'all': return ALL
    case 'text': return (row) => textOf(row).toLowerCase().includes(filter.text)
    case 'not': {
      const test = compileFilter(filter.of, terms, textOf)
      return (row) => !test(row)
    }
    case 'and': {
      const tests = filter.parts.map((part) => compileFilter(part, terms, textOf))
      return (row) => tests.every((test) => test(row))
    }
    case 'or': {
      const tests = filter.parts.map((part) => compileFilter(part, terms, textOf))
      return (row) => tests.some((test) => test(row))
    }
    case 'term': return terms[filter.word]?.(filter.value) ?? NONE
    default: return assertNever(filter, 'filter')
  }
}

export function compare(comparison: Comparison, value: number, with_: number): boolean {
  switch (comparison) {
    case '=': return value === with_
    case '!=': return value !== with_
    case '>': return value > with_
    case '>=': return value >= with_
    case '<': return value < with_
    case '<=': return value <= with_
    default: return assertNever(comparison, 'comparison')
  }
}

/** A word that takes nothing. */
export const flagTerm = (test: RowTest): ((value: FilterValue) => RowTest) => () => test
/** A word with a number or an instant; a row without one (NaN) matches no comparison. */
export const numberTerm = (of: (row: number) => number): ((value: FilterValue) => RowTest) => (value) => {
  if (value.takes !== 'number' && value.takes !== 'time') return NONE
  const wanted = value.takes === 'number' ? value.number : value.ns
  const { comparison } = value
  return (row) => {
    const found = of(row)
    return !Number.isNaN(found) && compare(comparison, found, wanted)
  }
}
/** A word with free text, which must occur. */
export const textTerm = (of: (row: number) => string): ((value: FilterValue) => RowTest) => (value) =>
  (value.takes === 'text' ? (row) => of(row).toLowerCase().includes(value.text) : NONE)
export const connectionTerm = (of: (row: number) => string): ((value: FilterValue) => RowTest) => (value) => (value.takes === 'connection' ? (row) => of(row) === value.id : NONE)

/** Whether an endpoint (`a.b.c.d:port`, `[v6]:port`) is at this address and port, as far as they are given. */
export function isAt(endpoint: string, { address, port }: { readonly address?: string; readonly port?: number }): boolean {
  const colon = endpoint.lastIndexOf(':')
  if (port !== undefined && endpoint.slice(colon + 1) !== String(port)) return false
  return address === undefined || endpoint.slice(0, colon).replace(/^\[|\]$/g, '') === address
}
