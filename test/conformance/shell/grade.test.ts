import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Grade } from '../../../src/shared/grading/grade'
import { TALK, tell, twlab } from './twlab'

const folder = mkdtempSync(join(tmpdir(), 'twlab-grade-'))
const file = (name: string): string => join(folder, name)
const grades = async (...files: string[]): Promise<{ readonly status: number | null; readonly grades: readonly Grade[]; readonly err: string }> => {
  const { out, status, err } = await tell('grade', ...files, '--rubric', file('rubric.yaml'), '--to', 'json')
  return { status, err, grades: out === '' ? [] : (JSON.parse(out) as { readonly grades: readonly Grade[] }).grades }
}

beforeAll(async () => {
  writeFileSync(file('rubric.yaml'), `title: Who waits
checks:
  - { id: waits, points: 2, title: It waits, that: reached, end: client, state: TIME-WAIT, evidence: sampled }
  - { id: reset, points: 1, title: A reset, hint: send one, that: segment, from: client, flags: RST }
`)
  const record = (name: string): Promise<{ readonly status: number | null }> => twlab('exec', '--quiet', '--record', file(name), '--', 'sh', '-c', TALK)
  expect(await Promise.all([record('kim.pcapng'), record('lee.pcapng')])).toMatchObject([{ status: 0 }, { status: 0 }])
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Seconds of processor time that this process and its children that have ended took (proc(5): ticks of 10 ms). Other tests have the processors, too: what one waits says nothing then. */
function processorSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'latin1').replace(/^.*\) /, '').split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100
}

describe('twlab grade', () => {
  it('gives points by the evidence, and nothing to say against what was recorded', async () => {
    const graded = await grades(file('kim.pcapng'), file('lee.pcapng'))
    expect(graded.status).toBe(0)
    expect(graded.grades).toMatchObject([{ file: 'kim.pcapng', points: 2, of: 3, doubts: [] }, { file: 'lee.pcapng', points: 2, doubts: [] }])
    expect(graded.grades[0]?.criteria[1]).toMatchObject({ id: 'reset', points: 0, found: '0 segments', hint: 'send one' })
  })

  it('grades the rest when a file cannot be read, and says so', async () => {
    writeFileSync(file('broken.pcapng'), 'no capture at all')
    const graded = await grades(file('broken.pcapng'), file('kim.pcapng'))
    expect(graded).toMatchObject({ status: 2, err: expect.stringContaining('not a capture'), grades: [{ file: 'broken.pcapng', points: 0, doubts: [{ kind: 'unreadable', detail: 'is a text' }] }, { file: 'kim.pcapng', points: 2 }] })
  })

  it('names a folder for each student where their files are called the same', async () => {
    for (const student of ['kim', 'lee']) {
      mkdirSync(file(student))
      copyFileSync(file(`${student}.pcapng`), file(`${student}/hand-in.pcapng`))
    }
    expect((await grades(file('kim/hand-in.pcapng'), file('lee/hand-in.pcapng'))).grades.map(({ file }) => file)).toEqual(['kim/hand-in.pcapng', 'lee/hand-in.pcapng'])
  })

  it('300 recordings in less than 20 s of one processor, a few broken ones among them: a line for each of those', async () => {
    const names = Array.from({ length: 300 }, (_, index) => file(`student-${index}.pcapng`))
    for (const name of names) copyFileSync(file('kim.pcapng'), name)
    mkdirSync(file('folder.pcapng'))
    writeFileSync(file('empty.pcapng'), '')
    writeFileSync(file('zipped.pcapng'), Buffer.from([0x1f, 0x8b, 8, 0, 0]))
    const broken = ['folder.pcapng', 'empty.pcapng', 'zipped.pcapng', 'broken.pcapng', 'missing.pcapng'].map(file)
    // Cut within a block: what is there is graded, and said to have no end.
    writeFileSync(names[7] ?? '', readFileSync(file('kim.pcapng')).subarray(0, 3_000))
    const before = processorSeconds()
    const graded = await grades(...names.slice(0, 100), ...broken, ...names.slice(100))
    const seconds = processorSeconds() - before
    expect(graded.grades.map((grade) => grade.file)).toEqual([...names.slice(0, 100), ...broken, ...names.slice(100)].map((name) => basename(name)))
    expect(graded.grades.filter(({ forAll }) => forAll === 'unreadable').map((grade) => grade.file)).toEqual(broken.map((name) => basename(name)))
    expect(graded.grades[7]?.doubts.map(({ kind }) => kind)).toContain('unfinished')
    // What did not come before it broke off may have come after it; of one that came to its end that is known.
    expect([7, 8].map((at) => graded.grades[at]?.criteria[1])).toMatchObject([{ verdict: 'unobservable', found: expect.stringContaining('not watched') }, { verdict: 'failed', found: '0 segments' }])
    expect(graded.status).toBe(2)
    expect(graded.err.trimEnd().split('\n').map((line) => broken.findIndex((name) => line.includes(name)))).toEqual([0, 1, 2, 3, 4])
    expect(seconds).toBeGreaterThan(0.1)
    expect(seconds).toBeLessThan(20)
  })
})
