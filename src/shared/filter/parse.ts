import { assertNever } from '../base/assert'
import { err, ok, type Result } from '../base/result'
import { type Comparison, COMPARISONS, type Filter, type FilterFault, type FilterValue, FILTER_LIMITS, type Takes, type Vocabulary } from './filter'
import { type Token, tokensOf } from './tokens'
import { connectionOf, FLAG_NAMES, flagBitsOf, numberOf, placeOf, portOf, stateOf, timeOf } from './values'

/**
 * A table's filter (docs/filter.md): words of the vocabulary with their values, joined by `and` (which may be left out), `or`, `not` and brackets. What is no such word is
 * looked for in the row's text. Where a vocabulary has `conn`, `flags` or `state`, a bare `c1`, `FIN` or `TIME-WAIT` means it.
 * @returns the first fault, with its place
 */
export function parseFilter(text: string, vocabulary: Vocabulary): Result<Filter, FilterFault> {
  if (text.length > FILTER_LIMITS.length) return err({ code: 'too-long', at: FILTER_LIMITS.length, length: text.length - FILTER_LIMITS.length, word: '' })
  const tokens = tokensOf(text)
  if (tokens.length === 0) return ok({ kind: 'all' })
  try {
    return ok(new Parser(tokens, vocabulary, text.length).whole())
  } catch (error) {
    if (error instanceof Fault) return err(error.fault)
    throw error
  }
}

/** How the parser gets out of its depth at the first fault; never leaves this file. */
class Fault extends Error {
  constructor(readonly fault: FilterFault) {
    super(fault.code)
  }
}

class Parser {
  private next = 0
  private depth = 0

  constructor(private readonly tokens: readonly Token[], private readonly vocabulary: Vocabulary, private readonly end: number) {}

  whole(): Filter {
    const filter = this.either()
    const left = this.peek()
    if (left !== undefined) throw fault('bracket-closed', left)
    return filter
  }

  private either(): Filter {
    const parts = [this.both()]
    while (this.peek()?.kind === 'or') {
      const or = this.take()
      parts.push(this.operandAfter(or, () => this.both()))
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts }
  }

  private both(): Filter {
    const parts = [this.single()]
    for (;;) {
      const token = this.peek()
      if (token === undefined || token.kind === 'or' || token.kind === 'close') break
      parts.push(token.kind === 'and' ? this.operandAfter(this.take(), () => this.single()) : this.single())
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', parts }
  }

  private single(): Filter {
    const token = this.take()
    switch (token.kind) {
      case 'not': return { kind: 'not', of: this.deeper(token, () => this.operandAfter(token, () => this.single())) }
      case 'open': return this.deeper(token, () => this.bracket(token))
      case 'close': throw fault('bracket-closed', token)
      case 'and': case 'or': throw fault('operand-missing', token)
      case 'comparison': throw fault('comparison-alone', token)
      case 'quoted':
        if (token.unclosed === true) throw fault('quote-open', token)
        return { kind: 'text', text: token.text.toLowerCase() }
      case 'word': return this.term(token)
      default: return assertNever(token.kind, 'token')
    }
  }

  private bracket(open: Token): Filter {
    const inner = this.operandAfter(open, () => this.either())
    if (this.peek()?.kind !== 'close') throw fault('bracket-open', open)
    this.take()
    return inner
  }

  private term(token: Token): Filter {
    const takes = Object.hasOwn(this.vocabulary, token.text) ? this.vocabulary[token.text] : undefined
    if (takes === undefined) return this.bare(token)
    if (takes === 'nothing') return { kind: 'term', word: token.text, value: { takes } }
    if (takes === 'number' || takes === 'time') return { kind: 'term', word: token.text, value: this.compared(token, takes) }
    if (this.peek()?.kind === 'comparison' && this.peek()?.text === '=') this.take()
    const given = this.value(token)
    const value = valueOf(takes, given.text)
    if (value === undefined) throw fault(WRONG[takes], given)
    return { kind: 'term', word: token.text, value }
  }

  /** `len > 0`, `len 0`. */
  private compared(token: Token, takes: 'number' | 'time'): FilterValue {
    const sign = this.peek()?.kind === 'comparison' ? this.take() : undefined
    const comparison: Comparison = COMPARISONS.find((known) => known === sign?.text) ?? '='
    const given = this.value(sign ?? token)
    if (takes === 'number') {
      const number = numberOf(given.text)
      if (number === undefined) throw fault('not-a-number', given)
      return { takes, comparison, number }
    }
    const ns = timeOf(given.text)
    if (ns === undefined) throw fault('not-a-time', given)
    return { takes, comparison, ns }
  }

  /** The value that must follow. */
  private value(after: Token): Token {
    const token = this.peek()
    if (token?.kind === 'quoted' && token.unclosed === true) throw fault('quote-open', token)
    if (token?.kind !== 'word' && token?.kind !== 'quoted') throw fault('value-missing', after)
    return this.take()
  }

  /** A word that is none of the vocabulary's. */
  private bare(token: Token): Filter {
    const { text } = token
    const has = (word: string): boolean => Object.hasOwn(this.vocabulary, word)
    const id = connectionOf(text)
    if (id !== undefined && has('conn')) return { kind: 'term', word: 'conn', value: { takes: 'connection', id } }
    const parts = text.split(/[,+]/)
    const bits = parts.every((part) => FLAG_NAMES.some((name) => name === part)) ? flagBitsOf(text) : undefined
    if (bits !== undefined && has('flags')) return { kind: 'term', word: 'flags', value: { takes: 'flags', bits } }
    const state = text === text.toUpperCase() ? stateOf(text) : undefined
    if (state !== undefined && has('state')) return { kind: 'term', word: 'state', value: { takes: 'state', state } }
    return { kind: 'text', text: text.toLowerCase() }
  }

  private deeper<T>(token: Token, parse: () => T): T {
    if (++this.depth > FILTER_LIMITS.depth) throw fault('too-deep', token)
    const result = parse()
    this.depth--
    return result
  }

  private operandAfter(token: Token, parse: () => Filter): Filter {
    if (this.peek() === undefined) throw fault('operand-missing', token)
    return parse()
  }

  private peek(): Token | undefined {
    return this.tokens[this.next]
  }

  private take(): Token {
    const token = this.tokens[this.next]
    if (token === undefined) throw new Fault({ code: 'operand-missing', at: this.end, length: 0, word: '' })
    this.next++
    return token
  }
}

const fault = (code: FilterFault['code'], { at, length, text }: Token): Fault => new Fault({ code, at, length, word: text })

type Single = Exclude<Takes, 'nothing' | 'number' | 'time'>
const WRONG: Readonly<Record<Single, FilterFault['code']>> = {
  connection: 'not-a-connection', place: 'not-a-place', port: 'not-a-port', flags: 'not-flags', state: 'not-a-state', text: 'value-missing'
}

function valueOf(takes: Single, text: string): FilterValue | undefined {
  switch (takes) {
    case 'connection': {
      const id = connectionOf(text)
      return id === undefined ? undefined : { takes, id }
    }
    case 'place': {
      const place = placeOf(text)
      return place === undefined ? undefined : { takes, ...place }
    }
    case 'port': {
      const port = portOf(text)
      return port === undefined ? undefined : { takes, port }
    }
    case 'flags': {
      const bits = flagBitsOf(text)
      return bits === undefined ? undefined : { takes, bits }
    }
    case 'state': {
      const state = stateOf(text)
      return state === undefined ? undefined : { takes, state }
    }
    case 'text': return { takes, text: text.toLowerCase() }
    default: return assertNever(takes, 'value')
  }
}
