// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { effectScope, nextTick } from 'vue'
import { armedAt, useCountdown, type UseCountdownReturn } from '../../../src/renderer/src/composables/use-countdown'
import { useClockStore } from '../../../src/renderer/src/stores/clock'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import type { SessionEvent } from '../../../src/shared/model/events'
import { activeClose, connectionEvents, header, merge } from '../story'

let shown: UseCountdownReturn
beforeEach(() => {
  setActivePinia(createPinia())
  const made = effectScope().run(useCountdown)
  if (made === undefined) throw new Error('no scope')
  shown = made
})
const tell = (events: readonly SessionEvent[], untilMs: number, afterMs = -1): void => {
  useSessionStore().apply(1, events.filter(({ at }) => at <= untilMs * 1e6 && at > afterMs * 1e6))
  useClockStore().stop(untilMs * 1e6)
}
const two = merge(connectionEvents({ id: 'c1', startMs: 10 }, 1), connectionEvents({ id: 'c2', startMs: 3_000, clientPort: 41_236, first: 'server' }, 1))

describe('the TIME-WAIT that the countdown shows', () => {
  it('is none before one began', () => {
    tell([header(), ...two], 200)
    expect(shown.target.value).toBeNull()
  })
  it('is the one that began last, without a selection', () => {
    tell([header(), ...two], 10_000)
    expect([shown.target.value?.row.connection.id, shown.target.value?.end]).toEqual(['c2', 'server'])
    expect(shown.countdown.value?.phase).toBe('counting')
  })
  it('is the selected connection\'s, whichever end is selected', () => {
    tell([header(), ...two], 10_000)
    useSelectionStore().selectConnection('c1', 'server')
    expect([shown.target.value?.row.connection.id, shown.target.value?.end]).toEqual(['c1', 'client'])
  })
  it('is none for a selected connection that has none', () => {
    tell([header(), ...two], 3_200)
    useSelectionStore().selectConnection('c2')
    expect(shown.target.value).toBeNull()
  })
  it('stays after it is gone, and tells how long it lasted', () => {
    tell([header(), ...activeClose()], 90_000)
    expect(shown.countdown.value).toMatchObject({ phase: 'gone' })
    expect(shown.countdown.value?.lastedMs).toBeCloseTo(61_100, -1)
  })
})

describe('a restart of its timer', () => {
  it('is shown for a while, and makes the ring full again', async () => {
    const events = [header(), ...activeClose({ lost: 1 })]
    tell(events, 580)
    expect(shown.restarted.value).toBe(false)
    await nextTick()
    tell(events, 587, 580)
    await nextTick()
    expect(shown.restarted.value).toBe(true)
    expect(shown.countdown.value?.share).toBeGreaterThan(0.999)
    expect(shown.target.value && armedAt(shown.target.value) / 1e6).toBeCloseTo(585.5, 0)
  })
  it('is not one when another TIME-WAIT with restarts is selected', async () => {
    tell([header(), ...merge(connectionEvents({ id: 'c1', startMs: 10, lost: 2 }, 1), connectionEvents({ id: 'c2', startMs: 2_000, clientPort: 41_236 }, 1))], 9_000)
    await nextTick()
    useSelectionStore().selectConnection('c1')
    await nextTick()
    expect([shown.target.value?.timeWait.restarts, shown.restarted.value]).toEqual([2, false])
  })
})
