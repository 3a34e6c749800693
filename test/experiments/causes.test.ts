import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { ofType, twlab } from '../conformance/twlab'
import { VARIANTS } from './causes'
import type { Variant } from './causes'

const folder = mkdtempSync(join(tmpdir(), 'twlab-causes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const builtIn = (id: string): string => readFileSync(join(import.meta.dirname, '../../resources/experiments', `${id}.yaml`), 'utf8')

/** Lists, also within `each`, without the entries of these ids. */
function without(node: unknown, ids: ReadonlySet<string>): unknown {
  if (Array.isArray(node)) return node.filter((item: unknown) => !hasId(item, ids)).map((item: unknown) => without(item, ids))
  return typeof node === 'object' && node !== null ? Object.fromEntries(Object.entries(node).map(([key, value]): [string, unknown] => [key, without(value, ids)])) : node
}
const hasId = (item: unknown, ids: ReadonlySet<string>): boolean => typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string' && ids.has(item.id)

/** The experiment's file with its cause taken away; predictions may speak of steps that are gone. */
function spoiled({ experiment, drop = [], edit = [] }: Variant): string {
  const text = edit.reduce((source, [from, to]) => {
    if (!source.includes(from)) throw new Error(`${experiment}.yaml does not hold: ${from}`)
    return source.replace(from, () => to)
  }, builtIn(experiment))
  const { predictions: _predictions, steps, ...rest } = parse(text) as Record<string, unknown>
  return stringify({ ...rest, id: `${experiment}-spoiled`, steps: without(steps, new Set(drop)) })
}

describe('without its cause a check does not hold', () => {
  it.concurrent.each(VARIANTS.map((variant, index) => ({ ...variant, index })))('$experiment without $without', async (variant) => {
    const file = join(folder, `${variant.index}.yaml`)
    writeFileSync(file, spoiled(variant))
    const { events, stderr, status } = await twlab(['run', file, '--allow-programs', '--json'])
    const [result] = ofType(events, 'result')
    expect({ status, stderr, checks: result?.checks.length }).toMatchObject({ status: 1, stderr: '' })
    const held = new Set(result?.checks.filter(({ ok }) => ok).map(({ id }) => id))
    expect(variant.fails.filter((id) => held.has(id))).toEqual([])
    // What is expected to fail is a check of this experiment.
    const all = new Set(result?.checks.map(({ id }) => id))
    expect(variant.fails.filter((id) => !all.has(id))).toEqual([])
  })
})
