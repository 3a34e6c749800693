// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import InspectorPane from '../../../src/renderer/src/components/inspector/InspectorPane.vue'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import type { SessionEvent } from '../../../src/shared/model/events'
import { freshWindow, mounted } from '../mounted'
import { activeClose, header } from '../story'

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
  it('says that a minisock has no process', async () => {
    await shown(activeClose().filter(({ at }) => at < 2_000_000_000))
    expect(pane.text()).toContain('minisock')
  })
})
