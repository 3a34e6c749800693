import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { CheckResult } from '../../src/shared/model/events'
import { ofType, twlab } from '../conformance/twlab'
import { VARIANTS } from './causes'
import { firstExperiment } from './documented'
import { spoiled } from './spoiled'

const folder = mkdtempSync(join(tmpdir(), 'twlab-causes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly checks: readonly CheckResult[]
}

/** All in one run of the program, three at a time: what costs is the start of programs, not what these experiments do. */
const named = VARIANTS.map((variant, index) => ({ ...variant, id: `${variant.experiment}-spoiled-${index}` }))
const everything = runAll(named.map((variant) => ({ id: variant.id, source: spoiled(variant, variant.id) })))

async function runAll(experiments: readonly { readonly id: string; readonly source: string }[]): Promise<{ readonly status: number | null; readonly stderr: string; readonly ended: ReadonlyMap<string, Ended> }> {
  const files = experiments.map(({ id, source }) => {
    const file = join(folder, `${id}.yaml`)
    writeFileSync(file, source)
    return file
  })
  const { status, stderr, events } = await twlab(['run', ...files, '--jobs', '3', '--allow-programs', '--json', '--lang', 'en'])
  return { status, stderr, ended: new Map(ofType(events, 'result').map(({ experiment, checks }) => [experiment ?? '', { checks }])) }
}

describe('without its cause a check does not hold', () => {
  it('and each of the experiments is carried out to its end', async () => {
    const { status, stderr, ended } = await everything
    expect({ status, stderr, ended: [...ended.keys()].sort() }).toEqual({ status: 1, stderr: `twlab: 0 of ${named.length} experiments ended with every check held.\n`, ended: named.map(({ id }) => id).sort() })
  }, 300_000)

  it.each(named)('$experiment without $without', async ({ id, fails }) => {
    const checks = (await everything).ended.get(id)?.checks ?? []
    // What is expected to fail is a check of this experiment.
    expect(fails.filter((check) => !checks.some((known) => known.id === check))).toEqual([])
    expect(checks.filter(({ id: check, ok }) => ok && fails.includes(check))).toEqual([])
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
