import type { BaseIssue, GenericSchema } from 'valibot'

/** A schema of the schema library, as plain data: which of its parts are there depends on its type. */
type Node = Readonly<Record<string, unknown>>

const isNode = (value: unknown): value is Node => (typeof value === 'object' || typeof value === 'function') && value !== null
const nodesIn = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : [])

/** The fields that there may be where an unknown one was found: what a person may have meant. Empty where the schema does not tell. */
export function fieldsAround(issue: BaseIssue<unknown>, schema: GenericSchema): readonly string[] {
  const path = issue.path ?? []
  let here: readonly Node[] = isNode(schema) ? [schema] : []
  for (const [depth, { key, input }] of path.entries()) {
    const objects = here.flatMap((node) => resolved(node, input))
    if (depth === path.length - 1) return [...new Set(objects.flatMap(({ entries }) => (isNode(entries) ? Object.keys(entries) : [])))]
    here = objects.flatMap((node) => inside(node, key))
  }
  return []
}

/** What a schema comes to for this input: wrappers are taken off, of variants the options that the input's tag chooses. */
function resolved(node: Node, input: unknown): readonly Node[] {
  const { type } = node
  if (type === 'lazy' && typeof node['getter'] === 'function') {
    const chosen: unknown = (node['getter'] as (input: unknown) => unknown)(input)
    return isNode(chosen) ? resolved(chosen, input) : []
  }
  if (type === 'optional' || type === 'exact_optional') return isNode(node['wrapped']) ? resolved(node['wrapped'], input) : []
  if (type === 'variant') return nodesIn(node['options']).filter((option) => isChosen(option, String(node['key']), input)).flatMap((option) => resolved(option, input))
  if (type === 'union') return nodesIn(node['options']).flatMap((option) => resolved(option, input))
  // A pipe wears its first schema's type; what narrows it comes later in it.
  return type === 'unknown' ? nodesIn(node['pipe']).slice(1).filter(({ kind }) => kind === 'schema').flatMap((next) => resolved(next, input)) : [node]
}

function isChosen(option: Node, key: string, input: unknown): boolean {
  if (option['type'] === 'variant') return nodesIn(option['options']).some((inner) => isChosen(inner, key, input))
  const tag: unknown = isNode(option['entries']) ? option['entries'][key] : undefined
  return isNode(tag) && isNode(input) && tag['literal'] === input[key]
}

function inside(node: Node, key: unknown): readonly Node[] {
  const { type, entries, items, item, value } = node
  const found: unknown = type === 'strict_object' || type === 'object' ? (isNode(entries) ? entries[String(key)] : undefined)
    : type === 'array' ? item : type === 'record' ? value : type === 'strict_tuple' && typeof key === 'number' ? nodesIn(items)[key] : undefined
  return isNode(found) ? [found] : []
}
