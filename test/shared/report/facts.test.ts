import { describe, expect, it } from 'vitest'
import type { SessionEvent, TransitionObserved } from '../../../src/shared/model/events'
import { MOST_ROWS, SessionFacts } from '../../../src/shared/report/facts'

const facts = (count: number, event: (i: number) => SessionEvent): SessionFacts => {
  const gathered = new SessionFacts()
  for (let i = 0; i < count; i++) gathered.take(event(i))
  return gathered
}
const transition = (i: number): TransitionObserved => ({
  type: 'transition', at: i, conn: 'c1', end: 'client', local: '127.0.0.1:1', remote: '127.0.0.1:2', from: 'ESTABLISHED', to: 'FIN-WAIT-1', evidence: i % 2 === 0 ? 'inferred' : 'confirmed', cause: 'sent FIN'
})

describe('what is gathered for a report', () => {
  it('is bounded in every kind, and what is beyond is counted', () => {
    const noted = facts(MOST_ROWS.note + 5, (i) => ({ type: 'note', at: i, id: `n${i}`, text: 'a note' }))
    expect(noted.notes).toHaveLength(MOST_ROWS.note)
    expect(noted.left).toEqual({ note: 5 })
    const damaged = facts(MOST_ROWS.damage + 1, (i) => ({ type: 'damage', at: 0, offset: i, reason: 'block length 0', skipped: 4 }))
    expect(damaged.damages).toHaveLength(MOST_ROWS.damage)
    expect(damaged.left).toEqual({ damage: 1 })
    const counted = facts(2 * MOST_ROWS.counter, (i) => ({ type: 'counter', at: 0, name: `C${i % (MOST_ROWS.counter + 2)}`, delta: 1 }))
    expect(counted.counters.size).toBe(MOST_ROWS.counter)
    expect(counted.counters.get('C0')).toBe(2)
  })

  it('counts all transitions, also those beyond its rows', () => {
    const all = facts(MOST_ROWS.transition + 100, transition)
    expect(all.judged).toEqual({ all: MOST_ROWS.transition + 100, inferred: MOST_ROWS.transition / 2 + 50 })
  })
})
