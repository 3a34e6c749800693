import { array, assert as holds, boolean, constantFrom, integer, nat, oneof, property, record } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TransitionObserved } from '../../../../src/shared/model/events'
import { ENDS } from '../../../../src/shared/tcp/state'
import type { End, TcpState } from '../../../../src/shared/tcp/state'
import { ruleOf } from '../../../../src/shared/tcp/transitions'
import { ReferenceLab } from './reference-lab'
import type { Action } from './reference-lab'

const end = constantFrom(...ENDS)
const calls: Arbitrary<Action> = oneof(
  { weight: 3, arbitrary: record({ do: constantFrom('write' as const), end, length: integer({ min: 1, max: 4000 }) }) },
  { weight: 2, arbitrary: record({ do: constantFrom('close' as const, 'shutdown' as const), end }) },
  { weight: 1, arbitrary: record({ do: constantFrom('abort' as const), end }) },
  { weight: 1, arbitrary: record({ do: constantFrom('wait' as const) }) }
)
const network: Arbitrary<Action> = oneof(
  { weight: 10, arbitrary: record({ do: constantFrom('deliver' as const), which: constantFrom(0, 0, 0, 1, 2) }) },
  { weight: 2, arbitrary: record({ do: constantFrom('lose' as const, 'copy' as const), which: nat(5) }) },
  { weight: 2, arbitrary: record({ do: constantFrom('timeout' as const), end }) }
)
/** Around the sequence numbers in use: 10000 and 90000 are the ISNs. */
const forgery: Arbitrary<Action> = record({
  do: constantFrom('forge' as const), from: end, flags: constantFrom(0x04, 0x14, 0x11, 0x18), length: constantFrom(0, 5),
  seq: oneof(integer({ min: 9_990, max: 10_010 }), integer({ min: 89_990, max: 90_010 }), integer({ min: 0, max: 200_000 }))
})
const opening: Action[] = [{ do: 'connect', end: 'client' }]
const opened: Action[] = [...opening, { do: 'deliver', which: 0 }, { do: 'deliver', which: 0 }, { do: 'deliver', which: 0 }]
const lives = (actions: Arbitrary<Action>, start = opened): Arbitrary<Action[]> => array(actions, { maxLength: 40, size: 'max' }).map((rest) => [...start, ...rest])
const onLoopback = array(calls, { maxLength: 12, size: 'max' }).map((rest) => [...opening, ...rest])
/** Both send a SYN before either has arrived. */
const bothOpening: Action[] = [...opening, { do: 'connect', end: 'server' }]
const anything = oneof({ weight: 1, arbitrary: calls }, { weight: 3, arbitrary: network })
const onNetwork = oneof(lives(anything), lives(anything, opening), lives(anything, bothOpening))
/** Calls whose effect shows at once: an abort may come before or after an ACK that is under way, a close wait behind a full window, and no packet tells. */
const orderly: Arbitrary<Action> = oneof(
  record({ do: constantFrom('write' as const), end, length: integer({ min: 1, max: 50 }) }), record({ do: constantFrom('shutdown' as const), end }))
const inOrder = oneof({ weight: 1, arbitrary: orderly }, { weight: 3, arbitrary: record({ do: constantFrom('deliver' as const), which: nat(3) }) })
const onWire = oneof(lives(inOrder), lives(inOrder, bothOpening))
const withForgery = lives(oneof({ weight: 2, arbitrary: calls }, { weight: 6, arbitrary: network }, { weight: 1, arbitrary: forgery }))

/** Each step follows the last, and the table knows it. */
function expectLegal(told: readonly TransitionObserved[]): void {
  told.forEach((t, i) => {
    const before = told[i - 1]
    if (before !== undefined) expect(t.from).toBe(before.to)
    if (t.cause !== 'already open' && t.cause !== 'seen in the kernel') expect(ruleOf(t.from, t.to, t.cause), `${t.from} -> ${t.to}: ${t.cause}`).toBeDefined()
    if (before !== undefined) expect(t.at).toBeGreaterThanOrEqual(before.at)
  })
}

/** Without a socket of its own an end may be called CLOSED or LISTEN: no kernel tells them apart. */
const nameless = (state: TcpState): TcpState => (state === 'LISTEN' ? 'CLOSED' : state)

/** Told as it was; of states that lasted no time, which nobody can see, some may be missing. */
function expectTrue(lab: ReferenceLab, name: End): void {
  const told = lab.told(name).map((t) => nameless(t.to))
  const truth = lab.truth(name).map(nameless)
  expect(told).toEqual(told.length === truth.length ? truth : lab.truth(name, true).map(nameless))
}

/** A RST for a bare SYN has sequence number 0 by rule: no end is to be there by chance. */
const offset = integer({ min: -5000, max: 5000 }).filter((from) => from !== -1)
const RUNS = Number(process.env['RUNS'] ?? 300)

/** Every state that lasted is told, and none is claimed to have been seen that was not. */
function expectSeen(lab: ReferenceLab): void {
  for (const name of ENDS) {
    const told = lab.told(name)
    expect(within(lab.truth(name, true).map(nameless), told.map((t) => nameless(t.to))), lab.truth(name, true).join(' ')).toBe(true)
    expect(within(told.filter((t) => t.evidence !== 'inferred').map((t) => nameless(t.to)), lab.truth(name).map(nameless))).toBe(true)
  }
  expect(lab.events.filter((event) => event.type === 'discrepancy')).toEqual([])
}
/** Whether these states come in this order among those. */
function within(states: readonly TcpState[], all: readonly TcpState[]): boolean {
  let at = 0
  for (const state of all) if (state === states[at]) at++
  return at === states.length
}

/** Told exactly, up to TIME-WAIT: packets do not tell its end. */
function expectInferred(lab: ReferenceLab): void {
  for (const name of ENDS) {
    expectLegal(lab.told(name))
    const truth = lab.truth(name)
    const waits = truth.indexOf('TIME-WAIT')
    expect(lab.told(name).map((t) => t.to)).toEqual(waits < 0 ? truth : truth.slice(0, waits + 1))
  }
}

function expectTold(lab: ReferenceLab): void {
  for (const name of ENDS) expectTrue(lab, name)
  expect(lab.events.filter((event) => event.type === 'discrepancy')).toEqual([])
}

describe('random lives of two reference ends', () => {
  it('on loopback without a kernel to ask are told exactly, TIME-WAIT’s end apart', () => {
    holds(property(onLoopback, (actions) => expectInferred(new ReferenceLab({ kernel: false, net: 'loopback', sampling: 'none' }).run(actions).finish())), { numRuns: RUNS })
  })
  it('on a wire that keeps order are told exactly without a kernel, also when both close at once', () => {
    holds(property(onWire, (actions) => expectInferred(new ReferenceLab({ kernel: false, net: 'wire', sampling: 'none' }).run(actions).finish())), { numRuns: RUNS })
  })
  it('on a network that loses, copies and reorders never contain an illegal transition', () => {
    holds(property(onNetwork, (actions) => {
      const lab = new ReferenceLab({ kernel: false, net: 'network', sampling: 'none' }).run(actions).finish()
      for (const name of ENDS) expectLegal(lab.told(name))
    }), { numRuns: RUNS })
  })
  it('are told as they were when the kernel is asked, whatever the network does', () => {
    holds(property(onNetwork, (actions) => expectTold(new ReferenceLab({ kernel: true, net: 'network', sampling: 'thorough' }).run(actions).finish())), { numRuns: RUNS })
  })
  it('are told as they were when the kernel is asked, although the capture misses segments', () => {
    holds(property(onNetwork, integer({ min: 2, max: 5 }), (actions, blindEvery) => {
      expectSeen(new ReferenceLab({ kernel: true, net: 'network', sampling: 'thorough', blindEvery }).run(actions).finish())
    }), { numRuns: RUNS })
  })
  it('are told as they were when the kernel is asked, although someone forges segments', () => {
    holds(property(withForgery, (actions) => expectTold(new ReferenceLab({ kernel: true, net: 'network', sampling: 'thorough' }).run(actions).finish())), { numRuns: RUNS })
  })
  it('on loopback never contradict a kernel that is asked in haste', () => {
    holds(property(onLoopback, (actions) => {
      const lab = new ReferenceLab({ kernel: true, net: 'loopback', sampling: 'hasty' }).run(actions).finish()
      for (const name of ENDS) expectLegal(lab.told(name))
      expect(lab.events.filter((event) => event.type === 'discrepancy')).toEqual([])
    }), { numRuns: RUNS })
  })
  it('are told alike however often the driver settles and takes', () => {
    holds(property(onNetwork, boolean(), (actions, kernel) => {
      const options = { kernel, net: 'network', sampling: kernel ? 'thorough' : 'none' } as const
      expect(new ReferenceLab({ ...options, eager: true }).run(actions).finish().events).toEqual(new ReferenceLab(options).run(actions).finish().events)
    }), { numRuns: RUNS })
  })
  it('are told alike wherever in sequence space they begin', () => {
    holds(property(onNetwork, offset, offset, (actions, client, server) => {
      const options = { kernel: false, net: 'network', sampling: 'none' } as const
      const plain = new ReferenceLab(options).run(actions).finish()
      const wrapping = new ReferenceLab({ ...options, clientIsn: 2 ** 32 + client, serverIsn: 2 ** 32 + server }).run(actions).finish()
      expect(wrapping.events).toEqual(plain.events)
    }), { numRuns: RUNS })
  })
})
