// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import CoursePath from '../../../src/renderer/src/components/course/CoursePath.vue'
import { useCourseStore } from '../../../src/renderer/src/stores/course'
import { useExperimentStore } from '../../../src/renderer/src/stores/experiment'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { afterRun, NO_PROGRESS } from '../../../src/shared/course/progress'
import type { SessionEvent } from '../../../src/shared/model/events'
import { FakeLab } from '../fake-lab'
import { description, silentWindow } from '../fake-shell'
import { freshWindow, mounted } from '../mounted'
import { header } from '../story'

let shell: FakeLab
let path: VueWrapper

beforeEach(() => {
  freshWindow()
  shell = new FakeLab(silentWindow, { description, scriptFor: () => undefined })
  useLabStore().attach(shell)
})
afterEach(() => path.unmount())
const show = async (language: 'en' | 'ko' = 'en'): Promise<void> => {
  path = mounted(CoursePath, {}, language)
  await flushPromises()
}
const check = { id: 'waits', ok: true, title: 'It waits', evidence: [] }
const result = (over: Partial<Extract<SessionEvent, { type: 'result' }>> = {}): SessionEvent =>
  ({ type: 'result', at: 9, experiment: 'active-close', ok: true, checks: [check], captured: 8, dropped: 0, gaps: 0, ...over })
const ran = async (...events: readonly SessionEvent[]): Promise<void> => {
  useLabStore().wanted = { kind: 'experiment', id: 'active-close', params: {} }
  useSessionStore().apply(1, [header({ mode: 'sandbox', experiment: 'active-close' }), ...events])
  await flushPromises()
}
const claim = (id: string): string => path.find(`[data-claim=${id}]`).text()

describe('the course in the window', () => {
  it('says what is claimed, and what comes next; what is so is not told before', async () => {
    await show()
    expect(claim('still-there')).toContain('The connection is over')
    expect(claim('still-there')).not.toContain('True')
    expect(path.find('.count').text()).toBe('0 of 19 done')
    await path.find('[data-testid=course-next]').trigger('click')
    expect(useExperimentStore().chosenId).toBe('active-close')
  })
  it('shows an experiment\'s card once, and names it where it comes up again', async () => {
    await show()
    expect(path.findAll('button.card').map((card) => card.text())).toHaveLength(1)
    expect(path.find('[data-claim=client-port] .again').text()).toBe('active-close')
  })
  it('counts a run whose checks held, says what is so, and what was learned', async () => {
    await show()
    await ran({ type: 'prediction', at: 8, id: 'who', question: 'Who?', given: 'server', answer: 'client', right: false }, result())
    expect(shell.progress.steps['active-close']).toMatchObject({ runs: 1, predictions: [{ id: 'who', right: false }] })
    expect(claim('still-there')).toContain('True: the end that closed first')
    expect(path.find('button.card').text()).toContain('learned: 1')
    // Its claim needs another experiment, too.
    expect(claim('active-closer')).not.toContain('True')
  })
  it.each([
    ['that failed', [result({ ok: false })], 1],
    ['that was stopped before its checks', [result({ ok: false, checks: [] })], 0]
  ])('a run %s does not count as done', async (_what, events, runs) => {
    await show()
    await ran(...events)
    expect(shell.progress.steps['active-close']?.runs ?? 0).toBe(runs)
    expect(path.find('.count').text()).toBe('0 of 19 done')
  })
  it('a recording that is opened again counts for nothing', async () => {
    await show()
    useLabStore().wanted = { kind: 'recording', name: 'a.pcapng' }
    useSessionStore().apply(1, [header({ mode: 'file', experiment: 'active-close' }), result()])
    await flushPromises()
    expect(shell.progress).toEqual(NO_PROGRESS)
  })
  it('goes on where the person left it, in their language', async () => {
    shell.progress = afterRun(NO_PROGRESS, { experiment: 'active-close', held: true, predictions: [] }, '2026-11-22T10:00:00Z')
    await show('ko')
    expect(path.find('.count').text()).toBe('19개 중 1개 완료')
    expect(claim('still-there')).toContain('맞습니다')
  })
  it('is forgotten only when the person says so, and has no such button before anything was done', async () => {
    await show()
    expect(path.find('[data-testid=course-reset]').exists()).toBe(false)
    await ran(result())
    const answer = async (index: number): Promise<void> => {
      await path.find('[data-testid=course-reset]').trigger('click')
      await nextTick()
      document.querySelectorAll<HTMLButtonElement>('[data-testid=course-reset-dialog] .answers button')[index]?.click()
      await flushPromises()
    }
    await answer(0)
    expect(path.find('.count').text()).toBe('1 of 19 done')
    await answer(1)
    expect(shell.progress).toEqual(NO_PROGRESS)
    expect(path.find('.count').text()).toBe('0 of 19 done')
    expect(path.find('[data-testid=course-reset]').exists()).toBe(false)
  })
  it('ends on the person\'s own recordings, claim by claim', async () => {
    shell.progress = afterRun(NO_PROGRESS, { experiment: 'active-close', held: true, predictions: [{ id: 'who', right: false }] }, '2026-11-22T10:00:00Z')
    useLabStore().recordings = [{ name: 'active-close-2026-11-22-100000.pcapng', path: '/r/active-close-2026-11-22-100000.pcapng', bytes: 4, changed: '2026-11-22T10:00:00Z' }]
    await show()
    await path.find('[data-testid=course-summary]').trigger('click')
    await nextTick()
    const summary = document.querySelector('[data-testid=course-summary-dialog]')?.textContent ?? ''
    expect(summary).toContain('TIME_WAIT is no mere wait')
    expect(summary).toContain('active-close-2026-11-22-100000.pcapng')
    expect(summary).toContain('Learned here, otherwise than predicted: 1')
    expect(summary).toContain('Still open: three-or-four')
    expect(useCourseStore().count).toEqual({ done: 1, all: 19 })
  })
})
