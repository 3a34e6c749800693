// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { useHappenings } from '../../../src/renderer/src/composables/use-happenings'
import { useExperimentStore } from '../../../src/renderer/src/stores/experiment'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import type { SessionEvent } from '../../../src/shared/model/events'
import type { Language } from '../../../src/shared/ipc/engine'
import { freshWindow, mounted } from '../mounted'
import { header } from '../story'

/** What stands above the chart, as lines. */
const Above = defineComponent(() => {
  const happenings = useHappenings()
  return () => h('ul', happenings.value.map(({ kind, text }) => h('li', `${kind}: ${text}`)))
})
const EVENTS: readonly SessionEvent[] = [
  header({ experiment: 'active-close', params: { first: 'client', data: true } }),
  { type: 'step', at: 1e6, id: 'listen', title: 'as the run told it' },
  { type: 'fault', at: 2e6, action: 'sysctl', detail: 'net.ipv4.tcp_rfc1337 = 1', command: 'sysctl -w net.ipv4.tcp_rfc1337=1' },
  { type: 'fault', at: 3e6, action: 'drop', id: 'ack', detail: 'client ACK (no. 1)', command: 'nft' },
  { type: 'step', at: 4e6, id: 'of-another-version', title: 'as the run told it' }
]

describe('what stands above the chart', () => {
  let lines: readonly string[]
  const showIn = (language: Language): void => {
    const above = mounted(Above, {}, language)
    lines = above.findAll('li').map((line) => line.text())
    above.unmount()
  }
  beforeEach(() => {
    freshWindow()
    useSessionStore().apply(1, EVENTS)
    useExperimentStore().takeEvents(1, EVENTS)
  })
  afterEach(() => document.body.replaceChildren())

  it('speaks the language of the window: steps of a known experiment in its words, others as they were told', () => {
    showIn('en')
    expect(lines).toEqual(['step: The server listens on 127.0.0.1:12345', 'step: as the run told it', 'fault: client ACK (no. 1)'])
    showIn('ko')
    expect(lines).toEqual(['step: 서버가 127.0.0.1:12345에서 연결을 기다립니다(LISTEN)', 'step: as the run told it', 'fault: client ACK (no. 1)'])
  })
})
