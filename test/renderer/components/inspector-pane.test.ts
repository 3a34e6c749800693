// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import InspectorPane from '../../../src/renderer/src/components/inspector/InspectorPane.vue'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { ok } from '../../../src/shared/base/result'
import type { SessionEvent } from '../../../src/shared/model/events'
import { FakeLab } from '../fake-lab'
import { description, silentWindow } from '../fake-shell'
import { freshWindow, mounted } from '../mounted'
import { activeClose, connectionEvents, header } from '../story'

let pane: ReturnType<typeof mounted>
beforeEach(() => {
  freshWindow()
  vi.stubGlobal('ResizeObserver', class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  })
})
afterEach(() => {
  pane.unmount()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
const shown = async (events: readonly SessionEvent[]): Promise<void> => {
  useSessionStore().apply(1, [header(), ...events])
  pane = mounted(InspectorPane)
  await nextTick()
}
const button = (text: RegExp): ReturnType<typeof pane.find> => {
  const found = pane.findAll('button').find((each) => text.test(each.text()))
  if (found === undefined) throw new Error(`no button ${text}`)
  return found
}
/** A line of ss. */
const printed = (port: number): string => `TIME-WAIT 0 0 127.0.0.1:${port} 127.0.0.1:12345 timer:(timewait,41sec,0)`
/** A connection, up to its TIME-WAIT. */
const waiting = (n: number): SessionEvent[] => connectionEvents({ id: `c${n}`, startMs: n, clientPort: 41_000 + n }, n * 100).filter(({ at }) => at < 5e9)

describe('the inspector', () => {
  it('tells each state of the end that waits, with the segment that caused it and the reading that showed it; both lead there', async () => {
    await shown(activeClose())
    const states = pane.findAll('ol li').map((item) => item.find('.state').text())
    expect(states).toEqual(['SYN-SENT', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED'])
    await button(/received FIN · #10/).trigger('click')
    expect(useSelectionStore().packet).toBe(10)
    const timeWait = pane.findAll('ol li').at(4)
    await timeWait?.findAll('button').at(-1)?.trigger('click')
    const first = activeClose().find((event) => event.type === 'sample' && event.state === 'TIME-WAIT')
    expect([useSelectionStore().packet, useSelectionStore().cursor]).toEqual([null, first?.at])
  })
  it('tells the selected segment in short, and the states that it led to', async () => {
    await shown(activeClose())
    useSelectionStore().selectPacket(10)
    await nextTick()
    expect(pane.text()).toContain('Segment 10')
    expect(pane.text()).toMatch(/server → client/)
    expect(button(/client: FIN-WAIT-2 → TIME-WAIT/).exists()).toBe(true)
  })
  it('tells timers that began anew, calls with their errors, and the process of the experiment by what was typed', async () => {
    const calls: SessionEvent[] = [
      { type: 'program', at: 1, id: 'nc', event: 'started', command: ['nc', '-l', '12345'], pid: 4242 },
      { type: 'api', at: 400_000_000, conn: 'c1', end: 'client', call: 'recv', args: [3, '""'], result: -1, errno: 'ECONNRESET' }
    ]
    await shown([...activeClose({ lost: 1 }), ...calls].filter(({ at }) => at < 2_000_000_000))
    expect(pane.text()).toMatch(/TIME-WAIT timer began anew at 0\.\d+ s: 60\.0/)
    expect(pane.find('.calls .bad').text()).toContain('ECONNRESET')
    useSelectionStore().selectConnection('c1', 'server')
    await nextTick()
    expect(pane.text()).toContain('pid 4242: nc -l 12345')
  })
  it('asks ss for each TIME-WAIT while there are few sockets, among many for what a person chose only', async () => {
    // Once a second, but not within this test.
    vi.useFakeTimers({ toFake: ['setInterval'] })
    const lab = useLabStore()
    let asked = 0
    lab.attach(new class extends FakeLab {
      override socketsText(): ReturnType<FakeLab['socketsText']> {
        asked++
        return Promise.resolve(ok([printed(41_000), printed(41_500)].join('\n')))
      }
    }(silentWindow, { description, recordings: [], scriptFor: () => ({ header: header(), events: [], end: 'open' }) }))
    lab.phase = 'running'
    await shown(waiting(0))
    await flushPromises()
    expect(pane.get('section.ss').text()).toContain('127.0.0.1:41000')
    useSessionStore().apply(1, Array.from({ length: 500 }, (_, i) => waiting(i + 1)).flat())
    const before = asked
    // So many at once are looked at a moment later.
    await vi.waitFor(() => expect(pane.get('section.ss').text()).toContain('for a connection that you choose'), 60_000)
    expect(asked).toBe(before)
    useSelectionStore().selectConnection('c500', 'client')
    await flushPromises()
    expect(pane.get('section.ss').text()).toContain('127.0.0.1:41500')
    expect(asked).toBe(before + 1)
  })
  it('says that a minisock has no process', async () => {
    await shown(activeClose().filter(({ at }) => at < 2_000_000_000))
    expect(pane.text()).toContain('minisock')
  })
})
