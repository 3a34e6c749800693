import { describe, expect, it } from 'vitest'
import { catalogue } from '../../../src/main/shell/text/catalogue'
import { CAUSES, EVIDENCE, VERDICTS, type SessionEvent, type SessionResult } from '../../../src/shared/model/events'
import { TIMER_KINDS } from '../../../src/shared/model/socket-sample'
import { Countdown, plain, tellConnections, tellResult } from '../../../src/shared/story'
import { tell } from '../../../src/shared/story/tell'

const en = catalogue('en')
const ko = catalogue('ko')
const told = (event: SessionEvent, words = en): string => plain(tell(event, words) ?? [])
const packet = {
  type: 'packet', at: 31_000, n: 1, conn: 'c1', from: '127.0.0.1:41234', to: '127.0.0.1:12345', flags: 'FIN,ACK', seq: 13, ack: 5, len: 0, win: 512,
  length: 66, caplen: 66, verdict: 'passed', rawSeq: 1, rawAck: 2
} as const
const transition = {
  type: 'transition', at: 45_000, conn: 'c1', end: 'client', local: '127.0.0.1:41234', remote: '127.0.0.1:12345', from: 'ESTABLISHED', to: 'FIN-WAIT-1',
  evidence: 'confirmed', cause: 'close()'
} as const

describe('the story of a session', () => {
  it('tells a segment with its endpoints, flags and numbers', () => {
    expect(told(packet)).toBe('     0.031 ms  c1   127.0.0.1:41234 → :12345          FIN,ACK seq=13 ack=5 len=0')
  })

  it('says when a segment was lost, held back or injected', () => {
    expect(told({ ...packet, verdict: 'dropped' })).toMatch(/len=0 {2}\[dropped\]$/)
    expect(told({ ...packet, verdict: 'injected' }, ko)).toMatch(/\[주입됨\]$/)
  })

  it('names both addresses when they differ', () => {
    expect(told({ ...packet, from: '[::1]:5', to: '[fe80::1]:6' })).toContain('[::1]:5 → [fe80::1]:6')
  })

  it('tells a transition with its cause and its evidence', () => {
    expect(told(transition)).toBe('     0.045 ms  c1   client  ESTABLISHED → FIN-WAIT-1    close()  [confirmed]')
    expect(told({ ...transition, cause: 'received ACK of FIN', evidence: 'sampled' }, ko)).toMatch(/FIN에 대한 ACK 받음 {2}\[커널 표본\]$/)
  })

  it('lines up below each other, in Korean too', () => {
    const column = (text: string): number => ko.width(text.slice(0, text.indexOf('ESTABLISHED')))
    const server = told({ ...transition, at: 60_012_345_678, conn: 'c2', end: 'server' }, ko)
    expect(column(server)).toBe(column(told(transition, ko)))
    expect(server).toMatch(/^ 60012\.346 ms {2}c2/)
  })

  it('tells calls as strace does', () => {
    const call: SessionEvent = { type: 'api', at: 0, conn: 'c1', end: 'client', call: 'close', args: [7], result: 0, errno: null }
    expect(told(call)).toMatch(/close\(7\) = 0$/)
    expect(told({ ...call, conn: null, end: null, call: 'connect', args: [5, '127.0.0.1:80'], result: -1, errno: 'EADDRNOTAVAIL' })).toMatch(/ connect\(5, 127\.0\.0\.1:80\) = -1 EADDRNOTAVAIL$/)
  })

  it.each([
    [{ type: 'timer', at: 0, conn: 'c1', end: 'client', timer: 'time-wait', event: 'restarted', expectedMs: 60_000 }, 'TIME-WAIT: starts again at 60.0 s'],
    [{ type: 'fault', at: 0, action: 'drop', detail: 'the last ACK', command: 'nft add rule inet lab in drop' }, 'drop: the last ACK  $ nft add rule inet lab in drop'],
    [{ type: 'counter', at: 0, name: 'TcpExtTW', delta: 1 }, 'TcpExtTW +1'],
    [{ type: 'discrepancy', at: 0, conn: 'c1', end: 'server', inferred: 'CLOSED', sampled: 'LAST-ACK' }, 'the packets say CLOSED, the kernel says LAST-ACK'],
    [{ type: 'gap', at: 0, until: 5e8, reason: 'capture-drop', packets: 12 }, 'the capture lost packets within 0.500 s: 12'],
    [{ type: 'damage', at: 0, offset: 81_236, reason: 'block length 0', skipped: 12 }, 'unreadable at byte 81236, bytes skipped: 12 (block length 0)'],
    [{ type: 'note', at: 0, id: 'n1', text: 'here it begins' }, 'note: here it begins'],
    [{ type: 'step', at: 0, id: 's1', title: 'The client closes' }, '── The client closes']
  ] satisfies [SessionEvent, string][])('tells %o', (event, text) => {
    expect(told(event)).toContain(text)
  })

  it('shows control characters of foreign texts instead of obeying them', () => {
    const note = { type: 'note', at: 0, id: 'n', text: 'a\u001b]0;title\u0007b\u202egnp.exe\r\n' } as const
    expect(told(note)).toContain(String.raw`a\x1b]0;title\x07b\u202egnp.exe\x0d\x0a`)
    expect(told({ ...packet, flags: '\u001b[2J' })).not.toContain('\u001b')
  })

  it('has words for every cause, evidence, verdict and timer in both languages', () => {
    for (const words of [en, ko]) {
      for (const cause of CAUSES) expect(told({ ...transition, cause }, words)).not.toBe('')
      for (const evidence of EVIDENCE) expect(told({ ...transition, evidence }, words)).not.toBe('')
      for (const verdict of VERDICTS) expect(told({ ...packet, verdict }, words)).not.toBe('')
      for (const timer of TIMER_KINDS) expect(told({ type: 'timer', at: 0, conn: 'c1', end: 'client', timer, event: 'ended', expectedMs: 0 }, words)).not.toBe('')
    }
  })
})

const span = (state: 'CLOSED' | 'TIME-WAIT') => [{ state, from: 0, to: null, evidence: 'sampled' as const }]
const connection = {
  type: 'connection', at: 0, id: 'c1', client: '127.0.0.1:41234', server: '127.0.0.1:12345', packets: 8, states: { client: span('TIME-WAIT'), server: span('CLOSED') },
  timeWait: { end: 'client', from: 0, to: 61_500_000_000, restarts: 1, evidence: 'sampled' }, complete: true
} as const
const result: SessionResult = {
  type: 'result', at: 0, experiment: 'active-close', ok: false, captured: 8, dropped: 0, gaps: 0, checks: [
    { id: 'a', ok: true, title: 'Who closed first waits', evidence: [{ event: 'packet', n: 7 }, { event: 'transition', conn: 'c1', end: 'client', state: 'TIME-WAIT', at: 2_500_000 }] },
    { id: 'b', ok: false, title: 'It waits 60 s', detail: '61.5 s', evidence: [] }
  ]
}

describe('the end of the story', () => {
  it('is a table of the connections', () => {
    expect(tellConnections([connection, { ...connection, id: 'c2', timeWait: null }], en).map(plain)).toEqual([
      'conn  client           server           packets  last states         TIME-WAIT',
      'c1    127.0.0.1:41234  127.0.0.1:12345        8  TIME-WAIT / CLOSED  client 61.500 s, restarted 1× [sampled]',
      'c2    127.0.0.1:41234  127.0.0.1:12345        8  TIME-WAIT / CLOSED  -'
    ])
  })

  it('does not print thousands of rows', () => {
    const lines = tellConnections(Array.from({ length: 20_000 }, () => connection), en).map(plain)
    expect(lines).toHaveLength(42)
    expect(lines.at(-1)).toBe('… and 19960 more connections')
  })

  it('shows each check with the events that decided it', () => {
    expect(tellResult(result, en).map(plain)).toEqual([
      '✓ Who closed first waits', '    packet 7; transition c1 client TIME-WAIT @ 2.500 ms', '✗ It waits 60 s', '    61.5 s',
      'Packets captured: 8, lost by the capture: 0, gaps: 0.'
    ])
  })
})

const sample = (at: number, remainingMs: number, conn = 'c1'): SessionEvent => ({
  type: 'sample', at, conn, end: 'client', state: 'TIME-WAIT', timer: { kind: 'time-wait', remainingMs, retransmits: 0 }, cookie: '1', inode: 0, pid: null
})

describe('the countdown', () => {
  it("carries the kernel's number on between samples, and starts again when the kernel does", () => {
    const countdown = new Countdown()
    expect(countdown.line(0, en)).toBeUndefined()
    countdown.apply(sample(1e9, 59_000))
    expect(countdown.line(11e9, en)).toBe('c1 client  TIME-WAIT 49.0 s')
    countdown.apply(sample(12e9, 60_000))
    expect(countdown.line(12e9, en)).toBe('c1 client  TIME-WAIT 60.0 s')
    expect(countdown.line(72.5e9, ko)).toBe('c1 클라이언트  TIME-WAIT 0, 0.5초 지남')
  })

  it('shows the one that ends first, and how many others there are, until the last has gone', () => {
    const countdown = new Countdown()
    countdown.apply(sample(0, 60_000))
    countdown.apply(sample(0, 30_000, 'c2'))
    expect(countdown.line(0, en)).toBe('c2 client  TIME-WAIT 30.0 s  (and 1 more)')
    for (const conn of ['c1', 'c2']) countdown.apply({ type: 'timer', at: 1, conn, end: 'client', timer: 'time-wait', event: 'ended', expectedMs: 60_000 })
    expect(countdown.line(1, en)).toBeUndefined()
  })
})
