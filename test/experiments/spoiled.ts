import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import type { Variant } from './causes'

const FOLDER = join(import.meta.dirname, '../../resources/experiments')

/** The file of an experiment of the product. */
export const builtIn = (id: string): string => readFileSync(join(FOLDER, `${id}.yaml`), 'utf8')

/** Lists, also within `each`, without the entries of these ids. */
function without(node: unknown, ids: ReadonlySet<string>): unknown {
  if (Array.isArray(node)) return node.filter((item: unknown) => !hasId(item, ids)).map((item: unknown) => without(item, ids))
  return typeof node === 'object' && node !== null ? Object.fromEntries(Object.entries(node).map(([key, value]): [string, unknown] => [key, without(value, ids)])) : node
}
const hasId = (item: unknown, ids: ReadonlySet<string>): boolean => typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string' && ids.has(item.id)

function idsIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return []
  return [...('id' in node && typeof node.id === 'string' ? [node.id] : []), ...Object.values(node).flatMap(idsIn)]
}

/**
 * The experiment's file with its cause taken away; predictions may speak of steps that are gone.
 * @param id what it is called
 * @throws when it does not hold what is to be taken away: then the variant would prove nothing
 */
export function spoiled({ experiment, drop = [], edit = [] }: Variant, id: string): string {
  const text = edit.reduce((source, [from, to]) => {
    if (!source.includes(from)) throw new Error(`${experiment}.yaml does not hold: ${from}`)
    return source.replace(from, () => to)
  }, builtIn(experiment))
  const { predictions: _predictions, steps, ...rest } = parse(text) as Record<string, unknown>
  const there = new Set(idsIn(steps))
  for (const id of drop) if (!there.has(id)) throw new Error(`${experiment}.yaml has no step ${id}`)
  return stringify({ ...rest, id, steps: without(steps, new Set(drop)) })
}
