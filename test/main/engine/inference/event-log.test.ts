import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Connection } from '../../../../src/main/engine/inference/connection'
import { EventLog } from '../../../../src/main/engine/inference/event-log'
import { ns } from '../../../../src/shared/base/brand'
import { AddressBook } from '../../../../src/shared/model/address'
import type { SessionEvent } from '../../../../src/shared/model/events'

const book = new AddressBook()
const connection = new Connection({ number: 7, flow: 0, client: book.fromText('10.0.0.1'), clientPort: 40_000, server: book.fromText('::1'), serverPort: 80, kernel: false })
const other: SessionEvent = { type: 'discrepancy', at: 3, conn: 'c7', end: 'server', inferred: 'ESTABLISHED', sampled: 'CLOSE-WAIT' }

function decide(log: EventLog): void {
  log.transition(connection.client, ns(1), 'CLOSED', 'SYN-SENT', 'inferred', 'sent SYN', 12)
  log.transition(connection.server, ns(2), 'LISTEN', 'CLOSED', 'sampled', 'close()', 0)
  log.add(other)
  log.timer(connection.client, ns(4), 'time-wait', 'started', 60_000)
}

const TOLD: readonly SessionEvent[] = [
  { type: 'transition', at: 1, conn: 'c7', end: 'client', local: '10.0.0.1:40000', remote: '[::1]:80', from: 'CLOSED', to: 'SYN-SENT', evidence: 'inferred', cause: 'sent SYN', packet: 12 },
  { type: 'transition', at: 2, conn: 'c7', end: 'server', local: '[::1]:80', remote: '10.0.0.1:40000', from: 'LISTEN', to: 'CLOSED', evidence: 'sampled', cause: 'close()' },
  other,
  { type: 'timer', at: 4, conn: 'c7', end: 'client', timer: 'time-wait', event: 'started', expectedMs: 60_000 }
]

describe('EventLog', () => {
  it('gives every event once, in its order, in rows that serve again', () => {
    const log = new EventLog(book)
    for (let round = 0; round < 3; round++) {
      decide(log)
      // A row that was another kind's the time before shows nothing of it.
      if (round === 1) log.add(other)
      expect(log.take()).toEqual(round === 1 ? [...TOLD, other] : TOLD)
      expect(log.take()).toEqual([])
      log.timer(connection.server, ns(5), 'fin-wait-2', 'ended', 0)
      expect(log.take()).toEqual([{ type: 'timer', at: 5, conn: 'c7', end: 'server', timer: 'fin-wait-2', event: 'ended', expectedMs: 0 }])
    }
  })

  it('keeps the order of whatever was decided, more of it than was made room for', () => {
    const log = new EventLog(book)
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('transition', 'timer', 'other'), fc.integer({ min: 1, max: 1_500 })), { maxLength: 12 }), (stretches) => {
      const order: { readonly type: string; readonly at: number }[] = []
      for (const [what, length] of stretches) {
        for (let i = 0; i < length; i++) {
          const at = order.length
          order.push({ type: what === 'other' ? 'discrepancy' : what, at })
          if (what === 'transition') log.transition(connection.client, ns(at), 'CLOSED', 'SYN-SENT', 'inferred', 'sent SYN', 1)
          else if (what === 'timer') log.timer(connection.server, ns(at), 'time-wait', 'restarted', at)
          else log.add({ type: 'discrepancy', at, conn: 'c7', end: 'server', inferred: 'ESTABLISHED', sampled: 'CLOSE-WAIT' })
        }
      }
      expect(log.take().map(({ type, at }) => ({ type, at }))).toEqual(order)
    }), { numRuns: 40 })
  })

  it('keeps what a connection was when it was decided, though its objects serve another one meanwhile', () => {
    const log = new EventLog(book)
    const used = new Connection({ number: 1, flow: 0, client: book.fromText('10.0.0.1'), clientPort: 1, server: book.fromText('10.0.0.2'), serverPort: 80, kernel: false })
    log.transition(used.client, ns(1), 'CLOSED', 'SYN-SENT', 'inferred', 'sent SYN', 1)
    used.renew({ number: 2, flow: 0, client: book.fromText('10.0.0.3'), clientPort: 3, server: book.fromText('10.0.0.4'), serverPort: 80, kernel: false })
    expect(log.take()).toMatchObject([{ conn: 'c1', local: '10.0.0.1:1', remote: '10.0.0.2:80' }])
  })

  it('forgets what nobody wants to be told, and says how many events that were', () => {
    const log = new EventLog(book)
    decide(log)
    expect(log.discard()).toBe(4)
    for (let at = 6; at < 10; at++) log.transition(connection.client, ns(at), 'SYN-SENT', 'ESTABLISHED', 'inferred', 'received SYN,ACK', 13)
    expect(log.take()).toMatchObject([6, 7, 8, 9].map((at) => ({ type: 'transition', at, to: 'ESTABLISHED' })))
  })
})
