import { describe, expect, it } from 'vitest'
import { ConnectionRows } from '../../../src/shared/model/connection-rows'
import type { SessionEvent } from '../../../src/shared/model/events'
import { Timeline } from '../../../src/shared/model/timeline'
import { activeClose, connectionEvents, merge } from '../../renderer/story'

/** Tells the events as the session store does. @returns what stands when all of them were told, up to `untilMs` */
function tell(events: readonly SessionEvent[], untilMs = Number.POSITIVE_INFINITY): ConnectionRows {
  const timeline = new Timeline()
  const rows = new ConnectionRows()
  let packets = 0
  for (const event of events.filter(({ at }) => at <= untilMs * 1e6)) {
    if (event.type === 'sample') rows.onSample(timeline.connections.get(event.conn), event)
    timeline.apply(event)
    if (event.type === 'packet') rows.onPacket(timeline.connections.get(event.conn), event, packets++)
    if (event.type === 'timer') rows.onTimer(timeline.connections.get(event.conn), event)
    if (event.type === 'transition') rows.onTransition(timeline.connections.get(event.conn), event)
  }
  rows.update(timeline.takeChanged())
  return rows
}

describe('connections in order of their appearance', () => {
  it('knows the packets and transitions of each', () => {
    const rows = tell(merge(connectionEvents({ id: 'c1', startMs: 0 }, 1), connectionEvents({ id: 'c2', startMs: 5, clientPort: 41_235 }, 1)))
    expect(rows.rows.map(({ index, connection }) => [index, connection.id])).toEqual([[0, 'c1'], [1, 'c2']])
    expect(rows.get('c2')?.packets).toHaveLength(11)
    expect(rows.get('c1')?.transitions.map(({ end, to }) => `${end} ${to}`)).toContain('client TIME-WAIT')
  })
  it('keeps a TIME-WAIT among those that last exactly as long as it lasts', () => {
    expect(tell(activeClose(), 300).waiting.size).toBe(0)
    expect([...tell(activeClose(), 1_000).waiting.values()].map(({ row, timeWait }) => [row.connection.id, timeWait.end])).toEqual([['c1', 'client']])
    expect(tell(activeClose()).waiting.size).toBe(0)
  })
})

describe('corrections of the countdown', () => {
  it('are none while the kernel counts as we do', () => {
    expect(tell(activeClose(), 20_000).get('c1')?.corrections.client).toBeNull()
  })
  it('are none when the timer begins anew, however small its jump', () => {
    const rows = tell(activeClose({ lost: 3 }), 20_000)
    expect(rows.get('c1')?.restarts).toHaveLength(3)
    expect(rows.get('c1')?.corrections.client).toBeNull()
  })
  it('are told with their size when the kernel\'s number differs by more than 50 ms', () => {
    const late = activeClose().map((event): SessionEvent =>
      event.type === 'sample' && event.timer !== null && event.at > 10_000e6 ? { ...event, timer: { ...event.timer, remainingMs: event.timer.remainingMs + 120 } } : event)
    const correction = tell(late, 20_000).get('c1')?.corrections.client
    expect(correction?.byMs).toBeCloseTo(120, -1)
    expect(correction?.at).toBeGreaterThan(10_000e6)
  })
})
