import type { BaseIssue, GenericSchema } from 'valibot'
import { FORMS } from './fault'
import type { Form, Problem } from './fault'
import { fieldsAround } from './schema-fields'
import type { Path } from './yaml-source'

/** A problem and the field that has it. */
export interface Located {
  readonly path: Path
  readonly problem: Problem
  /** The fault is the key itself, not its value. */
  readonly onKey?: boolean
}

/** What the schema library found by this schema, in the words of this language. */
export function problemsOf(issues: readonly BaseIssue<unknown>[], schema: GenericSchema): Located[] {
  return issues.map((issue) => {
    const path = pathOf(issue)
    const unknownField = issue.type === 'strict_object' && issue.expected === 'never'
    const missing = issue.input === undefined && !unknownField
    if (missing) return { path, problem: { kind: 'missing' } }
    // The second of two numbers is smaller than the first.
    if (issue.message === 'least-most' && Array.isArray(issue.input)) {
      return { path: [...path, 1], problem: { kind: 'out-of-range', given: String(issue.input[1]), bound: `>= ${String(issue.input[0])}` } }
    }
    if (unknownField) return { path, onKey: true, problem: { kind: 'unknown-field', given: String(path.at(-1) ?? ''), allowed: fieldsAround(issue, schema) } }
    return { path, onKey: issue.path?.at(-1)?.origin === 'key', problem: problemOf(issue) }
  })
}

const pathOf = (issue: BaseIssue<unknown>): Path =>
  (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))

function problemOf(issue: BaseIssue<unknown>): Problem {
  const given = shown(issue.input)
  const [tag, detail = ''] = issue.message.split(/:(.*)/s)
  if (tag === 'form') return { kind: 'bad-form', form: formOf(detail), given }
  if (tag === 'mapping') return { kind: 'wrong-type', expected: 'mapping', given }
  if (tag === 'exactly-one') return { kind: 'exactly-one', fields: detail.split(',') }
  switch (issue.type) {
    case 'picklist': case 'variant': case 'literal':
      return issue.expected === 'Object' ? wrongType(issue, given) : { kind: 'not-one-of', given, allowed: allowedOf(issue.expected) }
    case 'min_value': case 'max_value': return { kind: 'out-of-range', given, bound: (issue.expected ?? '').replace(/^([<>]=)/, '$1 ') }
    case 'min_length': case 'max_length': case 'min_entries': case 'max_entries': case 'non_empty':
      return { kind: 'wrong-length', length: `${issue.type === 'non_empty' ? 0 : (issue.received ?? 0)}`, bound: lengthBound(issue) }
    case 'integer': case 'safe_integer': return { kind: 'wrong-type', expected: 'integer', given }
    default: return wrongType(issue, given)
  }
}

const wrongType = (issue: BaseIssue<unknown>, given: string): Problem => ({ kind: 'wrong-type', expected: typeName(issue.expected ?? ''), given })

/** `("x" | "y")` as the schema library writes it. */
const allowedOf = (expected: string | null): string[] => (expected ?? '').replaceAll(/[()"]/g, '').split(' | ')
const lengthBound = ({ type, expected }: BaseIssue<unknown>): string => (type === 'non_empty' ? '>= 1' : (expected ?? '').replace(/^([<>]=)/, '$1 '))
const formOf = (text: string): Form => FORMS.find((form) => form === text) ?? 'name'
const typeName = (expected: string): string => ({ Object: 'mapping', Array: 'list', string: 'text' })[expected] ?? expected

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'a mapping'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
