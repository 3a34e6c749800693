import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CourseRecord } from '../../../../src/main/shell/desk/course-record'
import { evidenceFor } from '../../../../src/shared/course/evidence'
import { NO_PROGRESS, type CourseRun } from '../../../../src/shared/course/progress'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'course-'))
})
afterEach(() => rm(folder, { recursive: true }))
const run = (experiment: string, held = true): CourseRun => ({ experiment, held, predictions: [{ id: 'who', right: true }] })

describe('the record of a person\'s progress', () => {
  it('is none before anything has run, and after it was forgotten', async () => {
    const record = new CourseRecord(join(folder, 'deep/course.json'))
    expect(await record.read()).toEqual(NO_PROGRESS)
    await record.ran(run('reset'))
    expect(await record.reset()).toEqual({ ok: true, value: NO_PROGRESS })
    expect(await record.read()).toEqual(NO_PROGRESS)
  })
  it('is shared: what one has written, the other goes on from', async () => {
    const [window, line] = [new CourseRecord(join(folder, 'course.json')), new CourseRecord(join(folder, 'course.json'))]
    await window.ran(run('active-close'), new Date('2026-11-22T10:00:00Z'))
    await line.ran(run('netcat', false))
    expect((await window.read()).steps).toMatchObject({ 'active-close': { done: '2026-11-22T10:00:00.000Z', runs: 1 }, netcat: { done: null } })
  })
  it('loses none of several runs that end at once, and leaves nothing beside it', async () => {
    const record = new CourseRecord(join(folder, 'course.json'))
    await Promise.all(Array.from({ length: 20 }, () => record.ran(run('reset'))))
    expect((await record.read()).steps['reset']?.runs).toBe(20)
    expect(await readdir(folder)).toEqual(['course.json'])
  })
  it.each(['', '{', '[]', '{"version":2,"steps":{}}', '{"version":1,"steps":{"reset":{"done":"yesterday"}}}'])('that is not understood (%#) is none, and is written anew', async (text) => {
    const path = join(folder, 'course.json')
    await writeFile(path, text)
    const record = new CourseRecord(path)
    expect(await record.read()).toEqual(NO_PROGRESS)
    await record.ran(run('reset'))
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ version: 1, steps: { reset: { runs: 1 } } })
  })
  it('that cannot be written is a failure, and what was there stays', async () => {
    await mkdir(join(folder, 'course.json'))
    expect(await new CourseRecord(join(folder, 'course.json')).ran(run('reset'))).toMatchObject({ ok: false, error: { code: 'cannot-write' } })
    expect(await readdir(folder)).toEqual(['course.json'])
  })
})

describe('evidence for a claim', () => {
  it('is a person\'s own recordings of its experiments: those that were kept, and those that were written elsewhere', () => {
    const kept = ['reset-2026-11-22-100000.pcapng', 'reset-2026-11-22-100000-2.pcapng', 'half-close-2026-11-22-100000.pcapng', 'reset-by-me.pcapng', 'my-reset-2026-11-22-100000.pcapng']
    const progress = { version: 1 as const, steps: { reset: { done: null, runs: 1, last: '2026-11-22T10:00:00Z', predictions: [], recording: '/home/student/reset.pcapng' } } }
    expect(evidenceFor({ experiments: ['reset', 'netcat'] }, progress, kept)).toEqual([
      { experiment: 'reset', kept: 'reset-2026-11-22-100000.pcapng' }, { experiment: 'reset', kept: 'reset-2026-11-22-100000-2.pcapng' }, { experiment: 'reset', path: '/home/student/reset.pcapng' }
    ])
  })
})
