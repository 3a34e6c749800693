// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { useExperimentStore } from '../../../src/renderer/src/stores/experiment'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useOwnStore } from '../../../src/renderer/src/stores/own'
import { description } from '../fake-shell'
import { activeClose, header } from '../story'

beforeEach(() => {
  setActivePinia(createPinia())
  useLabStore().description = description
})

describe('experiments in the window', () => {
  it('are those of the product, and the person\'s files; one with faults is listed with them', () => {
    useOwnStore().listed = { folder: '/own', files: [{ name: 'broken.yaml', source: 'id: 5', hash: '0'.repeat(64) }] }
    const { listed, listedOwn } = useExperimentStore()
    expect([...listed, ...listedOwn].map(({ name, faults }) => [name, faults === undefined])).toEqual([['active-close', true], ['broken.yaml', false]])
  })
  it('have a plan with the chosen parameters put in', () => {
    const experiments = useExperimentStore()
    experiments.choose('active-close')
    experiments.setParam('first', 'server')
    expect(experiments.plan?.params).toMatchObject({ first: 'server', data: true })
    expect(experiments.plan?.predictions[0]?.question.en).toContain('server closes first')
  })
  it('forget predictions when the question changes', async () => {
    const experiments = useExperimentStore()
    experiments.choose('active-close')
    experiments.answer('who-keeps-it', 'client')
    experiments.setParam('first', 'server')
    await nextTick()
    expect(experiments.answers).toEqual({})
  })
  it('keep predictions over a run, and judge it from its events', () => {
    const experiments = useExperimentStore()
    experiments.choose('active-close')
    experiments.answer('how-long', 60)
    experiments.takeEvents(1, [header({ experiment: 'active-close', params: { first: 'client', data: true } }), ...activeClose()])
    expect(experiments.answers).toEqual({ 'how-long': 60 })
    expect(experiments.run?.observed.connection(1)?.ends.client.stays.at(-1)?.state).toBe('CLOSED')
  })
  it('open by themselves with a recording of one of them', () => {
    const experiments = useExperimentStore()
    experiments.takeEvents(1, [header({ mode: 'file', experiment: 'active-close', params: { first: 'server', data: false } })])
    expect(experiments.chosen?.id).toBe('active-close')
    expect(experiments.run?.plan.params).toEqual({ first: 'server', data: false })
  })
  it('have no run when the recording is of an experiment nobody knows', () => {
    const experiments = useExperimentStore()
    experiments.takeEvents(1, [header({ experiment: 'of-tomorrow' })])
    expect(experiments.run).toBeNull()
  })
})
