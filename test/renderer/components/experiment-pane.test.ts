// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import ExperimentPane from '../../../src/renderer/src/components/experiment/ExperimentPane.vue'
import { useExperimentStore } from '../../../src/renderer/src/stores/experiment'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import type { LabRequest } from '../../../src/shared/ipc/lab'
import type { SessionEvent } from '../../../src/shared/model/events'
import { FakeLab } from '../fake-lab'
import { description, silentWindow } from '../fake-shell'
import { freshWindow, mounted } from '../mounted'
import { activeClose, header, merge } from '../story'

/** ms */
const LOADED_MACHINE = { timeout: 60_000, interval: 4 }

let pane: VueWrapper
let asked: LabRequest[]
beforeEach(() => {
  freshWindow()
  asked = []
  useLabStore().attach(new FakeLab(silentWindow, {
    description, recordings: [],
    scriptFor: (request) => {
      asked.push(request)
      return { header: header(), events: [], end: 'open' }
    }
  }))
  pane = mounted(ExperimentPane)
})
afterEach(() => pane.unmount())

const stage = (): string | undefined => pane.find('aside').attributes('data-stage')
const STEPS: readonly SessionEvent[] = [
  { type: 'step', at: 1e6, id: 'listen', title: 'x' }, { type: 'step', at: 379e6, id: 'time-wait', title: 'x' }, { type: 'step', at: 385e6, id: 'still-there', title: 'x' }
]
const SERVER_FIRST = header({ experiment: 'active-close', params: { first: 'server', data: true } })
/** What the laboratory tells of a run. What it came to is shown some frames after its end. */
async function told(events: readonly SessionEvent[], of = SERVER_FIRST): Promise<void> {
  const all = [of, ...events]
  useLabStore().takeEvents(1, all)
  useExperimentStore().takeEvents(1, all)
  await nextTick()
  if (events.includes(result)) await vi.waitFor(() => expect(stage()).toBe('outcome'), LOADED_MACHINE)
}
const result: SessionEvent = { type: 'result', at: 62e9, experiment: 'active-close', ok: true, checks: [{ id: 'waits', ok: true, title: 'It waits', evidence: [] }], captured: 11, dropped: 0, gaps: 0 }

describe('the experiment pane', () => {
  it('lists the experiments along the course, each with what it is to show', () => {
    expect(stage()).toBe('list')
    expect(pane.find('[data-claim=still-there]').text()).toMatch(/The connection is over.*Whoever closes first waits.*about 64 s/)
  })
  it('asks for a prediction first, and says how many are still open', async () => {
    await pane.find('button.card').trigger('click')
    expect(stage()).toBe('brief')
    expect(pane.text()).toContain('Open predictions: 3')
    await pane.findAll('.option input')[1]?.trigger('change')
    await pane.find('fieldset select').setValue('TIME-WAIT')
    await pane.find('fieldset input[type=number]').setValue('60')
    expect(pane.text()).toContain('Ready.')
  })
  it('runs with the chosen parameters', async () => {
    await pane.find('button.card').trigger('click')
    await pane.findAll('[role=radio]')[1]?.trigger('click')
    expect(pane.text()).toContain('The server closes first')
    await pane.find('[data-testid=run-experiment]').trigger('click')
    await flushPromises()
    expect(asked).toEqual([{ kind: 'experiment', id: 'active-close', params: { first: 'server', data: true }, predictions: {}, language: 'en' }])
  })
  it('follows the steps of a run', async () => {
    useLabStore().phase = 'running'
    await told(STEPS.slice(0, 2))
    expect(stage()).toBe('progress')
    expect(pane.findAll('li.done')).toHaveLength(1)
    expect(pane.find('li.now').text()).toContain('TIME-WAIT begins')
  })
  it('holds the prediction against what the kernel did', async () => {
    const experiments = useExperimentStore()
    experiments.choose('active-close')
    experiments.setParam('first', 'server')
    experiments.answer('who-keeps-it', 'client')
    experiments.answer('how-long', 61)
    await told([...merge(activeClose({ first: 'server' }), STEPS), result])
    expect(stage()).toBe('outcome')
    const outcomes = pane.findAll('.given')
    expect(outcomes.map((outcome) => outcome.attributes('data-verdict'))).toEqual(['wrong', 'open', 'right'])
    expect(outcomes[0]?.text()).toMatch(/At the client's end.*At the server's end.*Otherwise than predicted/)
    expect(outcomes[2]?.text()).toMatch(/61\.\d{3}/)
  })
  it('shows every check with its evidence; a click selects it everywhere', async () => {
    await told([...merge(activeClose({ first: 'server' }), STEPS), result])
    const checks = pane.findAll('.checks > li')
    expect(checks).toHaveLength(9)
    expect(checks.find((check) => check.text().includes('FIN-WAIT-2 and TIME-WAIT to CLOSED'))?.attributes('data-verdict')).toBe('held')
    await checks[0]?.findAll('button.proof').at(-2)?.trigger('click')
    expect(useSelectionStore()).toMatchObject({ conn: 'c1', end: 'server' })
    expect(useSelectionStore().cursor).toBeGreaterThan(0)
  })
  it('explains, and says where it is written', async () => {
    await told([...merge(activeClose({ first: 'server' }), STEPS), result])
    expect(pane.findAll('.rich code').map((code) => code.text())).toContain('close()')
    expect(pane.text()).toContain('RFC 9293, section 3.6.1')
  })
  it('speaks Korean throughout', async () => {
    pane.unmount()
    pane = mounted(ExperimentPane, {}, 'ko')
    expect(pane.text()).toContain('먼저 닫는 쪽이 기다린다')
    await told([...merge(activeClose({ first: 'server' }), STEPS), result])
    expect(pane.text()).toMatch(/예측과 측정.*확인 항목.*설명.*RFC 9293, 3\.6\.1절/s)
  })
  it('goes back to the list, and to other conditions', async () => {
    await told([...activeClose({ first: 'server' }), result])
    await pane.findAll('footer button').at(-1)?.trigger('click')
    expect(stage()).toBe('brief')
    await pane.find('.back').trigger('click')
    expect(stage()).toBe('list')
  })
})
