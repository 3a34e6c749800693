import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { tellCapture } from '../../src/main/engine/tell-capture'
import type { SessionEvent } from '../../src/shared/model/events'
import { asNobody, readableRoot } from '../conformance/nobody'
import { ofType, runLines, TWLAB, typeOf } from '../conformance/twlab'

const experiments = join(import.meta.dirname, '../../resources/experiments')
const folder = mkdtempSync(join(tmpdir(), 'twlab-all-'))
chmodSync(folder, 0o777)
const { root, remove } = readableRoot()
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  remove?.()
})

const ids = readdirSync(experiments).map((file) => file.replace(/\.yaml$/, ''))

/** Four of them wait for a TIME-WAIT of 60 s all the while: two more, and the others are over when those are. */
const JOBS = 6
/** One run serves both: what it tells, and what it records of each. */
const began = performance.now()
const everything = runAll()

async function runAll(): Promise<{ readonly status: number | null; readonly stderr: string; readonly seconds: number; readonly sessions: ReadonlyMap<string, readonly string[]> }> {
  // Side by side they run, one after the other they are told.
  const sessions = new Map<string, string[]>()
  let current: string[] = []
  const ran = await runLines(
    [join(root, 'bin/twlab.cjs'), 'run', '--all', '--jobs', String(JOBS), '--json', '--lang', 'en', '--record', join(folder, 'all.pcapng')],
    (line) => {
      if (typeOf(line) === 'session') sessions.set(ofType([eventOf(line)], 'session')[0]?.experiment ?? '', current = [])
      current.push(line)
    }, { before: asNobody, cwd: '/' }
  )
  return { ...ran, seconds: (performance.now() - began) / 1000, sessions }
}
const eventOf = (line: string): SessionEvent => JSON.parse(line) as SessionEvent
const isOf = (type: SessionEvent['type']) => (line: string): boolean => typeOf(line) === type

describe('all experiments, several at a time, as nobody', () => {
  it('end with every check held, in less than four minutes', async () => {
    const { status, stderr, seconds, sessions } = await everything
    const notHeld = [...sessions].flatMap(([id, lines]) => ofType(lines.filter(isOf('result')).map(eventOf), 'result').flatMap(({ checks }) => checks.filter(({ ok }) => !ok).map((check) => `${id}: ${check.title} (${check.detail ?? ''})`)))
    // Named in the message: which it was is worth more than how many.
    expect(notHeld, notHeld.join('\n')).toEqual([])
    expect({ status, stderr }).toEqual({ status: 0, stderr: `twlab: ${ids.length} of ${ids.length} experiments ended with every check held.\n` })
    expect([...sessions.keys()].sort()).toEqual(ids.sort())
    expect(seconds).toBeLessThan(240)
  }, 300_000)
})

/** A recording is told again word for word: only the header says that it comes from a file, the last words follow from what was told, and the file speaks for itself. */
const comparable = (lines: readonly string[]): readonly string[] => lines.filter((line) => !NOT_COMPARED.has(typeOf(line)))
const NOT_COMPARED: ReadonlySet<string> = new Set(['session', 'connection', 'recording'] satisfies SessionEvent['type'][])

/** It takes as long to read as all the others: it begins with them, not after them. */
const LARGEST = 'port-exhaustion'

describe('a recording of each experiment', () => {
  // Beside each other: one waits for its engine while another's events are compared.
  it.concurrent.each(ids.toSorted((a, b) => Number(b === LARGEST) - Number(a === LARGEST)))('%s opens as the events that were told live', async (id) => {
    const told = comparable((await everything).sessions.get(id) ?? [])
    const file = join(folder, `all-${id}.pcapng`)
    const lines: string[] = []
    expect(await runLines([TWLAB, 'open', file, '--json'], (line) => lines.push(line))).toMatchObject({ status: 0 })
    expectSame(comparable(lines), told)
    expect(lines.filter(isOf('recording')).map(eventOf)).toMatchObject([{ chain: 'intact' }])
    if (told.length > MOST_SAVED_AGAIN) return
    // Saved again by Wireshark's program: the same events, and what is missing is said.
    const saved = join(folder, `${id}-saved.pcapng`)
    expect(spawnSync('editcap', [file, saved]).status).toBe(0)
    const events: string[] = []
    const opened = await tellCapture({ file: saved }, (event) => events.push(JSON.stringify(event)))
    expectSame(comparable(events), told)
    expect(opened).toMatchObject({ ok: true, value: { recording: { chain: 'intact', lost: ['statistics', 'names'] } } })
  }, 300_000)
})

/** Events: 28,232 connections tell nothing new of editcap, and cost ten seconds. */
const MOST_SAVED_AGAIN = 100_000

/** Of half a million lines only those need be understood that are not the same to the letter. */
const isSame = (opened: string | undefined, told: string): boolean => opened === told || (opened !== undefined && isDeepStrictEqual(eventOf(opened), eventOf(told)))

function expectSame(opened: readonly string[], told: readonly string[]): void {
  // The first that differs says enough, with what stands around it.
  const different = told.findIndex((line, index) => !isSame(opened[index], line))
  const around = (lines: readonly string[]): readonly string[] => (different < 0 ? [] : lines.slice(Math.max(0, different - 2), different + 3))
  expect(around(opened)).toEqual(around(told))
  expect(opened.length).toBe(told.length)
}
