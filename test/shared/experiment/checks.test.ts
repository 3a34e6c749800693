import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { decideChecks } from '../../../src/shared/experiment/checks'
import { observe } from '../../../src/shared/experiment/observed'
import { checkResult } from '../../../src/shared/model/events'
import type { claimSchema } from '../../../src/shared/experiment/claim'
import type { SessionEvent } from '../../../src/shared/model/events'
import { aRun, ns, packet, sample } from './a-run'
import { decided, gap, kernelOnly, packetsOnly } from './deciding'
import { planWith } from './small'

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

/** What the rule of a fault counted. */
const counted = (rule: number): SessionEvent => ({ type: 'fault', at: ns(700), action: 'count', id: 'lost', detail: '', command: '', met: 2, counted: rule })
const output = (text: string): SessionEvent => ({ type: 'program', at: ns(1), id: 'yes', event: 'output', text })

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
