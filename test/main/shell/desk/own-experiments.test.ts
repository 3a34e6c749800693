import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Consents } from '../../../../src/main/shell/desk/consents'
import { dataPath } from '../../../../src/main/shell/desk/data-path'
import { OwnExperimentsFolder } from '../../../../src/main/shell/desk/own-experiments'
import type { OwnExperimentWanted } from '../../../../src/shared/ipc/lab-own'
import { SMALL } from '../../../shared/experiment/small'

/** What it runs depends on a parameter: `id`, or `id -u`. */
const RUNS = SMALL.replace('do: pause, for: 100ms, when: { quick: false }', 'do: run, as: whoami, command: [id, "${flag}"]')
  .replace('derived:', 'derived:\n  flag: { of: first, is: { client: u, server: g } }')

let folder: string
let own: OwnExperimentsFolder
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'own-'))
  await mkdir(join(folder, 'experiments'))
  own = new OwnExperimentsFolder(join(folder, 'experiments'), new Consents(join(folder, 'consents.json')))
})
afterEach(() => rm(folder, { recursive: true }))

const path = (env: Record<string, string>): string => dataPath('experiments', env, '/home/kim', 'TWLAB_EXPERIMENTS')
const put = (name: string, source: string): Promise<void> => writeFile(join(folder, 'experiments', name), source)
async function wanted(name: string, params: OwnExperimentWanted['params'] = {}): Promise<OwnExperimentWanted> {
  const file = (await own.list()).files.find((file) => file.name === name)
  return { name, hash: file?.hash ?? '', params }
}
const asked = async (name: string, params: OwnExperimentWanted['params'] = {}) => own.request({ wanted: await wanted(name, params), language: 'en' })

describe('the folder of own experiments', () => {
  it('is $TWLAB_EXPERIMENTS, else beneath the data folder that XDG names', () => {
    expect([path({ TWLAB_EXPERIMENTS: '/course', XDG_DATA_HOME: '/data' }), path({ XDG_DATA_HOME: '/data' }), path({ XDG_DATA_HOME: 'data' })])
      .toEqual(['/course', '/data/timewait-lab/experiments', '/home/kim/.local/share/timewait-lab/experiments'])
  })

  it('lists its YAML files by name, read anew each time; what is no ordinary file is passed over', async () => {
    await put('b.yaml', SMALL)
    await put('a.yml', 'not yet: an experiment')
    await put('notes.txt', 'x')
    await put('.hidden.yaml', SMALL)
    await mkdir(join(folder, 'experiments', 'c.yaml'))
    expect((await own.list()).files.map(({ name, source }) => [name, source.length])).toEqual([['a.yml', 22], ['b.yaml', SMALL.length]])
    await rm(join(folder, 'experiments', 'a.yml'))
    expect((await own.list()).files).toHaveLength(1)
  })

  it('that does not exist is empty; one that is no folder says so', async () => {
    expect(await new OwnExperimentsFolder(join(folder, 'none'), new Consents('')).list()).toEqual({ folder: join(folder, 'none'), files: [] })
    await put('file', 'x')
    expect(await new OwnExperimentsFolder(join(folder, 'experiments/file'), new Consents('')).list()).toMatchObject({ failure: { code: 'unreadable-file', said: expect.stringContaining('no such folder') } })
  })

  it('gives of a huge file no more than shows that it is too large', async () => {
    await put('huge.yaml', 'x'.repeat(2_000_000))
    expect((await own.list()).files[0]?.source.length).toBe(200_001)
  })
})

describe('an own experiment', () => {
  it('without programs runs at once, as somebody\'s own', async () => {
    await put('small.yaml', SMALL)
    expect(await asked('small.yaml', { size: 3 })).toMatchObject({ ok: true, value: { source: SMALL, name: 'small.yaml', params: { size: 3 }, origin: 'own', allowPrograms: false } })
  })

  it('that has changed since it was shown does not run', async () => {
    await put('small.yaml', SMALL)
    const shown = await wanted('small.yaml')
    await put('small.yaml', RUNS)
    expect(await own.request({ wanted: shown, language: 'en' })).toMatchObject({ ok: false, error: { code: 'experiment-changed' } })
    expect(await own.allow(shown)).toMatchObject({ ok: false, error: { code: 'experiment-changed' } })
  })

  it.each(['../consents.json', '/etc/passwd', 'none.yaml', '.hidden.yaml', ''])('is not found by the name %j', async (name) => {
    expect(await own.request({ wanted: { name, hash: '0'.repeat(64), params: {} }, language: 'en' })).toMatchObject({ ok: false, error: { code: 'unknown-experiment' } })
  })

  it('with faults tells each with its line', async () => {
    await put('bad.yaml', SMALL.replace('seconds: 1.5', 'seconds: soon'))
    expect(await asked('bad.yaml')).toMatchObject({ ok: false, error: { code: 'bad-experiment', said: expect.stringContaining('bad.yaml:4:10: seconds') } })
  })
})

describe('consent to run programs', () => {
  beforeEach(() => put('runs.yaml', RUNS))

  it('is asked for before the first run, and remembered, also by the next shell', async () => {
    expect(await asked('runs.yaml')).toMatchObject({ ok: false, error: { code: 'programs-not-allowed' } })
    expect(await own.mayRun(await wanted('runs.yaml'))).toMatchObject({ ok: false, error: { code: 'programs-not-allowed' } })
    expect(await own.allow(await wanted('runs.yaml'))).toMatchObject({ ok: true })
    own = new OwnExperimentsFolder(join(folder, 'experiments'), new Consents(join(folder, 'consents.json')))
    expect(await asked('runs.yaml')).toMatchObject({ ok: true, value: { allowPrograms: true } })
    expect(await own.mayRun(await wanted('runs.yaml'))).toMatchObject({ ok: true })
    expect((await stat(join(folder, 'consents.json'))).mode & 0o777).toBe(0o600)
  })

  it('is asked for anew when the content is new, whatever the file is called', async () => {
    await own.allow(await wanted('runs.yaml'))
    await put('runs.yaml', `${RUNS}# another word\n`)
    expect(await asked('runs.yaml')).toMatchObject({ ok: false, error: { code: 'programs-not-allowed' } })
    await put('copy.yaml', RUNS)
    expect(await asked('copy.yaml')).toMatchObject({ ok: true })
  })

  it('is for the programs that were shown: other parameters that run others are asked about', async () => {
    await own.allow(await wanted('runs.yaml', { first: 'client' }))
    expect(await asked('runs.yaml', { first: 'client' })).toMatchObject({ ok: true })
    expect(await asked('runs.yaml', { first: 'server' })).toMatchObject({ ok: false, error: { code: 'programs-not-allowed' } })
  })

  it('in a file that is damaged counts as none, and is written anew', async () => {
    await writeFile(join(folder, 'consents.json'), '{"version":1,"allowed":["all"]}')
    expect(await asked('runs.yaml')).toMatchObject({ ok: false, error: { code: 'programs-not-allowed' } })
    await own.allow(await wanted('runs.yaml'))
    expect(await asked('runs.yaml')).toMatchObject({ ok: true })
    expect(JSON.parse(await readFile(join(folder, 'consents.json'), 'utf8'))).toMatchObject({ version: 1 })
  })

  it('that cannot be kept is not given', async () => {
    await symlink('/proc/nothing', join(folder, 'nowhere'))
    own = new OwnExperimentsFolder(join(folder, 'experiments'), new Consents(join(folder, 'nowhere/consents.json')))
    expect(await own.allow(await wanted('runs.yaml'))).toMatchObject({ ok: false, error: { code: 'cannot-write' } })
    expect(await asked('runs.yaml')).toMatchObject({ ok: false, error: { code: 'programs-not-allowed' } })
  })
})
