// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { computed, defineComponent, h } from 'vue'
import { provideTurns, type TurnPlace, useLook, useTurn } from '../../../src/renderer/src/composables/use-turns'
import { useClockStore } from '../../../src/renderer/src/stores/clock'
import { useReplayStore } from '../../../src/renderer/src/stores/replay'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { HELD_MS } from '../../../src/renderer/src/stores/shown'
import { connectionEvents, header } from '../story'

const PLACES: readonly TurnPlace[] = ['figures', 'inspector', 'tables']
const Panes = defineComponent({
  setup(_, { expose }) {
    const rows = PLACES.map((place) => useTurn(place))
    const looks = PLACES.map((place) => useLook(place))
    expose({ told: computed(() => rows.map((row) => row.value?.connection.id ?? '-').join(' ')), behind: computed(() => looks.map((look) => useSessionStore().version - look.value)) })
    return () => null
  }
})
const Around = defineComponent({
  setup(_, { expose }) {
    provideTurns()
    expose({})
    return () => h(Panes)
  }
})

let panes: VueWrapper
const told = (): string => (panes.findComponent(Panes).vm as unknown as { readonly told: string }).told
/** What the panes tell in each of the next frames. */
const frames = (count: number): string[] => Array.from({ length: count }, () => {
  vi.advanceTimersToNextFrame()
  return told()
})
/** By how many versions each pane is behind, in each of the next frames. */
const behind = (count: number): (readonly number[])[] => Array.from({ length: count }, () => {
  vi.advanceTimersToNextFrame()
  return (panes.findComponent(Panes).vm as unknown as { readonly behind: readonly number[] }).behind
})
/** A connection, up to its TIME-WAIT. */
const waiting = (n: number): ReturnType<typeof connectionEvents> => connectionEvents({ id: `c${n}`, startMs: n * 1_000, clientPort: 41_000 + n }, n * 100).filter(({ at }) => at < (n + 4) * 1e9)

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
  useClockStore().start()
})
afterEach(() => {
  panes.unmount()
  vi.useRealTimers()
})

describe('the turns of the panes', () => {
  it('come one in each frame, after the chart has been drawn; nothing of a session that is gone is kept', () => {
    panes = mount(Around)
    const session = useSessionStore()
    session.apply(1, [header(), ...waiting(1)])
    expect([told(), ...frames(4)]).toEqual(['- - -', '- - -', 'c1 - -', 'c1 c1 -', 'c1 c1 c1'])
    vi.advanceTimersByTime(HELD_MS)
    session.apply(1, waiting(2))
    expect([told(), ...frames(4)]).toEqual(['c1 c1 c1', 'c1 c1 c1', 'c2 c1 c1', 'c2 c2 c1', 'c2 c2 c2'])
    session.reset(2)
    expect(told()).toBe('- - -')
  })

  it('are for looking at what is new, too; each pane has its own however fast batches come', () => {
    panes = mount(Around)
    const session = useSessionStore()
    session.apply(1, [header(), ...waiting(1)])
    vi.advanceTimersByTime(HELD_MS)
    session.apply(1, [])
    expect(behind(4)).toEqual([[1, 1, 1], [0, 1, 1], [0, 0, 1], [0, 0, 0]])
    expect(Array.from({ length: 6 }, () => {
      session.apply(1, [])
      return behind(1)
    })).toEqual([[[1, 1, 1]], [[0, 2, 2]], [[1, 0, 3]], [[2, 1, 0]], [[0, 2, 1]], [[1, 0, 2]]])
    session.reset(2)
    expect((panes.findComponent(Panes).vm as unknown as { readonly behind: readonly number[] }).behind).toEqual([0, 0, 0])
  })

  it('go on with what is told by then, when that is another connection', () => {
    panes = mount(Around)
    const session = useSessionStore()
    session.apply(1, [header(), ...waiting(1)])
    expect(frames(2).at(-1)).toBe('c1 - -')
    session.apply(2, [header(), ...waiting(5)])
    expect(frames(4)).toEqual(['- - -', 'c5 - -', 'c5 c5 -', 'c5 c5 c5'])
  })

  it('are waited for by nobody who chose a connection, sought an instant, or has a pane of its own', () => {
    panes = mount(Around)
    const session = useSessionStore()
    session.apply(1, [header(), ...waiting(1), ...waiting(2)])
    useSelectionStore().selectConnection('c1')
    expect(told()).toBe('c1 c1 c1')
    useSelectionStore().clear()
    useClockStore().stop(session.latest)
    useReplayStore().begin()
    useReplayStore().seek(session.latest)
    expect(told()).toBe('c2 c2 c2')
    panes.unmount()
    panes = mount(defineComponent({ setup: () => () => h(Panes) }))
    expect(told()).toBe('c2 c2 c2')
  })
})
