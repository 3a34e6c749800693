import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reached } from '../../src/main/engine/lab/wait-test'
import { runSteps } from '../../src/main/engine/lab/runner'
import type { Stage } from '../../src/main/engine/lab/runner'
import { planOf } from '../../src/shared/experiment/experiment'
import type { Plan } from '../../src/shared/experiment/experiment'
import { faultText } from '../../src/shared/experiment/fault'
import { parseExperiment } from '../../src/shared/experiment/parse'
import { ms } from '../../src/shared/base/brand'
import type { Told } from '../../src/shared/base/reason'
import { fail, type Result } from '../../src/shared/base/result'
import type { SessionEvent } from '../../src/shared/model/events'
import { transition } from '../shared/experiment/a-run'
import { openBench } from './lab-bench'
import type { Bench } from './lab-bench'
import { enterOwnNetwork, testClock } from './own-network'

/** An experiment of these steps between a listener on port 7000, a client and a server. */
function planOfSteps(steps: readonly string[], sockets = ''): Plan {
  const source = `id: test
title: Test
question: Does it run
seconds: 1
needs: []
sockets:
  listener: { end: server, port: 7000, reuseAddress: true }
  client: { end: client }
  server: { end: server }
${sockets}
steps:
${steps.map((step, i) => `  - { id: s${i}, title: { en: Step ${i}, ko: 단계 ${i} }, ${step} }`).join('\n')}
checks:
  - { id: agreed, title: Agreed, that: agreed }
explanation: Because.
references:
  - { rfc: 9293, section: "3.6", about: Closing }
`
  const parsed = parseExperiment(source, 'test.yaml')
  if (!parsed.ok) throw new Error(parsed.error.map((fault) => faultText(fault, 'en')).join('\n'))
  return planOf(parsed.value, {})
}

const OPEN = ['do: listen, who: listener', 'do: connect, who: client, to: listener', 'do: accept, who: listener, as: server']

const notDone = (step: string, en: string, ko: string, why: Told): Result<never> => fail('step-failed', { reason: { kind: 'step', step, title: { en, ko }, why } })
const noLabSteps = { take: async () => ({ ok: false as const, error: { said: 'not in this test' } }) }

describe('the runner on a real kernel', () => {
  let bench: Bench
  let events: SessionEvent[]
  let stage: Stage
  const signal = new AbortController().signal

  beforeEach(() => {
    enterOwnNetwork()
    bench = openBench()
    events = []
    const clock = testClock()
    stage = {
      language: 'en', hz: 250, sockets: bench.sockets, lab: noLabSteps, dispose: () => undefined, now: () => clock.now(), emit: (event) => events.push(event),
      waitFor: async (step) => events.find(reached(step))
    }
  })
  afterEach(() => bench.close())

  const callsMade = (): readonly string[] => bench.calls.map(({ socket, call, result, errno }) => `${socket} ${call} ${errno ?? (call === 'recv' || call === 'send' ? result : 'ok')}`)

  it('runs the steps in order, tells each, and closes what the experiment left open', async () => {
    const plan = planOfSteps([
      ...OPEN, 'do: send, who: client, text: ping', 'do: recv, who: server, bytes: 4', 'do: shutdown, who: client, how: write', 'do: recv, who: server, until: end',
      'do: send, who: server, bytes: 30', 'do: close, who: server', 'do: recv, who: client, until: end', 'do: pause, for: 1ms'
    ])
    expect(await runSteps(plan, stage, signal)).toEqual({ ok: true, value: null })
    expect(events.map((event) => event.type === 'step' && event.title)).toEqual(plan.steps.map((_, i) => `Step ${i}`))
    expect(callsMade()).toEqual([
      'listener socket ok', 'listener setsockopt ok', 'listener bind ok', 'listener listen ok',
      'client socket ok', 'client connect EINPROGRESS', 'client getsockname ok', 'client getsockopt ok', 'server accept4 ok',
      'client send 4', 'server recv 4', 'client shutdown ok', 'server recv 0', 'server send 30', 'server close ok', 'client recv 30', 'client recv 0',
      'client close ok', 'listener close ok'
    ])
    expect(bench.calls.find(({ call, result }) => call === 'send' && result === 30)?.args[1]).toBe('"abcdefghijklmnopqrstuvwxyzabcd"')
    expect(bench.sockets.open).toBe(0)
  })

  it('tells steps in the stage\'s language', async () => {
    await runSteps(planOfSteps(OPEN), { ...stage, language: 'ko' }, signal)
    expect(events.map((event) => event.type === 'step' && event.title)).toEqual(['단계 0', '단계 1', '단계 2'])
  })

  it('ends when a call fails that the experiment does not expect to', async () => {
    const plan = planOfSteps(['do: connect, who: client, to: "127.0.0.1:7001"', 'do: pause, for: 1ms'])
    expect(await runSteps(plan, stage, signal)).toEqual(notDone('s0', 'Step 0', '단계 0', { reason: { kind: 'call-failed', call: 'connect' }, said: 'ECONNREFUSED' }))
    expect(events).toHaveLength(1)
  })

  it('goes on when the experiment allows for that error', async () => {
    const plan = planOfSteps(['do: connect, who: client, to: "127.0.0.1:7001", mayFail: [EADDRNOTAVAIL, ECONNREFUSED]', 'do: pause, for: 1ms'])
    expect(await runSteps(plan, stage, signal)).toEqual({ ok: true, value: null })
    expect(events).toHaveLength(2)
  })

  it('resets a connection, and its peer may meet ECONNRESET', async () => {
    const plan = planOfSteps([...OPEN, 'do: reset, who: client', 'do: recv, who: server, until: end, mayFail: [ECONNRESET]', 'do: close, who: server'])
    expect(await runSteps(plan, stage, signal)).toEqual({ ok: true, value: null })
    expect(callsMade().slice(-5)).toEqual(['client setsockopt ok', 'client close ok', 'server recv ECONNRESET', 'server close ok', 'listener close ok'])
  })

  it('binds a client that has an address and a port of its own', async () => {
    const plan = planOfSteps(['do: listen, who: listener', 'do: connect, who: bound, to: listener'], '  bound: { end: client, address: 127.0.0.3, port: 41000 }')
    expect(await runSteps(plan, stage, signal)).toEqual({ ok: true, value: null })
    expect(bench.calls.find(({ call, socket }) => call === 'bind' && socket === 'bound')).toMatchObject({ errno: null, local: '127.0.0.3:41000' })
  })

  it('tells what did not come in time', async () => {
    expect(await runSteps(planOfSteps(['do: listen, who: listener', 'do: accept, who: listener, as: server, within: 50ms']), stage, signal)).toEqual(
      notDone('s1', 'Step 1', '단계 1', { reason: { kind: 'call-timeout', call: 'accept4', limit: ms(50) } }))
    expect(await runSteps(planOfSteps(['do: wait-until, event: over, within: 20ms']), stage, signal)).toEqual(
      notDone('s0', 'Step 0', '단계 0', { reason: { kind: 'not-reached', limit: ms(20) } }))
    expect(bench.sockets.open).toBe(0)
  })

  it('waits for what the session tells', async () => {
    const plan = planOfSteps(['do: wait-until, event: state, end: client, state: TIME-WAIT, within: 1s', 'do: wait-until, event: over, within: 1s'])
    events.push(
      transition(1, 'client', 'CLOSED', 'SYN-SENT'), transition(2, 'server', 'LISTEN', 'SYN-RECEIVED'), transition(3, 'client', 'FIN-WAIT-2', 'TIME-WAIT'),
      transition(3, 'server', 'LAST-ACK', 'CLOSED'), transition(60_000, 'client', 'TIME-WAIT', 'CLOSED')
    )
    expect(await runSteps(plan, stage, signal)).toEqual({ ok: true, value: null })
  })

  it.each([
    ['a pause', ['do: pause, for: 1000s']], ['an accept', ['do: listen, who: listener', 'do: accept, who: listener, as: server, within: 1000s']],
    ['a recv', [...OPEN, 'do: recv, who: server, until: end, within: 1000s']]
  ])('can be stopped within %s, and closes everything', async (_name, steps) => {
    const stop = new AbortController()
    const last = `s${steps.length - 1}`
    const running = runSteps(planOfSteps(steps), { ...stage, emit: (event) => event.id === last && setTimeout(() => stop.abort(), 20) }, stop.signal)
    expect(await running).toEqual({ ok: false, error: { code: 'stopped', reason: { kind: 'experiment-stopped' } } })
    expect(bench.sockets.open).toBe(0)
  })

  it('does not begin when it was stopped before', async () => {
    expect(await runSteps(planOfSteps(OPEN), stage, AbortSignal.abort())).toMatchObject({ ok: false, error: { code: 'stopped' } })
    expect([events.length, bench.calls.length]).toEqual([0, 0])
  })
})
