import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../src/shared/model/events'
import type { End } from '../../src/shared/tcp/state'
import { asNobody, readableRoot } from './nobody'
import { lateness, losses, ofType, runTwlab, TWLAB } from './twlab'
import type { Ran } from './twlab'

const schema = JSON.parse(readFileSync(fileURLToPath(new URL('../../resources/session-event.schema.json', import.meta.url)), 'utf8')) as object
const isEvent = new Ajv({ allErrors: false }).compile(schema)
const { root, remove } = readableRoot()
afterAll(() => remove?.())

const SECOND = 1e9
const pathOf = (events: readonly SessionEvent[], end: End): string[] => ofType(events, 'transition').filter((event) => event.end === end).map(({ to }) => to)

// A minute each, so all at once. The kernel's TIME-WAIT is 60 s; what comes on top is its timer wheel (HZ=250: 2.048 s).
const runs = {
  'client first, as root': runTwlab([TWLAB, 'run', 'active-close', '--json']),
  'server first, as root': runTwlab([TWLAB, 'run', 'active-close', '--param', 'first=server', '--json']),
  'client first, as nobody': runTwlab([join(root, 'bin/twlab.cjs'), 'run', 'active-close', '--json'], { before: asNobody, cwd: '/' }),
  'server first, as nobody': runTwlab([join(root, 'bin/twlab.cjs'), 'run', 'active-close', '--param', 'first=server', '--json'], { before: asNobody, cwd: '/' })
} satisfies Record<string, Promise<Ran>>

describe.each(Object.entries(runs))('run active-close, %s', (name, running) => {
  const first: End = name.startsWith('client') ? 'client' : 'server'
  const second: End = first === 'client' ? 'server' : 'client'
  const opening: Readonly<Record<End, string>> = { client: 'SYN-SENT', server: 'SYN-RECEIVED' }

  it('shows both ends from the handshake to CLOSED, the first closer through TIME-WAIT', async () => {
    const { events, status, stderr } = await running
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(pathOf(events, first)).toEqual([opening[first], 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED'])
    expect(pathOf(events, second)).toEqual([opening[second], 'ESTABLISHED', 'CLOSE-WAIT', 'LAST-ACK', 'CLOSED'])
  })

  it('TIME-WAIT is the kernel\'s own, and lasts 60.0 to 62.1 s at HZ=250', async () => {
    const { events } = await running
    const [connection] = ofType(events, 'connection')
    const hz = events[0]?.type === 'session' ? events[0].hz : 0
    const wheel = hz === 250 ? 2.1 : hz === 1000 ? 4.2 : 5.2
    expect(connection?.timeWait?.end).toBe(first)
    expect(['confirmed', 'sampled']).toContain(connection?.timeWait?.evidence)
    const seconds = ((connection?.timeWait?.to ?? 0) - (connection?.timeWait?.from ?? 0)) / SECOND
    expect(seconds).toBeGreaterThanOrEqual(60)
    expect(seconds).toBeLessThanOrEqual(60 + wheel + lateness(events) / SECOND)
    expect(connection?.complete).toBe(true)
  })

  it('tells the countdown: started, the kernel\'s number each second, overdue, ended', async () => {
    const { events } = await running
    // Where the timer wheel is late by a few milliseconds only, nobody sees it stand at 0.
    const timers = ofType(events, 'timer').filter(({ timer, end }) => timer === 'time-wait' && end === first)
    // A machine that let a segment lie for 200 ms has it sent again: then the 60 s begin anew, in truth. Otherwise they do not.
    const again = timers.filter(({ event }) => event === 'restarted')
    expect(again.filter(({ at }) => !ofType(events, 'packet').some((packet) => packet.at === at))).toEqual([])
    expect(['started ended', 'started overdue ended']).toContain(timers.filter((timer) => !again.includes(timer)).map(({ event }) => event).join(' '))
    const counted = ofType(events, 'sample').filter(({ state }) => state === 'TIME-WAIT').map(({ timer }) => timer?.remainingMs ?? -1)
    expect(counted.length).toBeGreaterThanOrEqual(40)
    expect(counted.filter((ms, i) => ms > (counted[i - 1] ?? Infinity)).length).toBeLessThanOrEqual(again.length)
  })

  it('every event is as the public schema has it; connection and result close the stream', async () => {
    const { events } = await running
    expect(events.filter((event) => !isEvent(event))).toEqual([])
    expect(events[0]?.type).toBe('session')
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['connection', 'result'])
    expect(ofType(events, 'result')[0]).toMatchObject({ experiment: 'active-close', ok: true, dropped: 0 })
    expect(losses(events)).toEqual([])
    expect(ofType(events, 'discrepancy')).toEqual([])
  })
})
