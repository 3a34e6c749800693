import { readFileSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { coursePath, inCourseOrder } from '../../../src/shared/course/course'
import { parseCourse } from '../../../src/shared/course/parse'
import { afterRun, claimDone, courseCount, learned, nextExperiment, NO_PROGRESS, type CourseProgress } from '../../../src/shared/course/progress'

const resources = resolve(import.meta.dirname, '../../../resources')
const course = parseCourse(readFileSync(`${resources}/course.yaml`, 'utf8'))
const experiments = readdirSync(`${resources}/experiments`).map((file) => file.replace('.yaml', '')).sort()
const claims = course.chapters.flatMap((chapter) => chapter.claims)

const run = (progress: CourseProgress, experiment: string, held = true, predictions: readonly { id: string; right: boolean | null }[] = [], day = 1): CourseProgress =>
  afterRun(progress, { experiment, held, predictions: [...predictions] }, `2026-11-0${day}T10:00:00Z`)

describe('the course', () => {
  it('follows the course text: each of its 14 claims once, in its order', () => {
    expect(claims.flatMap(({ n }) => n ?? [])).toEqual(Array.from({ length: 14 }, (_, index) => index + 1))
  })
  it('leads through every built-in experiment, and through no other', () => {
    expect([...coursePath(course)].sort()).toEqual(experiments)
  })
  it('names chapters and claims once', () => {
    for (const ids of [claims.map(({ id }) => id), course.chapters.map(({ id }) => id)]) expect(new Set(ids).size).toBe(ids.length)
  })
  it('says in both languages what is claimed and what is so', () => {
    for (const { says, so } of claims) for (const text of [says, so]) expect(text.en).not.toBe(text.ko)
  })
  it('puts experiments in its order, others behind them by their ids', () => {
    const small = parseCourse('title: A course\nchapters: [{ id: one, title: One, claims: [{ id: first, says: s, so: t, experiments: [netcat, active-close] }, { id: second, says: s, so: t, experiments: [reset, netcat] }] }]')
    expect(inCourseOrder(small, ['zebra', 'reset', 'anteater', 'netcat', 'active-close'].map((id) => ({ id }))).map(({ id }) => id)).toEqual(['netcat', 'active-close', 'reset', 'anteater', 'zebra'])
  })
  it.each(['title: x', 'title: x\nchapters: []', 'title: x\nchapters: [{ id: a, title: A, claims: [{ id: b, says: s, so: o, experiments: [] }] }]', 'title: x\nsurplus: 1'])('of another form (%#) is a fault', (source) => {
    expect(() => parseCourse(source)).toThrow()
  })
})

describe('progress', () => {
  it('begins with the first experiment, and goes on with the first that is not done', () => {
    expect(nextExperiment(course, NO_PROGRESS)).toBe('active-close')
    const jumped = run(run(NO_PROGRESS, 'active-close'), 'netcat')
    expect(nextExperiment(course, jumped)).toBe('three-or-four')
    expect(courseCount(course, jumped)).toEqual({ done: 2, all: 19 })
  })
  it('has an end', () => {
    const all = coursePath(course).reduce((progress, experiment) => run(progress, experiment), NO_PROGRESS)
    expect(nextExperiment(course, all)).toBeUndefined()
    expect(claims.every((claim) => claimDone(all, claim))).toBe(true)
  })
  it('counts a run of which a check failed as tried, not as done; what was done stays done', () => {
    const failed = run(NO_PROGRESS, 'reset', false)
    expect(failed.steps['reset']).toMatchObject({ done: null, runs: 1 })
    const then = run(run(failed, 'reset', true, [], 2), 'reset', false, [], 3)
    expect(then.steps['reset']).toMatchObject({ done: '2026-11-02T10:00:00Z', runs: 3, last: '2026-11-03T10:00:00Z' })
  })
  it('a claim is done when everything that shows it is', () => {
    const twoMsl = claims.find(({ id }) => id === 'two-msl') ?? expect.fail('no claim two-msl')
    const half = run(NO_PROGRESS, 'how-long')
    expect(claimDone(half, twoMsl)).toBe(false)
    expect(claimDone(run(half, 'fin-timeout-myth'), twoMsl)).toBe(true)
  })
  it('keeps the last predictions, and what was learned of them', () => {
    const first = run(NO_PROGRESS, 'netcat', true, [{ id: 'grep', right: false }, { id: 'who', right: true }, { id: 'ctrl-d', right: null }])
    expect(learned(first.steps['netcat'])).toEqual({ right: 1, otherwise: 1 })
    expect(learned(run(first, 'netcat').steps['netcat'])).toEqual({ right: 1, otherwise: 1 })
    expect(learned(undefined)).toEqual({ right: 0, otherwise: 0 })
  })
})
