// @vitest-environment happy-dom
import { createPinia, disposePinia, type Pinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BatchReader, type EventBatch } from '../../../src/shared/batch/batch-reader'
import { BatchWriter } from '../../../src/shared/batch/batch-writer'
import { ns } from '../../../src/shared/base/brand'
import { emptySegment, type PacketNumber } from '../../../src/shared/model/segment'
import { SYN } from '../../../src/shared/tcp/flags'
import { LOOK_MS, useSessionStore } from '../../../src/renderer/src/stores/session'
import type { SessionEvent } from '../../../src/shared/model/events'
import { activeClose, header, many } from '../story'

let pinia: Pinia
beforeEach(() => {
  pinia = createPinia()
  setActivePinia(pinia)
})
afterEach(() => {
  disposePinia(pinia)
  vi.useRealTimers()
})

/** One packet and its transition, and a damage behind them. */
function inColumns(): { readonly batch: EventBatch; readonly events: SessionEvent[] } {
  const writer = new BatchWriter()
  writer.push(JSON.stringify(header({ mode: 'file', source: 'file' })))
  const conn = writer.name('c1', '127.0.0.1:41234', '127.0.0.1:80')
  writer.packet(conn, { ...emptySegment(), n: 1 as PacketNumber, at: ns(5), flags: SYN }, { fromEnd: 'client', relativeSeq: 0, relativeAck: 0 }, 'passed')
  writer.transition(conn, { at: 5, end: 'client', from: 'CLOSED', to: 'SYN-SENT', evidence: 'inferred', cause: 'sent SYN', packet: 1 })
  writer.push(JSON.stringify({ type: 'damage', at: 9, offset: 1, reason: 'torn', skipped: 2 }))
  const batch = new BatchReader().read(writer.take())
  if (!batch.ok) throw new Error(batch.error)
  return { batch: batch.value, events: batch.value.lines.map((line) => JSON.parse(line) as SessionEvent) }
}

const damage = (at: number): SessionEvent => ({ type: 'damage', at, offset: 1, reason: 'torn', skipped: 2 })

describe('the facts of a session', () => {
  it('are what its events said', () => {
    const session = useSessionStore()
    session.apply(1, [header(), ...activeClose()])
    expect(session.header?.mode).toBe('sandbox')
    expect(session.packets.count).toBe(11)
    expect(session.rows.rows.map(({ connection }) => connection.id)).toEqual(['c1'])
    expect(session.facts.calls.map(({ call }) => call)).toContain('close')
    expect(session.latest).toBe(Math.max(...activeClose().map(({ at }) => at)))
  })
  it('are the same in one batch or in many', () => {
    const whole = useSessionStore()
    whole.apply(1, [header(), ...many(30, 7)])
    setActivePinia(createPinia())
    const parts = useSessionStore()
    const events = [header(), ...many(30, 7)]
    for (let i = 0; i < events.length; i += 5) parts.apply(1, events.slice(i, i + 5))
    const states = (store: typeof whole): unknown => store.rows.rows.map(({ connection, packets }) => [connection.id, packets.length, connection.ends.client.spans, connection.timeWait])
    expect(states(parts)).toEqual(states(whole))
    expect(parts.instants.count).toBe(whole.instants.count)
  })
  it('grow their version once a batch: whoever shows them looks once', () => {
    const session = useSessionStore()
    const before = session.version
    session.apply(1, [header(), ...many(100, 3)])
    expect(session.version - before).toBeLessThanOrEqual(2)
  })
  it('begin anew with another session, and with a second header: a shell that was started again counts from 1', () => {
    const session = useSessionStore()
    session.apply(1, [header(), ...activeClose()])
    session.apply(2, [header({ mode: 'host' })])
    expect([session.packets.count, session.header?.mode]).toEqual([0, 'host'])
    session.apply(2, activeClose())
    session.apply(2, [header()])
    expect(session.packets.count).toBe(0)
  })
  it('keep what comes one by one: steps, faults, gaps, damages, notes, disagreements', () => {
    const session = useSessionStore()
    const others: SessionEvent[] = [
      { type: 'step', at: 1, id: 'listen', title: 'Listen' }, { type: 'fault', at: 2, action: 'drop', detail: 'the last ACK', command: 'nft add rule' },
      { type: 'gap', at: 3, until: 4, reason: 'capture-drop', packets: 2 }, { type: 'damage', at: 5, offset: 10, reason: 'torn', skipped: 3 },
      { type: 'note', at: 6, id: 'n1', text: 'look' }, { type: 'discrepancy', at: 7, conn: 'c1', end: 'server', inferred: 'CLOSED', sampled: 'LAST-ACK' }
    ]
    session.apply(1, [header(), ...activeClose(), ...others])
    const { steps, faults, gaps, damages, notes, discrepancies } = session.facts
    expect([steps.length, faults.length, gaps.length, damages.length, notes.length, discrepancies]).toEqual([1, 1, 1, 1, 1, 1])
    expect(session.rows.get('c1')?.discrepancies).toHaveLength(1)
  })
  it('come in columns, too, the events between them in their turn; a batch that begins a session begins anew', () => {
    const session = useSessionStore()
    for (const number of [1, 2, 2]) {
      const { batch, events } = inColumns()
      session.applyBatch(number, batch, events)
      expect([session.header?.mode, session.packets.count, session.latest, session.facts.damages.length, session.instants.count]).toEqual(['file', 1, 9, 1, 1])
    }
    expect(session.packets.row(0)).toMatchObject({ n: 1, conn: 'c1', from: '127.0.0.1:41234', to: '127.0.0.1:80', flags: 'SYN' })
    expect(session.rows.get('c1')?.transitions).toEqual([
      { type: 'transition', at: 5, conn: 'c1', end: 'client', local: '127.0.0.1:41234', remote: '127.0.0.1:80', from: 'CLOSED', to: 'SYN-SENT', evidence: 'inferred', cause: 'sent SYN', packet: 1 }
    ])
    session.apply(2, [{ type: 'note', at: 20, id: 'n1', text: 'written later' }])
    expect([session.facts.notes.length, session.latest]).toEqual([1, 20])
  })
  it('of a file that still comes are looked at a few times a second, and at once when it has come', () => {
    vi.useFakeTimers()
    const session = useSessionStore()
    const writer = new BatchWriter()
    const reader = new BatchReader()
    const come = (event: SessionEvent): readonly number[] => {
      writer.push(JSON.stringify(event))
      const batch = reader.read(writer.take())
      if (!batch.ok) throw new Error(batch.error)
      const before = session.version
      session.applyBatch(1, batch.value, [event])
      return [session.version - before, session.facts.damages.length]
    }
    come(header({ mode: 'file', source: 'file' }))
    expect([come(damage(1)), come(damage(2))]).toEqual([[0, 1], [0, 2]])
    const before = session.version
    vi.advanceTimersByTime(LOOK_MS)
    expect([session.version - before, session.latest]).toEqual([0, 0])
    vi.advanceTimersToNextFrame()
    expect([session.version - before, session.latest]).toEqual([1, 2])
    expect([come(damage(3)), session.latest]).toEqual([[0, 3], 2])
    expect(come({ type: 'result', at: 4, experiment: null, ok: true, checks: [], captured: 0, dropped: 0, gaps: 0 })).toEqual([1, 3])
    vi.advanceTimersByTime(LOOK_MS)
    expect([session.version - before, session.latest]).toEqual([2, 4])
  })
})
