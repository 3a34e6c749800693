import { CST, isAlias, isMap, isNode, isPair, isScalar, isSeq, Lexer, LineCounter, parseDocument, visit } from 'yaml'
import type { Document, Node, Pair } from 'yaml'
import { err, ok } from '../base/result'
import type { Result } from '../base/result'
import type { Problem } from './fault'

export type Path = readonly (string | number)[]

export interface Position {
  readonly line: number
  readonly column: number
}

/** A parsed file, and where in it each field stands. */
export interface YamlSource {
  readonly data: unknown
  /** Where the field's value stands, or its key; for a field that is not there, the nearest one around it. */
  position(path: Path, want: 'key' | 'value'): Position
}

export interface SourceProblem extends Position {
  readonly problem: Problem
}

/** Characters. The longest experiment needs a tenth. */
export const LONGEST_FILE = 200_000
/** The parser below recurses: bounds that no experiment comes near. */
const DEEPEST_FLOW = 16
const MOST_INDICATORS = 8
const WIDEST_INDENT = 64
/** Of what is no YAML, told at most: after the first fault most are its consequences. */
const MOST_ERRORS = 10

/** Reads YAML 1.2 without anchors, aliases and tags. Hostile text is refused before it is parsed. */
export function readYaml(source: string): Result<YamlSource, readonly SourceProblem[]> {
  const start = { line: 1, column: 1 }
  if (source.length > LONGEST_FILE) return err([{ ...start, problem: { kind: 'too-large', limit: LONGEST_FILE } }])
  const lines = new LineCounter()
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return line === 0 ? start : { line, column: col }
  }
  if (source.includes('\0')) return err([{ ...positionIn(source, source.indexOf('\0')), problem: { kind: 'syntax', detail: 'this is no text' } }])
  const deep = tooDeepAt(source)
  if (deep !== undefined) return err([{ ...positionIn(source, deep), problem: { kind: 'too-deep' } }])
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, version: '1.2' })
  const errors = document.errors.map(({ pos, code, message }): SourceProblem =>
    ({ ...at(pos[0]), problem: code === 'DUPLICATE_KEY' ? { kind: 'duplicate', given: keyAt(source, pos[0]) } : { kind: 'syntax', detail: message } }))
  if (errors.length > 0) return err(errors.slice(0, MOST_ERRORS))
  const features = unwantedFeatures(document).map(({ offset, what }): SourceProblem => ({ ...at(offset), problem: { kind: 'yaml-feature', what } }))
  if (features.length > 0) return err(features.slice(0, MOST_ERRORS))
  return ok({ data: document.toJS() as unknown, position: (path, want) => at(offsetOf(document, path, want)) })
}

/** @returns the offset where the nesting becomes deeper than any experiment's, found without recursion */
function tooDeepAt(source: string): number | undefined {
  let offset = 0
  let flow = 0
  let indicators = 0
  let lineStart = true
  for (const token of new Lexer().lex(source)) {
    const type = CST.tokenType(token)
    if (type === 'flow-seq-start' || type === 'flow-map-start') flow++
    if (type === 'flow-seq-end' || type === 'flow-map-end') flow = Math.max(0, flow - 1)
    if (type === 'seq-item-ind' || type === 'explicit-key-ind') indicators++
    if (flow > DEEPEST_FLOW || indicators > MOST_INDICATORS) return offset
    if (type === 'space' && lineStart && token.length > WIDEST_INDENT && !token.includes('\n')) return offset
    lineStart = type === 'newline'
    if (lineStart) indicators = 0
    if (type !== 'doc-mode' && type !== 'scalar' && type !== 'flow-error-end') offset += token.length
  }
  return undefined
}

function positionIn(source: string, offset: number): Position {
  const before = source.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

const keyAt = (source: string, offset: number): string => /^[^\s:]{1,40}/.exec(source.slice(offset, offset + 40))?.[0] ?? '?'

function unwantedFeatures(document: Document.Parsed): { readonly offset: number; readonly what: string }[] {
  const found: { offset: number; what: string }[] = []
  visit(document, {
    Node: (_key, node) => {
      const offset = node.range?.[0] ?? 0
      if (isAlias(node)) found.push({ offset, what: `*${node.source}` })
      else if (node.anchor !== undefined) found.push({ offset, what: `&${node.anchor}` })
      else if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:')) found.push({ offset, what: node.tag })
    },
    Pair: (_key, pair) => {
      if (!isScalar(pair.key)) found.push({ offset: isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0, what: '?' })
    }
  })
  return found
}

function offsetOf(document: Document.Parsed, path: Path, want: 'key' | 'value'): number {
  let node: Node | null = document.contents
  let offset = node?.range?.[0] ?? 0
  for (const [depth, step] of path.entries()) {
    const found: { key: number; value: Node | null } | undefined = child(node, step)
    if (found === undefined) return offset
    const last = depth === path.length - 1
    offset = last && want === 'key' ? found.key : (found.value?.range?.[0] ?? found.key)
    node = found.value
  }
  return offset
}

function child(node: Node | null, step: string | number): { readonly key: number; readonly value: Node | null } | undefined {
  if (isSeq(node)) {
    const item = typeof step === 'number' ? node.items[step] : undefined
    return isNode(item) ? { key: item.range?.[0] ?? 0, value: item } : undefined
  }
  if (!isMap(node)) return undefined
  const pair: Pair | undefined = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step))
  if (pair === undefined || !isScalar(pair.key)) return undefined
  return { key: pair.key.range?.[0] ?? 0, value: isNode(pair.value) ? pair.value : null }
}
