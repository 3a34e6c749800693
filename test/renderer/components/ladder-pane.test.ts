// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import LadderPane from '../../../src/renderer/src/components/ladder/LadderPane.vue'
import MachinePane from '../../../src/renderer/src/components/machine/MachinePane.vue'
import { useLayoutStore } from '../../../src/renderer/src/stores/layout'
import { usePointedStore } from '../../../src/renderer/src/stores/pointed'
import { useReplayStore } from '../../../src/renderer/src/stores/replay'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { freshWindow, mounted } from '../mounted'
import { activeClose, header } from '../story'

/** A page without a layout: every box is as high as this test says. */
beforeEach(() => {
  freshWindow()
  vi.stubGlobal('ResizeObserver', class {
    constructor(private readonly callback: (entries: unknown[]) => void) {}
    observe(): void {
      this.callback([{ contentRect: { width: 700, height: 4_000 } }])
    }
    unobserve(): void {}
    disconnect(): void {}
  })
})
afterEach(() => {
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})
const shown = async (): Promise<ReturnType<typeof mounted>> => {
  useSessionStore().apply(1, [header(), ...activeClose()])
  const pane = mounted(LadderPane, { tabs: ['ladder'] })
  await nextTick()
  await nextTick()
  return pane
}
const part = (pane: ReturnType<typeof mounted>, title: RegExp): Element => {
  const found = pane.findAll('g').find((g) => title.test(g.find('title').exists() ? g.find('title').text() : ''))
  if (found === undefined) throw new Error(`nothing named ${title}`)
  return found.element
}

describe('the ladder in the window', () => {
  it('says what it is for before there is a connection', () => {
    expect(mounted(LadderPane, { tabs: ['ladder'] }).text()).toContain('No connection yet')
  })
  it('a segment that is clicked is selected everywhere; so is a state', async () => {
    const pane = await shown()
    part(pane, /^#8 FIN ACK/).dispatchEvent(new MouseEvent('click', { bubbles: true }))
    expect(useSelectionStore().packet).toBe(8)
    part(pane, /TIME-WAIT, received FIN #10, confirmed/).dispatchEvent(new MouseEvent('click', { bubbles: true }))
    expect([useSelectionStore().conn, useSelectionStore().end, useSelectionStore().packet]).toEqual(['c1', 'client', null])
  })
  it('what the pointer is over is told to all panes, and what it is over elsewhere is marked here', async () => {
    const pane = await shown()
    part(pane, /^#8 FIN ACK/).dispatchEvent(new Event('pointerenter'))
    expect(usePointedStore().thing).toMatchObject({ conn: 'c1', end: 'client', packet: 8 })
    part(pane, /^#8 FIN ACK/).dispatchEvent(new Event('pointerleave'))
    await nextTick()
    expect(pane.find('rect.pointed').exists()).toBe(false)
    usePointedStore().pointPacket(1)
    await nextTick()
    const first = Number(pane.find('rect.pointed').attributes('y'))
    usePointedStore().pointConnection('c1', 'client', useSessionStore().rows.get('c1')?.transitions.find(({ to }) => to === 'TIME-WAIT')?.at ?? null)
    await nextTick()
    expect(Number(pane.find('rect.pointed').attributes('y'))).toBeGreaterThan(first)
    usePointedStore().pointConnection('c2')
    await nextTick()
    expect(pane.find('rect.pointed').exists()).toBe(false)
  })
  it('in a replay has what was told by then, forwards and back; so has the state machine', async () => {
    const pane = await shown()
    const machine = mounted(MachinePane, { tabs: ['machine'] })
    const replay = useReplayStore()
    const segments = (): number => pane.findAll('g > title').filter((title) => /^#\d+ /.test(title.text())).length
    const states = (): string => machine.get('[data-testid=machine]').attributes('aria-label') ?? ''
    const whole = segments()
    const packets = useSessionStore().packets
    replay.begin()
    await nextTick()
    expect([segments(), states()]).toEqual([0, expect.stringMatching(/CLOSED.*(CLOSED|LISTEN)/)])
    for (const count of [3, whole, 5]) {
      replay.seek(packets.row(count - 1)?.at ?? 0)
      await nextTick()
      await nextTick()
      expect(segments()).toBe(count)
    }
    expect(states()).toMatch(/ESTABLISHED/)
    replay.end()
    await nextTick()
    await nextTick()
    expect([segments(), states()]).toEqual([whole, expect.stringMatching(/CLOSED/)])
  })
  it('which fault met a segment, and what that does, is said of it', async () => {
    useSessionStore().apply(1, [header(), { type: 'fault', at: 1, action: 'drop', id: 'lose-it', detail: 'drop FIN from client, 1 time', command: 'nft' },
      ...activeClose().map((event) => (event.type === 'packet' && event.n === 8 ? { ...event, verdict: 'dropped' as const, fault: 'lose-it' } : event))])
    const pane = mounted(LadderPane, { tabs: ['ladder'] })
    await nextTick()
    await nextTick()
    expect(part(pane, /^#8 FIN ACK/).querySelector('title')?.textContent).toContain('(lose-it: drop FIN from client, 1 time)')
  })
  it('arrow keys go from event to event', async () => {
    const pane = await shown()
    await pane.find('[data-testid=ladder]').trigger('keydown', { key: 'ArrowDown' })
    expect(useSelectionStore().packet).toBe(1)
    await pane.find('[data-testid=ladder]').trigger('keydown', { key: 'ArrowDown' })
    await pane.find('[data-testid=ladder]').trigger('keydown', { key: 'ArrowUp' })
    expect(useSelectionStore().conn).toBe('c1')
  })
})

describe('a new session while the old ladder was scrolled down', () => {
  it('is drawn from its beginning, with no height below nothing', async () => {
    const pane = await shown()
    const scroller = pane.find('[data-testid=ladder]')
    Object.defineProperty(scroller.element, 'scrollTop', { configurable: true, value: 30_000 })
    await scroller.trigger('scroll')
    useSessionStore().apply(2, [header(), ...activeClose().slice(0, 6)])
    await nextTick()
    await nextTick()
    const drawing = pane.find('[data-testid=ladder] svg')
    expect(Number(drawing.attributes('height'))).toBeGreaterThan(0)
    expect(drawing.findAll('g').length).toBeGreaterThan(4)
  })
})

describe('panes that share a place', () => {
  it('keep what a person chose for the next start, and begin with the defaults when that cannot be read', async () => {
    localStorage.setItem('twlab.layout', '{"rows":[1,"x"],"figure":"nothing"}')
    const layout = useLayoutStore()
    expect(layout.figure).toBe('ladder')
    layout.rows = [0.5, 0.25, 0.25]
    await nextTick()
    expect(JSON.parse(localStorage.getItem('twlab.layout') ?? '')).toMatchObject({ rows: [0.5, 0.25, 0.25] })
    localStorage.clear()
  })
})
