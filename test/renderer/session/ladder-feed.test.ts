import { createPinia, disposePinia, type Pinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LadderFeed } from '../../../src/renderer/src/session/ladder-feed'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import type { Ladder } from '../../../src/shared/figures/ladder/ladder'
import { ladderOf } from '../../../src/shared/figures/ladder/ladder'
import type { SessionEvent } from '../../../src/shared/model/events'
import { ENDS } from '../../../src/shared/tcp/state'
import { activeClose, connectionEvents, header, merge } from '../story'

const told = (ladder: Ladder): unknown => ({
  rows: ladder.rows.map(({ at, main, restarts }) => [at, main.kind, main.kind === 'segment' ? main.event.n : '', restarts.length]),
  states: ENDS.map((end) => ladder.states[end].map(({ event, evidence, row }) => [event.to, evidence, row.index]))
})
const feedOf = (conn: string): LadderFeed => {
  const session = useSessionStore()
  const row = session.rows.get(conn)
  if (row === undefined) throw new Error(`no ${conn}`)
  return new LadderFeed(row, session)
}

let pinia: Pinia
beforeEach(() => {
  pinia = createPinia()
  setActivePinia(pinia)
})
// A look at what came last may still be awaited.
afterEach(() => disposePinia(pinia))

describe('the ladder of the window', () => {
  const events = merge(activeClose({ lost: 2 }), connectionEvents({ id: 'c2', startMs: 30, clientPort: 41_235 }, 100))
  const session: SessionEvent[] = [header(), ...events]

  it('is the same as that of the whole stream, whether it is begun at the end or grows with each batch', () => {
    const store = useSessionStore()
    store.apply(1, session.slice(0, 12))
    const growing = feedOf('c1')
    for (let i = 12; i < session.length; i += 7) {
      store.apply(1, session.slice(i, i + 7))
      growing.update()
    }
    growing.update()
    const late = feedOf('c1')
    late.update()
    const whole = told(ladderOf(session, 'c1'))
    expect(told(late.ladder)).toEqual(whole)
    expect(told(growing.ladder)).toEqual(whole)
  })

  it('of a replay holds what has happened up to its instant, however it came there', () => {
    const store = useSessionStore()
    store.apply(1, session)
    const row = store.rows.get('c1')
    if (row === undefined) throw new Error('no c1')
    const instants = [0, 25e6, 60e6, store.latest]
    const forwards = new LadderFeed(row, store, true)
    for (const at of instants) {
      forwards.update(at)
      const fresh = new LadderFeed(row, store, true)
      fresh.update(at)
      expect(told(forwards.ladder)).toEqual(told(fresh.ladder))
      expect(forwards.ladder.rows.every((told) => told.at <= at)).toBe(true)
    }
    expect(told(forwards.ladder)).toEqual(told(ladderOf(session, 'c1')))
    expect([forwards.outdated(store.latest), forwards.outdated(25e6), forwards.outdated(null)]).toEqual([false, true, true])
  })
})
