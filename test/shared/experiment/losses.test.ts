import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { decide } from '../../../src/shared/experiment/checks'
import { claimSchema } from '../../../src/shared/experiment/claim'
import { DECISION_WORDS } from '../../../src/shared/experiment/decision-words'
import { answerOf } from '../../../src/shared/experiment/judge'
import { observe } from '../../../src/shared/experiment/observed'
import { predictionSchema } from '../../../src/shared/experiment/prediction'
import type { CheckResult, SessionEvent } from '../../../src/shared/model/events'
import { aRun, api, ns } from './a-run'

const decided = (claim: v.InferInput<typeof claimSchema>, events: readonly SessionEvent[]) =>
  decide(v.parse(claimSchema, claim), observe(events, { connections: 2, calls: new Set(['connect', 'recv']) }), DECISION_WORDS.en)
const drop = (from: number, until: number): SessionEvent => ({ type: 'gap', at: ns(from), until: ns(until), reason: 'capture-drop', packets: 12 })
const restart = (from: number, until: number): SessionEvent => ({ type: 'gap', at: ns(from), until: ns(until), reason: 'engine-restart', packets: 0 })
const told = (...more: SessionEvent[]): SessionEvent[] => [...aRun(), ...more]

/** Of a run of which so many checks were decided. */
const result = (checks: readonly CheckResult[]): SessionEvent => ({ type: 'result', at: ns(500), experiment: 'active-close', ok: false, checks: [...checks], captured: 11, dropped: 0, gaps: 0 })

type Claim = v.InferInput<typeof claimSchema>

/** Claims that hold for a whole run because there was no more, or no other. */
const NO_MORE: readonly (readonly [string, Claim])[] = [
  ['so many segments at most', { that: 'segment', from: 'client', flags: 'FIN', count: [1, 1] }],
  ['no such segment', { that: 'segment', from: 'client', flags: 'RST', count: [0, 0] }],
  ['nothing between the segments of an order', { that: 'order', only: true, of: [{ from: 'client', flags: 'FIN' }, { from: 'server', exactly: 'ACK' }] }],
  ['an answer to every segment', { that: 'answered', from: 'client', flags: 'FIN', by: 'ACK', every: true }],
  ['no answer sooner', { that: 'answered', from: 'client', flags: 'FIN', by: 'ACK', within: ['40ms', '48ms'] }],
  ['no state between', { that: 'path', end: 'client', states: ['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'] }],
  ['a state never reached', { that: 'never', end: 'server', state: 'TIME-WAIT' }],
  ['a timer at most so often', { that: 'timer', end: 'client', timer: 'time-wait', change: 'restarted', count: [0, 0] }],
  ['at most so many ends in a state', { that: 'population', state: 'TIME-WAIT', count: [1, 1] }],
  ['a fault that met at most so many', { that: 'met', fault: 'lost', count: [0, 0] }],
  ['no disagreement', { that: 'agreed' }]
]

describe('a claim that holds because there was no more', () => {
  it.each(NO_MORE)('(%s) holds when everything was seen', (_name, claim) => {
    expect(decided(claim, told())).toMatchObject({ verdict: 'held' })
  })

  it.each(NO_MORE)('(%s) cannot be sworn to when packets were lost meanwhile, and says so', (_name, claim) => {
    const decision = decided(claim, told(drop(104, 400)))
    expect(decision).toMatchObject({ verdict: 'unobservable', detail: expect.stringContaining('12 packets were lost: there may have been more') })
    expect(decision.proof).toContainEqual({ event: 'gap', at: ns(104) })
  })

  it('does not mind losses before and after the time it speaks of', () => {
    const closing: Claim = { that: 'segment', from: 'client', flags: 'FIN', after: 'first-close', before: 'second-close', count: [1, 1] }
    expect(decided(closing, told(drop(0, 50), drop(410, 500))).verdict).toBe('held')
    expect(decided(closing, told(drop(200, 210))).verdict).toBe('unobservable')
    expect(decided({ that: 'path', end: 'client', states: ['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'] }, told(drop(500, 600))).verdict).toBe('held')
  })

  it('fails all the same where too many were seen', () => {
    expect(decided({ that: 'segment', from: 'client', flags: 'FIN', count: [0, 0] }, told(drop(104, 400))).verdict).toBe('failed')
  })
})

describe('a claim that holds because something was there', () => {
  it.each([
    ['a segment', { that: 'segment', from: 'client', flags: 'FIN' }], ['a state', { that: 'reached', end: 'client', state: 'TIME-WAIT' }],
    ['an answer', { that: 'answered', from: 'client', flags: 'FIN', by: 'ACK', within: ['0ms', '48ms'] }],
    ['an order', { that: 'order', of: [{ from: 'client', flags: 'FIN' }, { from: 'server', flags: 'FIN' }] }]
  ] satisfies [string, Claim][])('(%s) holds though packets were lost', (_name, claim) => {
    expect(decided(claim, told(drop(104, 400))).verdict).toBe('held')
  })
})

describe('what the kernel and the engine count themselves', () => {
  const counter: Claim = { that: 'counter', name: 'TcpExtTW', moved: [0, 5] }
  const call: Claim = { that: 'call', call: 'connect', errno: 'EINPROGRESS', count: [1, 1] }

  it('is not lost with packets, but with the engine', () => {
    for (const claim of [counter, call]) {
      expect(decided(claim, told(drop(104, 400))).verdict).toBe('held')
      expect(decided(claim, told(restart(104, 400)))).toMatchObject({ verdict: 'unobservable', detail: expect.stringContaining('a part of the session was not watched') })
    }
  })
})

describe('a prediction of a number or an order', () => {
  it.each([
    ['segments', { kind: 'number', of: { segments: { from: 'client', flags: 'FIN' } }, tolerance: 0 }], ['a population', { kind: 'number', of: { population: 'TIME-WAIT' }, tolerance: 0 }],
    ['an order', { kind: 'order', segments: [{ id: 'a', text: 'a', is: { from: 'client', flags: 'SYN' } }, { id: 'b', text: 'b', is: { from: 'client', flags: 'FIN' } }] }]
  ] as const)('of %s is not judged when packets were lost', (_name, fields) => {
    const prediction = v.parse(predictionSchema, { id: 'p', question: 'How many', ...fields })
    expect(answerOf(prediction, told())).toBeDefined()
    expect(answerOf(prediction, told(drop(104, 400)))).toBeUndefined()
  })
})

describe('a run that was not watched to its end', () => {
  const check: CheckResult = { id: 'a', ok: true, title: 'a', evidence: [] }
  /** The recording ends in TIME-WAIT. */
  const stopped = aRun({ lasts: null, header: { experiment: 'active-close' } }).filter(({ at }) => at < ns(500))
  const path: Claim = { that: 'path', end: 'client', states: ['FIN-WAIT-2', 'TIME-WAIT', 'CLOSED'] }
  const lasted: Claim = { that: 'lasted', end: 'client', state: 'TIME-WAIT', between: ['60s', '62s'] }

  it.each([['a path', path], ['a length', lasted], ['a segment', { that: 'segment', from: 'client', flags: 'RST' }], ['no such segment', { that: 'segment', from: 'client', flags: 'RST', count: [0, 0] }], ['all packets captured', { that: 'lossless' }]] satisfies [string, Claim][])(
    '(%s) is not decided by what is there', (_name, claim) => {
      expect(decided(claim, [...stopped, result([])])).toMatchObject({ verdict: 'unobservable', detail: expect.stringContaining('not watched to its end') })
    })

  it('says so also where its last block is torn', () => {
    const torn: SessionEvent = { type: 'damage', at: ns(499), offset: 2_988, reason: 'the file ends within a block', skipped: 12 }
    expect(decided({ that: 'segment', from: 'client', flags: 'RST' }, [...stopped, torn, result([])]).detail).toContain('not watched to its end')
  })

  it('decides what it shows, and what is over', () => {
    expect(decided({ that: 'reached', end: 'client', state: 'TIME-WAIT' }, [...stopped, result([])]).verdict).toBe('held')
    expect(decided({ that: 'never', end: 'client', state: 'TIME-WAIT' }, [...stopped, result([])]).verdict).toBe('failed')
    expect(decided({ that: 'segment', from: 'client', flags: 'FIN', before: 'still-there', count: [1, 1] }, [...stopped, result([])]).verdict).toBe('held')
  })

  it('is another one than a run whose steps were all taken, and than one that nobody had planned', () => {
    expect(decided(path, [...stopped, result([check])]).verdict).toBe('failed')
    expect(decided(path, [...aRun({ lasts: null }), { ...result([]), experiment: null } as SessionEvent]).verdict).toBe('failed')
  })
})

describe('read', () => {
  const text = 'a text of more than thirty-two bytes: 연결 "끝"\n'
  const recv = (more: object): SessionEvent => api(300, 'server', 'recv', new TextEncoder().encode(text).length, { socket: 'server', args: [7, '"a text of more than thirty-two b"...', 65_536, 0], ...more })
  const whole = recv({ data: String.raw`"a text of more than thirty-two bytes: \354\227\260\352\262\260 \"\353\201\235\"\n"` })
  const claim: Claim = { that: 'read', who: 'server', text }

  it('compares all that was read, whatever its length and alphabet', () => {
    expect(decided(claim, told(whole))).toMatchObject({ verdict: 'held', detail: JSON.stringify(text) })
    expect(decided({ ...claim, text: text.replace('끝', '꿈') }, told(whole)).verdict).toBe('failed')
    expect(decided({ ...claim, text: text.slice(0, 32) }, told(whole)).verdict).toBe('failed')
  })

  it('is not decided by the beginning alone, unless that is wrong already', () => {
    expect(decided(claim, told(recv({})))).toMatchObject({ verdict: 'unobservable', detail: expect.stringContaining('not all of it was kept') })
    expect(decided({ ...claim, text: 'another text' }, told(recv({}))).verdict).toBe('failed')
  })
})
