/** A piece of a filter's text. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'comparison' | 'open' | 'close' | 'not' | 'and' | 'or'
  /** Without its quotes. */
  readonly text: string
  readonly at: number
  /** With its quotes. */
  readonly length: number
  /** A quotation that does not end. */
  readonly unclosed?: boolean
}

/** Comparisons, quotations and brackets end a word; a colon, a comma or a minus belongs to it. */
const PIECE = /\s+|(\()|(\))|(>=|<=|!=|==|=|>|<)|(!)|(&&)|(\|\|)|"((?:[^"])*)("?)|([^\s()<>=!"&|]+|[&|])/gu
const WORDS: ReadonlyMap<string, Token['kind']> = new Map([['and', 'and'], ['or', 'or'], ['not', 'not']])

/** The pieces of a filter, in order; every character belongs to one or is white space. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(PIECE)) {
    const [whole, open, close, comparison, bang, both, either, quoted, quoteEnd, word] = match
    const place = { at: match.index, length: whole.length }
    if (open !== undefined) tokens.push({ kind: 'open', text: open, ...place })
    else if (close !== undefined) tokens.push({ kind: 'close', text: close, ...place })
    else if (comparison !== undefined) tokens.push({ kind: 'comparison', text: comparison === '==' ? '=' : comparison, ...place })
    else if (bang !== undefined) tokens.push({ kind: 'not', text: bang, ...place })
    else if (both !== undefined) tokens.push({ kind: 'and', text: both, ...place })
    else if (either !== undefined) tokens.push({ kind: 'or', text: either, ...place })
    else if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted, ...place, ...(quoteEnd === '"' ? {} : { unclosed: true }) })
    else if (word !== undefined) tokens.push({ kind: WORDS.get(word) ?? 'word', text: word, ...place })
  }
  return tokens
}
