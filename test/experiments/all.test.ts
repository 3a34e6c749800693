import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { tellCapture } from '../../src/main/engine/tell-capture'
import type { SessionEvent } from '../../src/shared/model/events'
import { asNobody, readableRoot } from '../conformance/nobody'
import { ofType, runTwlab, twlab } from '../conformance/twlab'

const experiments = join(import.meta.dirname, '../../resources/experiments')
const folder = mkdtempSync(join(tmpdir(), 'twlab-all-'))
chmodSync(folder, 0o777)
const { root, remove } = readableRoot()
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  remove?.()
})

const ids = readdirSync(experiments).map((file) => file.replace(/\.yaml$/, ''))

/** One run serves both: what it tells, and what it records of each. */
const began = performance.now()
const everything = runTwlab(
  [join(root, 'out/node/twlab.mjs'), 'run', '--all', '--jobs', '4', '--json', '--lang', 'en', '--record', join(folder, 'all.pcapng')], { before: asNobody, cwd: '/' }
).then((ran) => ({ ...ran, seconds: (performance.now() - began) / 1000, sessions: sessionsOf(ran.events) }))

/** Side by side they run, one after the other they are told. */
function sessionsOf(events: readonly SessionEvent[]): ReadonlyMap<string, readonly SessionEvent[]> {
  const sessions = new Map<string, SessionEvent[]>()
  let current: SessionEvent[] = []
  for (const event of events) {
    if (event.type === 'session') sessions.set(event.experiment ?? '', current = [])
    current.push(event)
  }
  return sessions
}

describe('all experiments, four at a time, as nobody', () => {
  it('end with every check held, in less than four minutes', async () => {
    const { status, stderr, seconds, sessions } = await everything
    const notHeld = [...sessions].flatMap(([id, events]) => ofType(events, 'result').flatMap(({ checks }) => checks.filter(({ ok }) => !ok).map((check) => `${id}: ${check.title} (${check.detail ?? ''})`)))
    // Named in the message: which it was is worth more than how many.
    expect(notHeld, notHeld.join('\n')).toEqual([])
    expect({ status, stderr }).toEqual({ status: 0, stderr: `twlab: ${ids.length} of ${ids.length} experiments ended with every check held.\n` })
    expect([...sessions.keys()].sort()).toEqual(ids.sort())
    expect(seconds).toBeLessThan(240)
  }, 300_000)
})

/** A recording is told again word for word: only the header says that it comes from a file, the last words follow from what was told, and the file speaks for itself. */
const comparable = (events: readonly SessionEvent[]): readonly SessionEvent[] => events.filter(({ type }) => type !== 'session' && type !== 'connection' && type !== 'recording')

describe('a recording of each experiment', () => {
  // Beside each other: one waits for its engine while another's events are compared.
  it.concurrent.each(ids)('%s opens as the events that were told live', async (id) => {
    const told = comparable((await everything).sessions.get(id) ?? [])
    const file = join(folder, `all-${id}.pcapng`)
    expect(await openedAs(file, told)).toMatchObject({ chain: 'intact' })
    if (told.length > MOST_SAVED_AGAIN) return
    // Saved again by Wireshark's program: the same events, and what is missing is said.
    const saved = join(folder, `${id}-saved.pcapng`)
    expect(spawnSync('editcap', [file, saved]).status).toBe(0)
    const events: SessionEvent[] = []
    const opened = await tellCapture({ file: saved }, (event) => events.push(event))
    expectSame(comparable(events), told)
    expect(opened).toMatchObject({ ok: true, value: { recording: { chain: 'intact', lost: ['statistics', 'names'] } } })
  }, 300_000)
})

/** Events: 28,232 connections tell nothing new of editcap, and cost ten seconds. */
const MOST_SAVED_AGAIN = 100_000

/** @returns what the file says of itself */
async function openedAs(file: string, told: readonly SessionEvent[]): Promise<SessionEvent | undefined> {
  const { status, events } = await twlab(['open', file, '--json'])
  expect(status).toBe(0)
  expectSame(comparable(events), told)
  return events.find(({ type }) => type === 'recording')
}

function expectSame(opened: readonly SessionEvent[], told: readonly SessionEvent[]): void {
  // Of half a million, the first that differs says enough, with what stands around it.
  const different = told.findIndex((event, index) => !isDeepStrictEqual(event, opened[index]))
  const around = (events: readonly SessionEvent[]): readonly SessionEvent[] => (different < 0 ? [] : events.slice(Math.max(0, different - 2), different + 3))
  expect(around(opened)).toEqual(around(told))
  expect(opened.length).toBe(told.length)
}
