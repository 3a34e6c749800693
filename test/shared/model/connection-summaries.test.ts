import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConnectionSummaries } from '../../../src/shared/model/connection-summaries'
import { type ConnectionSummary, EVIDENCE, type SessionEvent } from '../../../src/shared/model/events'
import { Timeline, type TimelineConnection } from '../../../src/shared/model/timeline'
import { ENDS, TCP_STATES } from '../../../src/shared/tcp/state'

const at = fc.integer({ min: -5, max: 200 })
const conn = fc.constantFrom('c1', 'c2', 'c900')
const end = fc.constantFrom(...ENDS)
const state = fc.constantFrom(...TCP_STATES)
const endpoint = fc.constantFrom('127.0.0.1:41000', '127.0.0.1:80', '[::1]:65535', '[::1]:080', '1.2.3.4:65536', 'here', '')
const event: fc.Arbitrary<SessionEvent> = fc.oneof(
  fc.record({ at, conn, from: endpoint, to: endpoint, flags: fc.constantFrom('SYN', 'SYN,ACK', 'ACK', 'RST') }).map((some): SessionEvent => ({
    ...some, type: 'packet', n: 1, seq: 0, ack: 0, len: 0, win: 0, length: 66, caplen: 66, verdict: 'passed', rawSeq: 0, rawAck: 0
  })),
  fc.record({ at, conn, end, local: endpoint, remote: endpoint, from: state, to: state, evidence: fc.constantFrom(...EVIDENCE) }, { noNullPrototype: true }).map((some): SessionEvent => ({ ...some, type: 'transition', cause: 'timer' })),
  fc.record({ at, conn, packet: fc.nat() }).map((some): SessionEvent => ({
    ...some, type: 'transition', end: 'client', local: '127.0.0.1:41000', remote: '127.0.0.1:80', from: 'CLOSED', to: 'SYN-SENT', evidence: 'inferred', cause: 'sent SYN'
  })),
  fc.record({ at, conn, end, state }).map((some): SessionEvent => ({ ...some, type: 'sample', cookie: '1', inode: 0, pid: null, timer: null })),
  fc.record({ at, conn, end, event: fc.constantFrom('started' as const, 'restarted' as const) }).map((some): SessionEvent => ({ ...some, type: 'timer', timer: 'time-wait', expectedMs: 60_000 })),
  fc.record({ at, length: fc.nat(20), reason: fc.constantFrom('capture-drop' as const, 'clock-step' as const) }).map(({ length, ...some }): SessionEvent => ({ ...some, type: 'gap', until: some.at + length, packets: 1 }))
)

function summaryOf({ id, client, server, packets, ends, timeWait, complete }: TimelineConnection, when: number): ConnectionSummary {
  const { end: which = 'client', from = 0, to = null, restarts = 0, evidence = 'inferred' } = timeWait ?? {}
  return {
    type: 'connection', at: when, id, client, server, packets, complete, states: { client: [...ends.client.spans], server: [...ends.server.spans] },
    timeWait: timeWait === null ? null : { end: which, from, to, restarts, evidence }
  }
}

describe('the connection events that close a stream', () => {
  it('say what the timeline says, whatever the stream', () => {
    fc.assert(fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const timeline = new Timeline()
      const summaries = new ConnectionSummaries()
      for (const one of events) {
        timeline.apply(one)
        summaries.apply(one)
      }
      expect([...summaries.summaries(99)]).toEqual([...timeline.connections.values()].map((connection) => summaryOf(connection, 99)))
    }))
  })

  it('of very many connections are still each their own', () => {
    const summaries = new ConnectionSummaries()
    const count = 10_000
    for (let i = 1; i <= count; i++) {
      for (const [from, to] of [['CLOSED', 'SYN-SENT'], ['SYN-SENT', 'ESTABLISHED'], ['ESTABLISHED', 'CLOSED']] as const) {
        summaries.apply({ type: 'transition', at: i, conn: `c${i}`, end: 'client', local: `127.0.0.1:${i}`, remote: '127.0.0.1:80', from, to, evidence: 'inferred', cause: 'timer' })
      }
    }
    const all = [...summaries.summaries(0)]
    expect(all).toHaveLength(count)
    expect(all[9_000]).toMatchObject({ id: 'c9001', client: '127.0.0.1:9001', packets: 0, states: { client: [{ state: 'SYN-SENT' }, { state: 'ESTABLISHED' }, { state: 'CLOSED', from: 9_001, to: null }], server: [] } })
  })
})
