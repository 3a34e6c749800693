import { describe, expect, it } from 'vitest'
import type * as v from 'valibot'
import type { claimSchema } from '../../../src/shared/experiment/claim'
import type { SessionEvent } from '../../../src/shared/model/events'
import { aRun, api, ns, packet, session, transition } from './a-run'
import { decided, gap, kernelOnly, packetsOnly } from './deciding'

describe('segment', () => {
  const claim = { that: 'segment', from: 'client', flags: 'FIN' } as const

  it('holds when the end sent one with these bits, and shows it', () => {
    expect(decided(claim, aRun())).toMatchObject({ verdict: 'held', detail: '1 segment', proof: [{ event: 'packet', n: 8 }] })
  })

  it('fails when it sent none, too few or too many', () => {
    expect(decided({ ...claim, flags: 'RST' }, aRun())).toMatchObject({ verdict: 'failed', detail: '0 segments', proof: { length: 11 } })
    expect(decided({ ...claim, count: [2, 3] }, aRun()).verdict).toBe('failed')
    expect(decided({ ...claim, flags: 'ACK', count: [0, 1] }, aRun())).toMatchObject({ verdict: 'failed', detail: '5 segments' })
  })

  it('cannot be observed without packets, nor denied when some were lost', () => {
    expect(decided(claim, kernelOnly()).verdict).toBe('unobservable')
    expect(decided({ ...claim, flags: 'RST' }, [...aRun(), gap('capture-drop', 1, 2)]).verdict).toBe('unobservable')
    expect(decided({ ...claim, flags: 'ACK', count: [0, 1] }, [...aRun(), gap('capture-drop', 1, 2)]).verdict).toBe('failed')
  })
})

describe('answered', () => {
  const claim = { that: 'answered', from: 'client', flags: 'FIN', by: 'ACK' } as const

  it('holds for the first segment that acknowledges it, and tells how long that took', () => {
    expect(decided(claim, aRun())).toMatchObject({ verdict: 'held', detail: '41.150 ms', proof: [{ event: 'packet', n: 8 }, { event: 'packet', n: 9 }] })
  })

  it('holds or fails by the time it took', () => {
    expect(decided({ ...claim, within: ['40ms', '48ms'] }, aRun())).toMatchObject({ verdict: 'held', detail: '41.150 ms (expected 40.000 ms to 48.000 ms)' })
    expect(decided({ ...claim, within: ['0ms', '10ms'] }, aRun()).verdict).toBe('failed')
  })

  it('does not take an older acknowledgment for an answer', () => {
    const unanswered = aRun().filter((event) => !(event.type === 'packet' && (event.n === 9 || event.n === 10)))
    expect(decided(claim, [...unanswered, packet(500, 12, 'server', 'ACK', { seq: 5, ack: 5 })])).toMatchObject({ verdict: 'failed', detail: 'no such answer' })
  })

  it('fails when nothing was there to be answered', () => {
    expect(decided({ ...claim, flags: 'RST' }, aRun()).verdict).toBe('failed')
  })

  it('takes numbers that have wrapped around', () => {
    const events = [session(), transition(1, 'client', 'CLOSED', 'SYN-SENT'), packet(2, 1, 'client', 'FIN,ACK', { seq: 0xffff_ffff }), packet(3, 2, 'server', 'ACK', { ack: 0 })]
    expect(decided(claim, events).verdict).toBe('held')
  })
})

describe('call', () => {
  it('holds when such a call gave the error', () => {
    expect(decided({ that: 'call', call: 'connect', errno: 'EINPROGRESS' }, aRun())).toMatchObject({
      verdict: 'held', detail: 'connect(): EINPROGRESS', proof: [{ event: 'api', at: ns(100.2), end: 'client' }]
    })
  })

  it('fails when it gave another, or none, or was not made', () => {
    expect(decided({ that: 'call', call: 'connect', errno: 'ECONNREFUSED' }, aRun()).verdict).toBe('failed')
    expect(decided({ that: 'call', call: 'connect', errno: 'none' }, aRun()).verdict).toBe('failed')
    expect(decided({ that: 'call', call: 'connect', end: 'server', errno: 'EINPROGRESS' }, aRun()).verdict).toBe('failed')
    expect(decided({ that: 'call', call: 'accept4', errno: 'none' }, aRun())).toMatchObject({ verdict: 'failed', detail: 'accept4() was never called' })
  })

  it('holds when every such call succeeded', () => {
    expect(decided({ that: 'call', call: 'accept4', errno: 'none' }, [...aRun(), api(101, 'server', 'accept4', 7)])).toMatchObject({ verdict: 'held', detail: 'accept4(): succeeded' })
  })

  it('cannot be observed where no calls were recorded', () => {
    expect(decided({ that: 'call', call: 'connect', errno: 'none' }, packetsOnly()).verdict).toBe('unobservable')
  })
})

describe('bytes', () => {
  const claim = { that: 'bytes', from: 'client', count: 4 } as const

  it('holds when calls and segments tell the same number', () => {
    expect(decided(claim, aRun())).toMatchObject({
      verdict: 'held', detail: 'bytes: sent 4, in segments 4, received 4', proof: [{ event: 'api' }, { event: 'packet', n: 4 }, { event: 'api' }]
    })
  })

  it('fails when fewer arrived, or when it was another number', () => {
    const cut = aRun().map((event) => (event.type === 'api' && event.call === 'recv' && event.end === 'server' ? { ...event, result: 3 } : event))
    expect(decided(claim, cut)).toMatchObject({ verdict: 'failed', detail: 'bytes: sent 4, in segments 4, received 3' })
    expect(decided({ ...claim, count: 5 }, aRun()).verdict).toBe('failed')
  })

  it('counts a retransmitted segment once', () => {
    expect(decided(claim, [...aRun(), packet(500, 12, 'client', 'PSH,ACK', { len: 4 })]).verdict).toBe('held')
  })

  it('of a foreign capture are counted in its segments, where a number is claimed', () => {
    expect(decided(claim, packetsOnly())).toMatchObject({ verdict: 'held', detail: 'bytes: in segments 4' })
    expect(decided({ that: 'bytes', from: 'client' }, packetsOnly()).verdict).toBe('unobservable')
  })
})

const named = (endpoint: string): string => endpoint.replace('40000', '40001')
/** The same run as a second connection. */
const second = (events: readonly SessionEvent[]): SessionEvent[] => events.flatMap((event): SessionEvent[] => {
  if (event.type === 'packet') return [{ ...event, conn: 'c2', n: event.n + 100, from: named(event.from), to: named(event.to) }]
  return event.type === 'transition' ? [{ ...event, conn: 'c2', local: named(event.local), remote: named(event.remote) }] : []
})

describe('order', () => {
  const both = [...aRun(), ...second(aRun())]

  it('is of segments of several connections, each of the one that it names', () => {
    const of = [{ from: 'client', flags: 'FIN' }, { connection: 2, from: 'client', flags: 'SYN' }, { connection: 2, from: 'client', flags: 'FIN' }] as const
    expect(decided({ that: 'order', of: [...of] }, both)).toMatchObject({ verdict: 'held', proof: [{ n: 8 }, { n: 101, conn: 'c2' }, { n: 108 }] })
    expect(decided({ that: 'order', of: [...of].reverse() }, both).verdict).toBe('failed')
  })

  it('with `only` minds the segments of all connections that it names, and of no other', () => {
    const closing = { that: 'order', only: true, of: [{ from: 'client', flags: 'FIN' }, { from: 'server', exactly: 'ACK' }] } satisfies v.InferInput<typeof claimSchema>
    const between = [...aRun(), packet(105, 8.5, 'client', 'ACK', { conn: 'c2', from: '127.0.0.1:40001' })]
    expect(decided(closing, between).verdict).toBe('held')
    expect(decided({ ...closing, of: [...closing.of, { connection: 2, from: 'client', flags: 'FIN' }] }, both).verdict).toBe('failed')
  })
})
