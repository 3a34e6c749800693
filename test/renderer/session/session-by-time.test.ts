import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lifeAt, waitingAt } from '../../../src/renderer/src/session/life-at'
import { InSlices } from '../../../src/renderer/src/session/in-slices'
import { byTimeOf } from '../../../src/renderer/src/session/session-by-time'
import type { SessionEvent } from '../../../src/shared/model/events'
import { ENDS } from '../../../src/shared/tcp/state'
import { connectionEvents } from '../story'
import { storeWith } from '../told'

const S = 1e9
const plan = fc.record({
  startMs: fc.integer({ min: 0, max: 20_000 }), first: fc.constantFrom(...ENDS), lost: fc.constantFrom(0, 0, 0, 2), packetsOnly: fc.boolean(), timeWaitMs: fc.constantFrom(2_000, 10_000)
})

describe('a session by time', () => {
  it('tells for every instant what a look at every connection tells', () => {
    fc.assert(fc.property(fc.array(plan, { minLength: 1, maxLength: 12 }), fc.array(fc.integer({ min: 0, max: 45 * S }), { minLength: 20, maxLength: 20 }), (plans, instants) => {
      const events: SessionEvent[] = plans.flatMap((each, i) => connectionEvents({ ...each, id: `c${i + 1}`, clientPort: 41_000 + i, sampleMs: 2_000 }, i * 20 + 1)).sort((a, b) => a.at - b.at)
      const { rows } = storeWith(events).rows
      const byTime = new InSlices(byTimeOf(rows)).finish()
      for (const at of instants) {
        const slow = rows.flatMap((row) => ENDS.flatMap((end) => {
          const timeWait = waitingAt(row, end, at)
          return timeWait === null ? [] : [{ row, end, from: timeWait.from, expectedEnd: timeWait.expectedEnd }]
        })).sort((a, b) => a.from - b.from || a.row.index - b.row.index)
        expect(byTime.waitingCount(at)).toBe(slow.length)
        const found: unknown[] = []
        byTime.eachWaiting(at, ({ row, end }) => found.push([row.index, end]))
        expect(found).toEqual(slow.map(({ row, end }) => [row.index, end]))
        const ends: (number | null)[] = []
        byTime.eachExpected(at, (expectedEnd) => ends.push(expectedEnd))
        expect(ends).toEqual(slow.map(({ expectedEnd }) => expectedEnd))
        const first = slow.filter(({ expectedEnd }) => expectedEnd !== null && expectedEnd > at).sort((a, b) => (a.expectedEnd ?? 0) - (b.expectedEnd ?? 0))[0]
        expect(byTime.firstToEnd(at, (expectedEnd) => expectedEnd > at)?.row).toBe(first?.row)
        if (slow.length > 0) expect(byTime.newestWaiting(at)?.row).toBe(slow.at(-1)?.row)
        const living = rows.filter((row) => ENDS.some((end) => ![undefined, 'CLOSED'].includes(lifeAt(row, end, at).state)))
        expect(byTime.livingAt(at).filter((row) => living.includes(row)).map(({ index }) => index).sort((a, b) => a - b)).toEqual(living.map(({ index }) => index))
      }
    }), { numRuns: 25 })
  })

  it('goes on showing the last one that waited, and before it the connection that came last', () => {
    const { rows } = storeWith([...connectionEvents({ id: 'c1', startMs: 0, timeWaitMs: 2_000 }, 1), ...connectionEvents({ id: 'c2', startMs: 10_000, clientPort: 41_235 }, 30)]).rows
    const byTime = new InSlices(byTimeOf(rows)).finish()
    const [first, second] = rows
    expect(byTime.newestWaiting(0)).toBeUndefined()
    expect(byTime.newestWaiting(9 * S)?.row).toBe(first)
    expect([byTime.newestRow(-1), byTime.newestRow(9 * S), byTime.newestRow(11 * S)]).toEqual([undefined, first, second])
    expect(byTime.livingAt(9 * S)).toEqual([])
  })
})
