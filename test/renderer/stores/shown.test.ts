// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useClockStore } from '../../../src/renderer/src/stores/clock'
import { useReplayStore } from '../../../src/renderer/src/stores/replay'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { HELD_MS, useShownStore } from '../../../src/renderer/src/stores/shown'
import type { SessionEvent } from '../../../src/shared/model/events'
import { connectionEvents, header } from '../story'

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
  useClockStore().start()
})
afterEach(() => vi.useRealTimers())

/** A connection up to its TIME-WAIT, or to the end of it. */
const told = (n: number, over = false): readonly SessionEvent[] =>
  connectionEvents({ id: `c${n}`, startMs: n * 1_000, clientPort: 41_000 + n, timeWaitMs: 5_000 }, n * 100).filter(({ at }) => over || at < (n + 4) * 1e9)
const shown = (): string | undefined => useShownStore().row?.connection.id

describe('what is told in detail while nothing is selected', () => {
  it('is the newest TIME-WAIT; where they come faster than anybody reads, each stays for a while', () => {
    const session = useSessionStore()
    session.apply(1, [header(), ...told(1)])
    expect(shown()).toBe('c1')
    session.apply(1, told(2))
    session.apply(1, told(3))
    expect(shown()).toBe('c1')
    vi.advanceTimersByTime(HELD_MS)
    expect(shown()).toBe('c3')
    expect(useShownStore().target?.timeWait.to).toBeNull()
    vi.advanceTimersByTime(HELD_MS)
    session.apply(1, told(4))
    expect(shown()).toBe('c4')
  })

  it('is another one at once when its own is over, when it is another session, and when one is selected', () => {
    const session = useSessionStore()
    const whole = told(1, true)
    const rest = whole.slice(told(1).length)
    session.apply(1, [header(), ...told(1), ...told(2)])
    expect(shown()).toBe('c2')
    session.apply(1, told(3))
    expect(shown()).toBe('c2')
    useSelectionStore().selectConnection('c1')
    expect(shown()).toBe('c1')
    useSelectionStore().clear()
    session.apply(2, [header(), ...told(5)])
    expect(shown()).toBe('c5')
    session.apply(3, [header(), ...told(1)])
    expect(shown()).toBe('c1')
    session.apply(3, [...told(6), ...rest])
    expect(shown()).toBe('c6')
  })

  it('follows a replay that is played in the same way, and goes with it at once where it is sought', () => {
    const session = useSessionStore()
    session.apply(1, [header(), ...[1, 2, 3, 4].flatMap((n) => told(n, true)).sort((a, b) => a.at - b.at)])
    useClockStore().stop(session.latest)
    const replay = useReplayStore()
    replay.begin()
    const began = session.rows.rows.map(({ connection }) => connection.timeWait?.from ?? Number.NaN)
    for (const [i, from] of began.entries()) {
      replay.seek(from + 1)
      expect(shown()).toBe(`c${i + 1}`)
    }
    replay.seek(began[0] ?? 0)
    replay.playing = true
    replay.seek((began[1] ?? 0) + 1)
    expect(shown()).toBe('c1')
    vi.advanceTimersByTime(HELD_MS)
    expect(shown()).toBe('c2')
  })

  it('and the lanes end with the newest connection, in a replay with the newest by then; a file at rest begins with its first', () => {
    const session = useSessionStore()
    session.apply(1, [header(), ...told(1)])
    expect(useShownStore().lastLane).toBe(Number.POSITIVE_INFINITY)
    session.apply(2, [{ ...header(), mode: 'file' }, ...[1, 2, 3, 4].flatMap((n) => told(n, true)).sort((a, b) => a.at - b.at)])
    expect(useShownStore().lastLane).toBe(0)
    useClockStore().stop(session.latest)
    const replay = useReplayStore()
    replay.begin()
    expect([0, 1, 2, 3].map((index) => {
      replay.seek((session.rows.rows[index]?.connection.timeWait?.from ?? Number.NaN) + 1)
      return useShownStore().lastLane
    })).toEqual([0, 1, 2, 3])
    replay.end()
    expect(useShownStore().lastLane).toBe(0)
  })
})
