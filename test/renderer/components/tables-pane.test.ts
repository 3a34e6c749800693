// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import TablesPane from '../../../src/renderer/src/components/tables/TablesPane.vue'
import type { Lab } from '../../../src/shared/ipc/lab'
import { useNotesStore } from '../../../src/renderer/src/stores/notes'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useReplayStore } from '../../../src/renderer/src/stores/replay'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { useSettingsStore } from '../../../src/renderer/src/stores/settings'
import { useTablesStore } from '../../../src/renderer/src/stores/tables'
import { FakeLab } from '../fake-lab'
import { description, silentWindow } from '../fake-shell'
import { freshWindow, mounted } from '../mounted'
import { activeClose, header } from '../story'

let pane: VueWrapper
beforeEach(() => {
  localStorage.clear()
  freshWindow()
  vi.stubGlobal('ResizeObserver', class {
    constructor(private readonly tell: (entries: readonly { readonly contentRect: { readonly width: number; readonly height: number } }[]) => void) {}
    observe(): void {
      this.tell([{ contentRect: { width: 1200, height: 600 } }])
    }
    unobserve(): void {}
    disconnect(): void {}
  })
  const lab: Lab = new FakeLab(silentWindow, { description, scriptFor: () => undefined })
  useLabStore().attach(lab)
  useSessionStore().apply(1, [
    header(), ...activeClose(), { type: 'counter', at: 5e6, name: 'TcpActiveOpens', delta: 1 }, { type: 'counter', at: 6e6, name: 'TcpActiveOpens', delta: 2 },
    { type: 'fault', at: 7e6, action: 'sysctl', detail: 'net.ipv4.tcp_tw_reuse = 0', command: 'sysctl -w net.ipv4.tcp_tw_reuse=0' }, { type: 'note', at: 8e6, id: 'n1', text: 'the first FIN', packet: 8 }
  ])
  pane = mounted(TablesPane)
})
afterEach(() => {
  pane.unmount()
  vi.unstubAllGlobals()
})
const cells = (column: number): string[] => pane.findAll('.row').map((row) => row.findAll('[role=gridcell]')[column]?.text() ?? '')
/** Of each row: its time, which stands in this column, and whether it is drawn as lying ahead of a replay. */
const times = (column: number): (readonly [seconds: number, ahead: boolean])[] =>
  pane.findAll('.row').map((row) => [Number(row.findAll('[role=gridcell]')[column]?.text()), row.classes('ahead')])
async function filter(text: string): Promise<void> {
  await pane.find('[data-testid=filter]').setValue(text)
  await nextTick()
}

describe('the tables', () => {
  it('filter the packets by their words, and show a fault at its place while the last good filter stays', async () => {
    await nextTick()
    const all = cells(0).length
    await filter('flags FIN')
    expect(cells(6)).toEqual(['FIN ACK', 'FIN ACK'])
    await filter('flags FNI')
    expect(pane.find('.fault').text()).toContain('FNI')
    expect(pane.find('[data-testid=filter]').attributes('aria-invalid')).toBe('true')
    expect(cells(6)).toEqual(['FIN ACK', 'FIN ACK'])
    await filter('')
    expect(cells(0)).toHaveLength(all)
  })
  it('offer words, and take the one that is chosen with the keys', async () => {
    const field = pane.find('[data-testid=filter]')
    await filter('sta')
    expect(pane.findAll('[role=option] code').map((each) => each.text())).toEqual(['state'])
    await field.trigger('keydown', { key: 'ArrowDown' })
    await field.trigger('keydown', { key: 'Enter' })
    await nextTick()
    expect((field.element as HTMLInputElement).value).toBe('state ')
  })
  it('keep each its own filter and the chosen packet, whatever is filtered away', async () => {
    const selection = useSelectionStore()
    selection.selectPacket(8)
    await filter('SYN')
    expect(pane.findAll('.row.cursor')).toHaveLength(0)
    useTablesStore().show('sockets')
    await nextTick()
    expect((pane.find('[data-testid=filter]').element as HTMLInputElement).value).toBe('')
    useTablesStore().show('packets')
    await nextTick()
    expect(cells(6)).toEqual(['SYN', 'SYN ACK'])
    await filter('')
    expect(pane.find('.row.cursor [role=gridcell]').text()).toBe('8')
  })
  it('tell of counters how far they moved in all, and what they count', async () => {
    useTablesStore().show('counters')
    await nextTick()
    expect([cells(2), cells(3), cells(4)[0]]).toEqual([['+1', '+2'], ['1', '3'], 'connections opened by connect()'])
  })
  it('find the sysctls among what was done, and go where a note is', async () => {
    useTablesStore().show('interventions')
    await filter('sysctl')
    expect(cells(2)).toEqual(['net.ipv4.tcp_tw_reuse = 0'])
    useTablesStore().show('notes')
    await nextTick()
    await pane.find('.row').trigger('click')
    expect(useSelectionStore().packet).toBe(8)
  })
  it('sort by a column and leave the chosen packet chosen', async () => {
    useSelectionStore().selectPacket(1)
    useTablesStore().sortBy('packets', 'at')
    useTablesStore().sortBy('packets', 'at')
    await nextTick()
    const numbers = cells(0).map(Number)
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a))
    expect(pane.find('.row.cursor [role=gridcell]').text()).toBe('1')
  })
})

describe('in a replay', () => {
  it.each([['packets', 1], ['counters', 0], ['calls', 0], ['interventions', 0], ['notes', 0]] as const)('the table of %s dims what lies ahead of its instant, and nothing else', async (table, column) => {
    const replay = useReplayStore()
    useTablesStore().show(table)
    replay.begin()
    await nextTick()
    expect(times(column).length).toBeGreaterThan(0)
    for (const at of [0, 5.5e6, replay.range.end]) {
      replay.seek(at)
      await nextTick()
      for (const [seconds, ahead] of times(column)) expect(ahead, `${seconds} s at ${at} ns`).toBe(Math.round(seconds * 1e9) > at)
    }
    replay.seek(0)
    replay.end()
    await nextTick()
    expect(times(column).filter(([, ahead]) => ahead)).toEqual([])
  })
  it('the table of sockets counts the packets so far', async () => {
    const replay = useReplayStore()
    useTablesStore().show('sockets')
    replay.begin()
    await nextTick()
    expect([cells(10), pane.findAll('.row.ahead').length]).toEqual([['0', '0'], 2])
    replay.seek(useSessionStore().packets.instant(2))
    await nextTick()
    expect([cells(10), pane.findAll('.row.ahead').length]).toEqual([['3', '3'], 0])
  })
  it('sockets filtered by their state are those that were in it at its instant', async () => {
    const replay = useReplayStore()
    useTablesStore().show('sockets')
    replay.begin()
    await nextTick()
    await filter('state TIME-WAIT')
    expect(cells(2)).toEqual([])
    const began = useSessionStore().rows.rows[0]?.connection.ends.client.timeWait?.from ?? Number.NaN
    for (const [at, shown] of [[began + 1, ['TIME-WAIT']], [began - 1, []]] as const) {
      replay.seek(at)
      await vi.waitFor(() => expect(cells(2)).toEqual(shown), 5_000)
    }
  })
})

describe('a packet\'s bytes', () => {
  it('are marked where the chosen field stands, and a byte chooses its field', async () => {
    useSettingsStore().packetDetail = true
    useSelectionStore().selectPacket(8)
    await flushPromises()
    const flags = pane.findAll('.fields [role=option]').find((each) => each.text().startsWith('Control bits'))
    expect(flags?.text()).toContain('FIN,ACK')
    await flags?.trigger('click')
    expect(pane.findAll('.hex .marked').map((each) => each.text())).toEqual(['11'])
    await pane.findAll('.hex b')[34]?.trigger('click')
    expect(pane.find('.fields [aria-selected=true]').text()).toContain('41234')
    expect(pane.findAll('.hex .marked').map((each) => each.text())).toEqual(['a1', '12'])
  })
  it('say why they are not there', async () => {
    const lab: Lab = new FakeLab(silentWindow, { description, scriptFor: () => undefined })
    lab.packetFrame = () => Promise.resolve({ ok: false, error: { code: 'no-session', reason: { kind: 'packet-absent', packet: 8 } } })
    useLabStore().attach(lab)
    useSettingsStore().packetDetail = true
    useSelectionStore().selectPacket(8)
    await flushPromises()
    expect(pane.find('.detail').text()).toContain('packet 8 is not at hand')
    expect(pane.find('[data-testid=read-again]').exists()).toBe(false)
  })
  it('of a file that has changed since: it can be read again', async () => {
    const lab: Lab = new FakeLab(silentWindow, { description, scriptFor: () => undefined })
    lab.packetFrame = () => Promise.resolve({ ok: false, error: { code: 'unreadable-file', of: 'a.pcapng', reason: { kind: 'changed-since-opened' } } })
    useLabStore().attach(lab)
    await useLabStore().start({ kind: 'file', token: 'a' }, 'en', 'a.pcapng')
    useSessionStore().apply(2, [header({ mode: 'file' }), ...activeClose()])
    useSettingsStore().packetDetail = true
    useSelectionStore().selectPacket(8)
    await flushPromises()
    const started: unknown[] = []
    lab.start = (request) => {
      started.push(request)
      return Promise.resolve({ ok: true, value: header() })
    }
    await pane.get('[data-testid=read-again]').trigger('click')
    await flushPromises()
    expect(started).toMatchObject([{ kind: 'file', token: 'a' }])
  })
})

const notesTable = async (): Promise<VueWrapper> => {
  useTablesStore().show('notes')
  await flushPromises()
  return pane
}
const body = (): ReturnType<VueWrapper['get']> => pane.get('[role=rowgroup][tabindex="0"], .body[tabindex="0"]')

describe('the table of notes', () => {
  it('Enter changes the chosen note, Delete removes it', async () => {
    await notesTable()
    const removed: string[] = []
    const notes = useNotesStore()
    notes.remove = (id) => {
      removed.push(id)
      return Promise.resolve()
    }
    await body().trigger('keydown', { key: 'ArrowDown' })
    await body().trigger('keydown', { key: 'Enter' })
    expect(notes.draft).toMatchObject({ id: 'n1', text: 'the first FIN', packet: 8 })
    await body().trigger('keydown', { key: 'Delete' })
    expect(removed).toEqual(['n1'])
  })
})
