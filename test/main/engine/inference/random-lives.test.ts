import { array, assert as holds, boolean, constantFrom, integer, nat, oneof, property, record } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TransitionObserved } from '../../../../src/shared/model/events'
import { ENDS } from '../../../../src/shared/tcp/state'
import type { End, TcpState } from '../../../../src/shared/tcp/state'
import { ruleOf } from '../../../../src/shared/tcp/transitions'
import { ReferenceLab } from './reference-lab'
import type { Action, LabOptions } from './reference-lab'

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
const lives = (actions: Arbitrary<Action>, start = opened, maxLength = 40): Arbitrary<Action[]> =>
  array(actions, { maxLength, size: 'max' }).map((rest) => [...start, ...rest])
const onLoopback = lives(calls, opening, 12)
const again: Arbitrary<Action> = record({ do: constantFrom('again' as const) })
const onLoopbackAgain = lives(oneof({ weight: 3, arbitrary: calls }, { weight: 2, arbitrary: again }), opening, 30)
/** Both send a SYN before either has arrived. */
const bothOpening: Action[] = [...opening, { do: 'connect', end: 'server' }]
const anything = oneof({ weight: 1, arbitrary: calls }, { weight: 3, arbitrary: network })
const onNetwork = oneof(lives(anything), lives(anything, opening), lives(anything, bothOpening))
/** Calls whose effect shows at once. An abort may come before or after an ACK under way, a close wait behind a full window: no packet tells. */
const orderly: Arbitrary<Action> = oneof(
  record({ do: constantFrom('write' as const), end, length: integer({ min: 1, max: 50 }) }), record({ do: constantFrom('shutdown' as const), end }))
const inOrder = oneof({ weight: 1, arbitrary: orderly }, { weight: 3, arbitrary: record({ do: constantFrom('deliver' as const), which: nat(3) }) })
const onWire = oneof(lives(inOrder), lives(inOrder, bothOpening))
const withForgery = lives(oneof({ weight: 2, arbitrary: calls }, { weight: 6, arbitrary: network }, { weight: 1, arbitrary: forgery }))

/** A lab whose tracker has only packets; and one whose tracker asks the kernel. */
const inferring = (net: LabOptions['net'], more: Partial<LabOptions> = {}): ReferenceLab =>
  new ReferenceLab({ kernel: false, net, sampling: 'none', ...more })
const asking = (net: LabOptions['net'], more: Partial<LabOptions> = {}): ReferenceLab =>
  new ReferenceLab({ kernel: true, net, sampling: 'thorough', ...more })

/** Each step follows the last, and the table knows it. */
function expectLegal(told: readonly TransitionObserved[]): void {
  told.forEach((t, i) => {
    const before = told[i - 1]
    if (before !== undefined) expect(t.from).toBe(before.to)
    const observed = t.cause === 'already open' || t.cause === 'seen in the kernel'
    if (!observed) expect(ruleOf(t.from, t.to, t.cause), `${t.from} -> ${t.to}: ${t.cause}`).toBeDefined()
    if (before !== undefined) expect(t.at).toBeGreaterThanOrEqual(before.at)
  })
}

/** Without a socket of its own an end may be called CLOSED or LISTEN: no kernel tells them apart. */
const nameless = (state: TcpState): TcpState => (state === 'LISTEN' ? 'CLOSED' : state)

/** Told as it was; of states that lasted no time, which nobody can see, some may be missing. */
function expectTrue(lab: ReferenceLab, name: End, life = 0): void {
  const told = lab.told(name, life).map((t) => nameless(t.to))
  const truth = lab.truth(name, false, life).map(nameless)
  expect(told).toEqual(told.length === truth.length ? truth : lab.truth(name, true, life).map(nameless))
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
    holds(property(onLoopback, (actions) => expectInferred(inferring('loopback').run(actions).finish())), { numRuns: RUNS })
  })
  it('on a wire that keeps order are told exactly without a kernel, also when both close at once', () => {
    holds(property(onWire, (actions) => expectInferred(inferring('wire').run(actions).finish())), { numRuns: RUNS })
  })
  it('on a network that loses, copies and reorders never contain an illegal transition', () => {
    holds(property(onNetwork, (actions) => {
      const lab = inferring('network').run(actions).finish()
      for (const name of ENDS) expectLegal(lab.told(name))
    }), { numRuns: RUNS })
  })
  it('are told as they were when the kernel is asked, whatever the network does', () => {
    holds(property(onNetwork, (actions) => expectTold(asking('network').run(actions).finish())), { numRuns: RUNS })
  })
  it('are told as they were when the kernel is asked, although the capture misses segments', () => {
    holds(property(onNetwork, integer({ min: 2, max: 5 }), (actions, blindEvery) => {
      expectSeen(asking('network', { blindEvery }).run(actions).finish())
    }), { numRuns: RUNS })
  })
  it('are told as they were when the kernel is asked, although someone forges segments', () => {
    holds(property(withForgery, (actions) => expectTold(asking('network').run(actions).finish())), { numRuns: RUNS })
  })
  it('of one 4-tuple after another are connections of their own, each told as it was', () => {
    holds(property(onLoopbackAgain, boolean(), (actions, kernel) => {
      const lab = (kernel ? asking : inferring)('loopback').run(actions).finish()
      lab.lives.forEach((_, life) => {
        for (const name of ENDS) {
          expectLegal(lab.told(name, life))
          if (kernel || life < lab.lives.length - 1) expectTrue(lab, name, life)
        }
      })
      expect(lab.events.filter((event) => event.type === 'discrepancy')).toEqual([])
    }), { numRuns: RUNS })
  })
  it('on loopback never contradict a kernel that is asked in haste', () => {
    holds(property(onLoopback, (actions) => {
      const lab = asking('loopback', { sampling: 'hasty' }).run(actions).finish()
      for (const name of ENDS) expectLegal(lab.told(name))
      expect(lab.events.filter((event) => event.type === 'discrepancy')).toEqual([])
    }), { numRuns: RUNS })
  })
  it('are told alike however often the driver settles and takes', () => {
    holds(property(onNetwork, boolean(), (actions, kernel) => {
      const lab = kernel ? asking : inferring
      expect(lab('network', { eager: true }).run(actions).finish().events).toEqual(lab('network').run(actions).finish().events)
    }), { numRuns: RUNS })
  })
  it('are told alike wherever in sequence space they begin', () => {
    holds(property(onNetwork, offset, offset, (actions, client, server) => {
      const plain = inferring('network').run(actions).finish()
      const wrapping = inferring('network', { clientIsn: 2 ** 32 + client, serverIsn: 2 ** 32 + server }).run(actions).finish()
      expect(wrapping.events).toEqual(plain.events)
    }), { numRuns: RUNS })
  })
})
