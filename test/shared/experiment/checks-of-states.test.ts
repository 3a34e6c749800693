import { describe, expect, it } from 'vitest'
import type * as v from 'valibot'
import type { claimSchema } from '../../../src/shared/experiment/claim'
import type { SessionEvent } from '../../../src/shared/model/events'
import { aRun, ns, packet, sample, session, transition } from './a-run'
import { decided, gap, packetsOnly } from './deciding'

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
