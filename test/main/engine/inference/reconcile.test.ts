import { describe, expect, it } from 'vitest'
import type { HeldTransition } from '../../../../src/main/engine/inference/connection'
import { reconcile } from '../../../../src/main/engine/inference/reconcile'
import type { Belief } from '../../../../src/main/engine/inference/reconcile'
import { ns } from '../../../../src/shared/base/brand'
import type { Cause } from '../../../../src/shared/model/events'
import type { TcpState } from '../../../../src/shared/tcp/state'

const MS = 1_000_000
const held = (to: TcpState, atMs: number, cause: Cause = 'received FIN'): HeldTransition =>
  ({ to, at: ns(atMs * MS), since: ns(atMs * MS), cause, packet: 1 })
const at = (state: TcpState, ms: number) => ({ state, since: ns(ms * MS), at: ns(ms * MS + 8_000) })
const belief = (shown: TcpState, ...transitions: HeldTransition[]): Belief =>
  ({ shown, begun: true, held: transitions, doubt: undefined, alone: false })
const doubting = (before: Belief, state: TcpState, ms: number): Belief => ({ ...before, doubt: { state, at: ns(ms * MS) } })

/** Told in one state, and seen twice in another. */
const seen = (shown: TcpState, state: TcpState) => reconcile(doubting(belief(shown), state, 10), at(state, 12))

describe('reconcile', () => {
  it('agrees as far as the kernel has come', () => {
    const waiting = belief('ESTABLISHED', held('FIN-WAIT-1', 10), held('FIN-WAIT-2', 10.05), held('TIME-WAIT', 10.06))
    expect(reconcile(waiting, at('TIME-WAIT', 10.1))).toEqual({ kind: 'agrees', reached: 3 })
    expect(reconcile(waiting, at('FIN-WAIT-1', 10.1))).toEqual({ kind: 'agrees', reached: 1 })
    expect(reconcile(waiting, at('ESTABLISHED', 10.1))).toEqual({ kind: 'agrees', reached: 0 })
  })
  it('allows the receiver a quarter of a millisecond, the sender a tenth', () => {
    const late = belief('ESTABLISHED', held('CLOSE-WAIT', 10))
    expect(reconcile(late, at('ESTABLISHED', 10.24)).kind).toBe('agrees')
    expect(reconcile(late, at('ESTABLISHED', 10.26)).kind).toBe('undecided')
    const early = belief('ESTABLISHED', held('FIN-WAIT-1', 10.09))
    expect(reconcile(early, at('FIN-WAIT-1', 10)).kind).toBe('agrees')
    expect(reconcile(belief('ESTABLISHED', held('FIN-WAIT-1', 10.2)), at('FIN-WAIT-1', 10)).kind).toBe('undecided')
  })
  it('takes a whole life for one, though the kernel had forgotten it before it was asked', () => {
    const life = belief('CLOSED', held('SYN-SENT', 10), held('ESTABLISHED', 10.02), held('FIN-WAIT-1', 10.3), held('FIN-WAIT-2', 10.4))
    expect(reconcile(doubting(life, 'CLOSED', 11), at('CLOSED', 12.1))).toEqual({ kind: 'moved-on', reached: 4, path: ['CLOSED'] })
    const attempt = belief('CLOSED', held('SYN-SENT', 10))
    expect(reconcile(doubting(attempt, 'CLOSED', 11), at('CLOSED', 12.1))).toEqual({ kind: 'undelivered', reached: 0 })
  })
  it('needs two readings, a millisecond apart, against a segment', () => {
    const behind = belief('ESTABLISHED', held('CLOSE-WAIT', 10))
    expect(reconcile(doubting(behind, 'ESTABLISHED', 11), at('ESTABLISHED', 11.5)).kind).toBe('undecided')
    expect(reconcile(doubting(behind, 'FIN-WAIT-1', 11), at('ESTABLISHED', 12.1)).kind).toBe('undecided')
    expect(reconcile(doubting(behind, 'ESTABLISHED', 11), at('ESTABLISHED', 12.1))).toEqual({ kind: 'undelivered', reached: 0 })
  })
  it('needs them fifty milliseconds apart where a TIME-WAIT is gone without a word: a look-up misses it also while it takes its socket\'s place', () => {
    const missed = doubting(belief('TIME-WAIT'), 'CLOSED', 11)
    expect(reconcile(missed, at('CLOSED', 40)).kind).toBe('undecided')
    expect(reconcile(missed, at('TIME-WAIT', 40))).toEqual({ kind: 'agrees', reached: 0 })
    expect(reconcile(missed, at('CLOSED', 62))).toEqual({ kind: 'moved-on', reached: 0, path: ['CLOSED'] })
  })
  it('takes CLOSED and LISTEN for one: no socket of this name', () => {
    expect(reconcile(belief('SYN-RECEIVED', held('LISTEN', 10)), at('CLOSED', 10.1))).toEqual({ kind: 'agrees', reached: 1 })
  })
  it('goes on by the only way there is', () => {
    expect(seen('ESTABLISHED', 'LAST-ACK')).toEqual({ kind: 'moved-on', reached: 0, path: ['CLOSE-WAIT', 'LAST-ACK'] })
    expect(seen('ESTABLISHED', 'TIME-WAIT')).toEqual({ kind: 'moved-on', reached: 0, path: ['FIN-WAIT-1', 'TIME-WAIT'] })
    expect(seen('LAST-ACK', 'ESTABLISHED')).toEqual({ kind: 'contradicts' })
    expect(seen('CLOSED', 'LAST-ACK')).toEqual({ kind: 'contradicts' })
  })
  it('drops what is not on the way', () => {
    const wrong = belief('ESTABLISHED', held('CLOSE-WAIT', 10), held('LAST-ACK', 10.1))
    expect(reconcile(doubting(wrong, 'CLOSING', 11), at('CLOSING', 13))).toEqual({ kind: 'moved-on', reached: 0, path: ['FIN-WAIT-1', 'CLOSING'] })
  })
  it('lets a socket go without a word only from where that can be', () => {
    const gone = (...transitions: HeldTransition[]) => reconcile(doubting(belief('FIN-WAIT-1', ...transitions), 'CLOSED', 11), at('CLOSED', 13))
    expect(gone(held('FIN-WAIT-2', 10), held('TIME-WAIT', 10))).toEqual({ kind: 'moved-on', reached: 1, path: ['CLOSED'] })
    const open = doubting(belief('ESTABLISHED', held('CLOSE-WAIT', 10)), 'CLOSED', 11)
    expect(reconcile(open, at('CLOSED', 13))).toEqual({ kind: 'moved-on', reached: 0, path: ['CLOSED'] })
  })
  it('believes the first reading of a connection that was open before', () => {
    const joined = belief('CLOSED', held('ESTABLISHED', 10, 'already open'))
    expect(reconcile(doubting(joined, 'LAST-ACK', 11), at('LAST-ACK', 13))).toEqual({ kind: 'joined' })
  })
  it('decides at once where no packets can be on their way', () => {
    expect(reconcile({ ...belief('ESTABLISHED'), alone: true }, at('CLOSE-WAIT', 10))).toEqual({ kind: 'moved-on', reached: 0, path: ['CLOSE-WAIT'] })
  })
})
