// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import lostFinalAck from '../../../resources/experiments/lost-final-ack.yaml?raw'
import { useConnectionNames } from '../../../src/renderer/src/composables/use-connection-names'
import { useExperimentStore } from '../../../src/renderer/src/stores/experiment'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import type { Language } from '../../../src/shared/ipc/engine'
import { parsed } from '../../shared/experiment/small'
import { description } from '../fake-shell'
import { freshWindow, mounted } from '../mounted'
import { header } from '../story'

const Names = defineComponent(() => {
  const names = useConnectionNames()
  return () => h('p', names.value.join(', '))
})
const namesIn = (language: Language): string => {
  const wrapper = mounted(Names, {}, language)
  const text = wrapper.text()
  wrapper.unmount()
  return text
}
const begun = (experiment: string, connections: string[]): void => {
  const event = header({ experiment, params: {}, connections })
  useSessionStore().apply(1, [event])
  useExperimentStore().takeEvents(1, [event])
}

beforeEach(() => {
  freshWindow()
  useLabStore().description = { ...description, experiments: [...description.experiments, parsed(lostFinalAck)] }
})
afterEach(() => document.body.replaceChildren())

it('names of connections are in the language of the window, whichever the run was begun in', () => {
  begun('lost-final-ack', ['with TIME-WAIT', 'without TIME-WAIT'])
  expect(namesIn('en')).toBe('with TIME-WAIT, without TIME-WAIT')
  expect(namesIn('ko')).toBe('TIME-WAIT가 있을 때, TIME-WAIT가 없을 때')
})
it('of an experiment that is not known here, or had other connections then, they are as recorded', () => {
  begun('somebody-elses', ['mine', 'yours'])
  expect(namesIn('ko')).toBe('mine, yours')
  begun('lost-final-ack', ['with TIME-WAIT'])
  expect(namesIn('ko')).toBe('with TIME-WAIT')
})
