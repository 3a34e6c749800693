import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { SessionEvent } from '../../src/shared/model/events'
import { asNobody, readableRoot } from '../conformance/nobody'
import { runTwlab, twlab } from '../conformance/twlab'

const experiments = join(import.meta.dirname, '../../resources/experiments')
const folder = mkdtempSync(join(tmpdir(), 'twlab-all-'))
const { root, remove } = readableRoot()
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  remove?.()
})

const ids = readdirSync(experiments).map((file) => file.replace(/\.yaml$/, ''))
/** The others wait a minute, or make 28,232 connections: they are in the run of all. */
const SHORT = 10
const short = ids.filter((id) => (parse(readFileSync(join(experiments, `${id}.yaml`), 'utf8')) as { readonly seconds: number }).seconds < SHORT)

const everything = runTwlab([join(root, 'out/node/twlab.mjs'), 'run', '--all', '--jobs', '4', '--quiet', '--lang', 'en'], { before: ['sh', '-c', '"$@" >&2', 'sh', ...asNobody], cwd: '/' })

describe('all experiments, four at a time, as nobody', () => {
  it('end with every check held, in less than four minutes', async () => {
    const start = performance.now()
    const { status, stderr } = await everything
    expect({ status, failed: stderr.split('\n').filter((line) => line.startsWith('✗') || line.startsWith('?')) }).toEqual({ status: 0, failed: [] })
    expect(performance.now() - start).toBeLessThan(240_000)
  }, 300_000)
})

/** A recording is told again word for word: only the header says that it comes from a file, the last words follow from what was told, and the file speaks for itself. */
const comparable = (events: readonly SessionEvent[]): readonly SessionEvent[] => events.filter(({ type }) => type !== 'session' && type !== 'connection' && type !== 'recording')

describe('a recording of each experiment', () => {
  it.each(short)('%s opens as the events that were told live', async (id) => {
    await everything
    const file = join(folder, `${id}.pcapng`)
    const live = await twlab(['run', id, '--json', '--record', file])
    const opened = await twlab(['open', file, '--json'])
    expect({ status: live.status, stderr: live.stderr }).toEqual({ status: 0, stderr: '' })
    expect(opened.status).toBe(0)
    expect(comparable(opened.events)).toEqual(comparable(live.events))
    expect(opened.events.find(({ type }) => type === 'recording')).toMatchObject({ chain: 'intact' })
    // Saved again by Wireshark's program: the same events, and what is missing is said.
    const saved = join(folder, `${id}-saved.pcapng`)
    expect(spawnSync('editcap', [file, saved]).status).toBe(0)
    const again = await twlab(['open', saved, '--json'])
    expect(comparable(again.events)).toEqual(comparable(live.events))
    expect(again.events.find(({ type }) => type === 'recording')).toMatchObject({ chain: 'intact', lost: ['statistics', 'names'] })
  }, 300_000)
})
