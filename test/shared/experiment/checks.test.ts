import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { decide, decideChecks } from '../../../src/shared/experiment/checks'
import { claimSchema } from '../../../src/shared/experiment/claim'
import type { Claim } from '../../../src/shared/experiment/claim'
import type { Decision } from '../../../src/shared/experiment/decision'
import { DECISION_WORDS } from '../../../src/shared/experiment/decision-words'
import { observe } from '../../../src/shared/experiment/observed'
import { checkResult } from '../../../src/shared/model/events'
import type { SessionEvent } from '../../../src/shared/model/events'
import { aRun, api, ns, packet, sample, session, transition } from './a-run'
import { planWith } from './small'

const decided = (claim: v.InferInput<typeof claimSchema>, events: readonly SessionEvent[], language: 'en' | 'ko' = 'en'): Decision => {
  const parsed: Claim = v.parse(claimSchema, claim)
  return decide(parsed, observe(events, { connections: 2, calls: new Set(['connect', 'accept4']) }), DECISION_WORDS[language])
}
const gap = (reason: 'capture-drop' | 'engine-restart' | 'missed-sample', from: number, until: number): SessionEvent =>
  ({ type: 'gap', at: ns(from), until: ns(until), reason, packets: reason === 'capture-drop' ? 12 : 0 })
const without = (type: SessionEvent['type'], events: readonly SessionEvent[]): SessionEvent[] => events.filter((event) => event.type !== type)
/** As a foreign capture has it: packets, and what follows from them. */
const packetsOnly = (): SessionEvent[] => without('api', without('sample', aRun({ lasts: null, header: { mode: 'file', source: 'file', hz: 0 } })))
const kernelOnly = (): SessionEvent[] =>
  without('packet', aRun({ header: { source: 'none' } })).map((event) => (event.type === 'transition' ? { ...event, evidence: 'sampled' as const } : event))

describe('reached', () => {
  const claim = { that: 'reached', end: 'client', state: 'TIME-WAIT' } as const

  it('holds when the end was in the state, and shows what began it and what the kernel said', () => {
    expect(decided(claim, aRun())).toEqual({
      verdict: 'held', detail: 'confirmed by packets and kernel',
      proof: [
        { event: 'transition', at: ns(400), conn: 'c1', end: 'client', state: 'TIME-WAIT' }, { event: 'sample', at: ns(401), conn: 'c1', end: 'client', state: 'TIME-WAIT' }
      ]
    })
  })

  it('fails when it never was, and shows where it was instead', () => {
    const decision = decided(claim, aRun({ first: 'server' }))
    expect(decision).toMatchObject({ verdict: 'failed', detail: 'never in TIME-WAIT: SYN-SENT → ESTABLISHED → CLOSE-WAIT → LAST-ACK → CLOSED' })
    expect(decision.proof).toHaveLength(5)
  })

  it('fails without such a connection', () => {
    expect(decided({ ...claim, connection: 2 }, aRun())).toEqual({ verdict: 'failed', detail: 'no such connection was seen', proof: [] })
  })

  it('with wanted evidence holds for better evidence, too', () => {
    expect(decided({ ...claim, evidence: 'sampled' }, aRun({ evidence: 'confirmed' })).verdict).toBe('held')
    expect(decided({ ...claim, evidence: 'confirmed' }, aRun({ evidence: 'sampled' })).verdict).toBe('failed')
  })

  it('with wanted evidence fails for what is only inferred, and cannot be observed where the kernel was not asked', () => {
    expect(decided({ ...claim, evidence: 'sampled' }, aRun({ evidence: 'inferred' }))).toMatchObject({ verdict: 'failed', detail: 'inferred from packets' })
    expect(decided({ ...claim, evidence: 'sampled' }, packetsOnly()).verdict).toBe('unobservable')
  })

  it('cannot be denied when packets were lost', () => {
    expect(decided(claim, [...aRun({ first: 'server' }), gap('capture-drop', 200, 300)]).verdict).toBe('unobservable')
  })
})

const overdueOf = (conn: string): SessionEvent => ({ type: 'timer', at: ns(60_400), conn, end: 'client', timer: 'time-wait', event: 'overdue', expectedMs: 2048 })
const overdueIn = (...conns: string[]): readonly SessionEvent[] => [...aRun(), transition(500, 'client', 'CLOSED', 'SYN-SENT', { conn: 'c2' }), ...conns.map(overdueOf)]

describe('timer', () => {
  const overdue = { that: 'timer', end: 'client', timer: 'time-wait', change: 'overdue' } satisfies v.InferInput<typeof claimSchema>

  it('counts those of one connection, or of several together', () => {
    expect(decided({ ...overdue, count: [1, 1] }, overdueIn('c1', 'c2'))).toMatchObject({ verdict: 'held' })
    expect(decided({ ...overdue, through: 2, count: [2, 2] }, overdueIn('c1', 'c2'))).toMatchObject({ verdict: 'held', proof: [{ conn: 'c1' }, { conn: 'c2' }] })
    expect(decided({ ...overdue, through: 2, count: [2, 2] }, overdueIn('c2'))).toMatchObject({ verdict: 'failed' })
  })
})

describe('never', () => {
  const claim = { that: 'never', end: 'server', state: 'TIME-WAIT' } as const

  it('holds when the end was never in the state, and shows its whole path', () => {
    expect(decided(claim, aRun())).toMatchObject({ verdict: 'held', detail: 'SYN-RECEIVED → ESTABLISHED → CLOSE-WAIT → LAST-ACK → CLOSED', proof: { length: 5 } })
  })

  it('fails when it was, and shows when', () => {
    expect(decided(claim, aRun({ first: 'server' }))).toMatchObject({ verdict: 'failed', proof: [{ event: 'transition', at: ns(400), state: 'TIME-WAIT' }, { event: 'sample' }] })
  })

  it('cannot be sworn to when packets were lost, or nothing of the end was seen', () => {
    expect(decided(claim, [...aRun(), gap('capture-drop', 200, 300)]).verdict).toBe('unobservable')
    expect(decided(claim, [session(), packet(1, 1, 'client', 'SYN')]).verdict).toBe('unobservable')
  })
})

describe('path', () => {
  const claim = { that: 'path', end: 'client', states: ['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED'] } satisfies v.InferInput<typeof claimSchema>

  it('holds for these states in this order, and shows each step', () => {
    const decision = decided(claim, aRun())
    expect(decision).toMatchObject({ verdict: 'held', detail: 'ESTABLISHED → FIN-WAIT-1 → FIN-WAIT-2 → TIME-WAIT → CLOSED' })
    expect(decision.proof.map(({ state }) => state)).toEqual(claim.states)
  })

  it('fails for the other end\'s', () => {
    expect(decided({ ...claim, end: 'server' }, aRun())).toMatchObject({ verdict: 'failed', detail: 'SYN-RECEIVED → ESTABLISHED → CLOSE-WAIT → LAST-ACK → CLOSED' })
  })

  it('fails when a state lies between, or when something comes after CLOSED', () => {
    const between = aRun().flatMap((event) => (event.type === 'transition' && event.to === 'TIME-WAIT' ? [transition(399.99, 'client', 'FIN-WAIT-2', 'CLOSING'), event] : [event]))
    expect(decided(claim, between).verdict).toBe('failed')
    expect(decided(claim, [...aRun(), transition(62_000, 'client', 'CLOSED', 'SYN-SENT')]).verdict).toBe('failed')
  })

  it('cannot be observed to its end by packets alone', () => {
    expect(decided(claim, packetsOnly()).verdict).toBe('unobservable')
    expect(decided({ ...claim, states: ['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'] }, packetsOnly()).verdict).toBe('held')
  })
})

describe('lasted', () => {
  const claim = { that: 'lasted', end: 'client', state: 'TIME-WAIT', between: ['time-wait', 'time-wait + wheel(time-wait)'] } satisfies v.InferInput<typeof claimSchema>

  it('holds for a TIME-WAIT of 61.204 s at HZ=250, and tells that figure', () => {
    expect(decided(claim, aRun())).toEqual({
      verdict: 'held', detail: '61.204 s (expected 60.000 s to 62.048 s)',
      proof: [
        { event: 'transition', at: ns(400), conn: 'c1', end: 'client', state: 'TIME-WAIT' }, { event: 'sample', at: ns(401), conn: 'c1', end: 'client', state: 'TIME-WAIT' },
        { event: 'transition', at: ns(61_604), conn: 'c1', end: 'client', state: 'CLOSED' }
      ]
    })
  })

  it.each([[59_900, 'failed'], [59_998, 'held'], [60_003, 'held'], [62_048, 'held'], [62_140, 'held'], [62_160, 'failed'], [120_000, 'failed']])(
    'of %d ms: %s (the end is seen a little late, the begin exactly)', (lasts, verdict) => {
      expect(decided(claim, aRun({ lasts })).verdict).toBe(verdict)
    }
  )

  it('allows for a beginning that was stamped on arrival', () => {
    expect(decided(claim, aRun({ lasts: 59_980 })).verdict).toBe('failed')
    expect(decided(claim, aRun({ lasts: 59_980, header: { source: 'cap' } })).verdict).toBe('held')
  })

  it('expects more of a kernel with HZ=1000', () => {
    expect(decided(claim, aRun({ lasts: 63_500 })).verdict).toBe('failed')
    expect(decided(claim, aRun({ lasts: 63_500, header: { hz: 1000 } }))).toMatchObject({ verdict: 'held', detail: '63.500 s (expected 60.000 s to 64.096 s)' })
  })

  it('fails when the state is still there, and tells for how long', () => {
    expect(decided(claim, aRun({ lasts: null }))).toMatchObject({ verdict: 'failed', detail: 'still TIME-WAIT after 29.600 s, when watching ended' })
  })

  it('cannot be observed by packets alone, without HZ, or when the end fell into a long time without samples', () => {
    expect(decided(claim, packetsOnly())).toMatchObject({ verdict: 'unobservable', detail: 'the kernel was not asked here' })
    expect(decided(claim, aRun({ header: { hz: 0 } }))).toMatchObject({ verdict: 'unobservable', detail: expect.stringContaining('HZ is not known') })
    const unseen = aRun({ lasts: 63_000 })
    expect(decided(claim, unseen).verdict).toBe('failed')
    expect(decided(claim, [...unseen.slice(0, -1), gap('missed-sample', 61_400, 63_400), ...unseen.slice(-1)])).toMatchObject({
      verdict: 'unobservable', detail: 'between 61.000 s and 63.005 s: its end was not seen precisely'
    })
  })

  it('holds when its end was seen late, but not too late for the span that is asked for: the countdown tells how long it lasted at least', () => {
    const late = aRun({ lasts: 62_400 })
    expect(decided(claim, late).verdict).toBe('failed')
    const overdue = sample(61_600, 'client', 'TIME-WAIT', { timer: { kind: 'time-wait', remainingMs: 0, retransmits: 0 } })
    expect(decided(claim, [...late.slice(0, -1), overdue, gap('missed-sample', 61_620, 62_800), ...late.slice(-1)])).toMatchObject({ verdict: 'unobservable' })
    expect(decided(claim, [...late.slice(0, -1), overdue, gap('missed-sample', 61_900, 62_800), ...late.slice(-1)])).toMatchObject({ verdict: 'held' })
  })

  it('fails when the state was never reached', () => {
    expect(decided(claim, aRun({ first: 'server' })).verdict).toBe('failed')
  })

  it('needs no allowance where segments both begin and end the state', () => {
    const finWait2 = { ...claim, state: 'FIN-WAIT-2' } as const
    expect(decided({ ...finWait2, between: ['250ms', '255ms'] }, aRun())).toMatchObject({ verdict: 'held', detail: '0.255 s (expected 0.250 s to 0.255 s)' })
    expect(decided({ ...finWait2, between: ['100ms', '250ms'] }, aRun()).verdict).toBe('failed')
  })
})

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

describe('agreed', () => {
  it('holds when packets and kernel never disagreed, and shows where they agreed', () => {
    expect(decided({ that: 'agreed' }, aRun())).toMatchObject({ verdict: 'held', detail: 'the kernel showed 5 states, the same as the packets', proof: { length: 5 } })
  })

  it('fails with each disagreement', () => {
    const disagreement: SessionEvent = { type: 'discrepancy', at: ns(300), conn: 'c1', end: 'server', inferred: 'CLOSED', sampled: 'LAST-ACK' }
    expect(decided({ that: 'agreed' }, [...aRun(), disagreement])).toMatchObject({
      verdict: 'failed', detail: '1 disagreement', proof: [{ event: 'discrepancy', at: ns(300), conn: 'c1', end: 'server', state: 'LAST-ACK' }]
    })
  })

  it('cannot be observed where one of the two is missing', () => {
    expect(decided({ that: 'agreed' }, packetsOnly()).verdict).toBe('unobservable')
    expect(decided({ that: 'agreed' }, kernelOnly()).verdict).toBe('unobservable')
  })
})

describe('lossless', () => {
  it('holds when nothing was lost, from the first packet to the last', () => {
    expect(decided({ that: 'lossless' }, aRun())).toMatchObject({ verdict: 'held', detail: '11 packets, none lost', proof: [{ n: 1 }, { n: 11 }] })
  })

  it('fails with each loss', () => {
    expect(decided({ that: 'lossless' }, [...aRun(), gap('capture-drop', 200, 300)])).toMatchObject({ verdict: 'failed', detail: '12 packets lost', proof: [{ event: 'gap', at: ns(200) }] })
    expect(decided({ that: 'lossless' }, [...aRun(), gap('engine-restart', 200, 300)])).toMatchObject({ verdict: 'failed', detail: 'a part of the session was not watched' })
    expect(decided({ that: 'lossless' }, [...aRun(), { type: 'damage', at: 0, offset: 7, reason: 'block length 0', skipped: 12 }]).verdict).toBe('failed')
  })

  it('does not mind that the kernel was not asked for a while', () => {
    expect(decided({ that: 'lossless' }, [...aRun(), gap('missed-sample', 200, 300)]).verdict).toBe('held')
  })

  it('cannot be observed without packets', () => {
    expect(decided({ that: 'lossless' }, kernelOnly()).verdict).toBe('unobservable')
  })
})

describe('the checks of active-close', () => {
  const source = readFileSync('resources/experiments/active-close.yaml', 'utf8')

  it.each(['client', 'server'] as const)('all hold for a run in which the %s closed first', (first) => {
    const results = decideChecks(planWith(source, { first }), aRun({ first }), 'en')
    expect(results.filter(({ ok }) => !ok)).toEqual([])
    expect(results.map(({ id }) => id)).toEqual([
      'first-path', 'second-path', 'second-keeps-nothing', 'kernel-says-so', 'sixty-seconds', 'ping-arrived', 'pong-arrived', 'agreed', 'lossless'
    ])
  })

  it('fail where the other end closed first', () => {
    const failed = decideChecks(planWith(source, { first: 'server' }), aRun({ first: 'client' }), 'en').filter(({ ok }) => !ok)
    expect(failed.map(({ id }) => id)).toEqual(['first-path', 'second-path', 'second-keeps-nothing', 'kernel-says-so', 'sixty-seconds'])
    expect(failed.every(({ verdict, evidence }) => verdict === 'failed' && evidence.length > 0)).toBe(true)
  })

  it('do not ask about data when none was exchanged', () => {
    expect(decideChecks(planWith(source, { data: false }), aRun(), 'en').map(({ id }) => id)).not.toContain('ping-arrived')
  })

  it('are told in the session\'s language, in the shape of the public stream', () => {
    const results = decideChecks(planWith(source), aRun(), 'ko')
    expect(results[4]).toMatchObject({ title: 'TIME-WAIT는 60초에 커널 타이머 휠의 올림을 더한 만큼 지속되었다', detail: '61.204 s (예상: 60.000 s ~ 62.048 s)', verdict: 'held' })
    for (const result of results) expect(v.safeParse(checkResult, result).success).toBe(true)
  })

  it('do not mind what else happens in the session', () => {
    const busy = aRun().flatMap((event) => [event, ...(event.type === 'packet' ? [{ ...event, conn: 'c2', from: '127.0.0.1:5', to: '127.0.0.1:6' }, sample(event.at / 1e6, 'client', 'LISTEN', { conn: 'c3' })] : [])])
    expect(decideChecks(planWith(source), busy, 'en').every(({ ok }) => ok)).toBe(true)
  })
})

const named = (endpoint: string): string => endpoint.replace('40000', '40001')
/** The same run as a second connection. */
const second = (events: readonly SessionEvent[]): SessionEvent[] => events.flatMap((event): SessionEvent[] => {
  if (event.type === 'packet') return [{ ...event, conn: 'c2', n: event.n + 100, from: named(event.from), to: named(event.to) }]
  return event.type === 'transition' ? [{ ...event, conn: 'c2', local: named(event.local), remote: named(event.remote) }] : []
})
/** What the rule of a fault counted. */
const counted = (rule: number): SessionEvent => ({ type: 'fault', at: ns(700), action: 'count', id: 'lost', detail: '', command: '', met: 2, counted: rule })
const output = (text: string): SessionEvent => ({ type: 'program', at: ns(1), id: 'yes', event: 'output', text })

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

describe('met', () => {
  const lost = [packet(500, 12, 'client', 'ACK', { verdict: 'dropped', fault: 'lost' }), packet(600, 13, 'client', 'ACK', { verdict: 'dropped', fault: 'lost' })]
  const claim = { that: 'met', fault: 'lost', count: [2, 2] } satisfies v.InferInput<typeof claimSchema>

  it('holds where the rule\'s own counter says the same, and shows it', () => {
    expect(decided(claim, [...aRun(), ...lost, counted(2)])).toMatchObject({ verdict: 'held', proof: [{ n: 12 }, { n: 13 }, { event: 'fault', at: ns(700) }] })
  })

  it('is not decided where the two disagree: packets and kernel then do not agree either', () => {
    expect(decided(claim, [...aRun(), ...lost, counted(3)])).toMatchObject({ verdict: 'unobservable', detail: 'the capture counted 2, the rule 3' })
    expect(decided({ that: 'agreed' }, [...aRun(), ...lost, counted(3)])).toMatchObject({ verdict: 'failed', detail: 'of 1 fault capture and rule counted differently' })
  })
})

describe('what a long session tells', () => {
  it('is counted to the end and kept as far as a proof shows it', () => {
    const many = Array.from({ length: 10_000 }, (_, i): SessionEvent[] => [
      packet(500 + i, 12 + i, 'client', 'ACK', { fault: 'lost' }), { type: 'counter', at: ns(500 + i), name: 'TcpExtTW', delta: 1 },
      { type: 'program', at: ns(500 + i), id: 'nc', event: 'output', text: `line ${i}\n` }
    ]).flat()
    const observed = observe(many, { connections: 1, calls: new Set() })
    expect([observed.met.get('lost')?.count, observed.met.get('lost')?.first.length]).toEqual([10_000, 32])
    expect([observed.counters.get('TcpExtTW')?.moved, observed.counters.get('TcpExtTW')?.told.first.length]).toEqual([10_000, 32])
    expect(observed.programs.get('nc')?.outputs.length).toBe(1_024)
    expect(decided({ that: 'printed', program: 'nc', text: 'line 9999' }, many).verdict).toBe('held')
    expect(decided({ that: 'printed', program: 'nc', text: 'line 3\n' }, many)).toMatchObject({ verdict: 'held', proof: [{ event: 'program', at: ns(503) }] })
  })

  it('of a program that printed more than is kept does not decide what it did not print', () => {
    const flood = Array.from({ length: 20 }, () => output('y\n'.repeat(8_192)))
    expect(decided({ that: 'unprinted', program: 'yes', text: 'no' }, flood)).toMatchObject({ verdict: 'unobservable', detail: expect.stringContaining('not all of it was kept') })
    expect(decided({ that: 'unprinted', program: 'yes', text: 'no' }, flood.slice(0, 3)).verdict).toBe('held')
  })
})
