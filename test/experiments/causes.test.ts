import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ofType, twlab } from '../conformance/twlab'
import { VARIANTS } from './causes'
import { firstExperiment } from './documented'
import { spoiled } from './spoiled'

const folder = mkdtempSync(join(tmpdir(), 'twlab-causes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

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

/** @returns ids of the checks that held */
const checksHeld = async (source: string): Promise<readonly string[]> => {
  const file = join(folder, `documented-${source.length}.yaml`)
  writeFileSync(file, source)
  const { events } = await twlab(['run', file, '--json'])
  return ofType(events, 'result').flatMap(({ checks }) => checks.filter(({ ok }) => ok).map(({ id }) => id))
}

describe('the first experiment that docs/experiments.md teaches', () => {
  it.concurrent('holds, and its checks fail when no SYN is lost, as it says', async () => {
    expect(await Promise.all([checksHeld(firstExperiment()), checksHeld(firstExperiment().replace('which: { first: 1 }', 'which: { nth: 99 }'))])).toEqual([['lost', 'again', 'second', 'agreed'], ['agreed']])
  })
})
