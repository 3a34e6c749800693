// @vitest-environment happy-dom
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import lostFinalAck from '../../../resources/experiments/lost-final-ack.yaml?raw'
import ComparisonPane from '../../../src/renderer/src/components/comparison/ComparisonPane.vue'
import ViewSwitch from '../../../src/renderer/src/components/comparison/ViewSwitch.vue'
import { useExperimentStore } from '../../../src/renderer/src/stores/experiment'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useViewStore } from '../../../src/renderer/src/stores/view'
import type { SessionEvent } from '../../../src/shared/model/events'
import { aRun, ns, packet } from '../../shared/experiment/a-run'
import { parsed } from '../../shared/experiment/small'
import { description } from '../fake-shell'
import { freshWindow, mounted } from '../mounted'
import { offeredFiles } from '../offered-files'

let shown: VueWrapper | undefined
beforeEach(() => {
  freshWindow()
  useLabStore().description = { ...description, experiments: [...description.experiments, parsed(lostFinalAck)] }
})
afterEach(() => shown?.unmount())

const second = (events: readonly SessionEvent[]): SessionEvent[] => events.flatMap((event): SessionEvent[] =>
  (event.type === 'packet' ? [{ ...event, conn: 'c2', n: event.n + 100, from: event.from.replace('40000', '40001'), to: event.to.replace('40000', '40001') }]
    : event.type === 'transition' ? [{ ...event, conn: 'c2', local: event.local.replace('40000', '40001'), remote: event.remote.replace('40000', '40001') }] : []))
/** The FIN comes again on both; TIME-WAIT answers on the first, nobody is there on the second. */
const EVENTS: readonly SessionEvent[] = [
  ...aRun({ lasts: null, header: { experiment: 'lost-final-ack', params: {} } }), ...second(aRun({ lasts: 500 })),
  packet(1400, 12, 'server', 'FIN,ACK', { seq: 5, ack: 6 }), packet(1400.06, 13, 'client', 'ACK', { seq: 6, ack: 6 }),
  ...second([packet(1400, 14, 'server', 'FIN,ACK', { seq: 5, ack: 6 }), packet(1400.02, 15, 'client', 'RST', { seq: 6 })])
]
async function told(): Promise<void> {
  useLabStore().takeEvents(1, EVENTS)
  useExperimentStore().takeEvents(1, EVENTS)
  await nextTick()
}

describe('the view side by side', () => {
  it('is offered only where the experiment compares connections', async () => {
    shown = mounted(ViewSwitch)
    expect(shown.find('[role=radiogroup]').exists()).toBe(false)
    await told()
    await shown.findAll('[role=radio]')[1]?.trigger('click')
    expect(useViewStore().comparing).toBe(true)
  })

  it('says in words what differs, by the connections\' names', async () => {
    shown = mounted(ComparisonPane)
    await told()
    const [first] = shown.get('[data-testid=comparison-differences]').findAll('li')
    expect(first?.text()).toMatch(/Answer to the mark.*with TIME-WAIT.*answered from TIME-WAIT: ACK, after 60 µs.*without TIME-WAIT.*answered from CLOSED: RST/)
  })

  it('has a table behind it, in Korean, too', async () => {
    shown = mounted(ComparisonPane, {}, 'ko')
    await told()
    await shown.findAll('[role=radio]')[1]?.trigger('click')
    const rows = shown.get('[data-testid=comparison-table]').findAll('tbody tr')
    expect(rows[0]?.text()).toMatch(/기준 세그먼트에 대한 응답.*TIME-WAIT에서 응답: ACK.*CLOSED에서 응답: RST.*예/)
    expect(rows.some((row) => !row.classes().includes('differs'))).toBe(true)
    expect(EVENTS.at(-1)?.at).toBe(ns(1400.02))
  })

  it('leaves the window as a drawing with its axis, and its table as CSV', async () => {
    const offered = offeredFiles()
    shown = mounted(ComparisonPane)
    await told()
    const save = async (item: number): Promise<void> => {
      await shown?.get('[aria-haspopup=menu]').trigger('click')
      await shown?.findAll('[role=menuitem]').at(item)?.trigger('click')
    }
    await save(1)
    await shown.findAll('[role=radio]')[1]?.trigger('click')
    await save(0)
    vi.restoreAllMocks()
    expect(offered.map(({ name }) => name)).toEqual(['lost-final-ack-comparison.svg', 'lost-final-ack-comparison.csv'])
    const [svg = '', csv = ''] = await Promise.all(offered.map(({ content }) => content.text()))
    expect(svg).toMatch(/^<svg .*<title>[^<]+<\/title>.*TIME-WAIT.*<\/svg>\s*$/s)
    const [heading, first] = csv.split('\r\n')
    expect([heading, first]).toEqual([expect.stringMatching(/^[^,]+,with TIME-WAIT,without TIME-WAIT,[^,]+$/), expect.stringMatching(/^Answer to the mark,"answered from TIME-WAIT: ACK, after 60 µs",.*,yes$/)])
  })
})
