import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../src/shared/model/events'
import { fromKernelTrace, KernelTrace } from './kernel-trace'
import { PYTHON } from './python'
import { losses, ofType, twlab } from './twlab'

const program = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url))
const portOf = (endpoint: string): number => Number(endpoint.slice(endpoint.lastIndexOf(':') + 1))

/**
 * What both can know: the states each end went through, from ESTABLISHED (or the server's SYN-RECEIVED) to where the kernel lets go of the full socket.
 * The kernel's trace calls that CLOSE; the minisock it leaves behind, TIME-WAIT, is ours alone to tell.
 */
function toldByUs(events: readonly SessionEvent[]): ReadonlyMap<string, readonly string[]> {
  const told = new Map<string, { readonly conn: string; readonly states: string[] }[]>()
  for (const { conn, local, remote, to } of ofType(events, 'transition')) {
    const key = `${portOf(local)}-${portOf(remote)}`
    const lives = told.get(key) ?? []
    told.set(key, lives)
    let life = lives.find((one) => one.conn === conn)
    if (life === undefined) lives.push(life = { conn, states: [] })
    if (to !== 'SYN-SENT') life.states.push(to)
  }
  return new Map([...told].map(([key, lives]) => [key, lives.flatMap(({ states }) => untilLetGo(states))]))
}

const untilLetGo = (states: readonly string[]): readonly string[] => {
  const end = states.findIndex((state) => state === 'TIME-WAIT' || state === 'CLOSED')
  return end < 0 ? states : [...states.slice(0, end), 'CLOSED']
}

/** Runs a command in a lab while the kernel traces; both stories, for the connections of these server ports. */
async function bothStories(command: readonly string[], ports: readonly number[]): Promise<{ readonly kernel: string[]; readonly ours: string[]; readonly events: readonly SessionEvent[] }> {
  const trace = await KernelTrace.start(ports)
  const ran = await twlab(['exec', '--json', '--', ...command])
  const changes = fromKernelTrace(await trace.stop())
  const ours = toldByUs(ran.events)
  const concerns = (key: string): boolean => key.split('-').some((port) => ports.includes(Number(port))) && !/^0-|-0$/.test(key)
  const lines = (stories: ReadonlyMap<string, readonly string[]>): string[] =>
    [...stories].filter(([key, states]) => concerns(key) && states.length > 0).map(([key, states]) => `${key}: ${states.join(' ')}`).sort()
  expect(ran.stderr).not.toContain('died')
  expect(ofType(ran.events, 'result')[0]).toMatchObject({ dropped: 0 })
  expect(losses(ran.events)).toEqual([])
  return { kernel: lines(changes), ours: lines(ours), events: ran.events }
}

describe('every transition that the kernel traced was told, and no other', () => {
  it('nc -l and nc localhost', async () => {
    // The kernel's trace is the whole machine's: a port that no other test's laboratory uses.
    const { kernel, ours } = await bothStories(['sh', program('two-nc.sh')], [18079])
    expect(ours).toEqual(kernel)
    expect(ours).toHaveLength(2)
  })

  it('curl against python3 -m http.server', async () => {
    const { kernel, ours } = await bothStories(['sh', program('curl-http-server.sh')], [18080])
    expect(ours).toEqual(kernel)
    expect(ours.length).toBeGreaterThanOrEqual(6)
  })

  it('5,000 short connections, closed by either end', async () => {
    const { kernel, ours, events } = await bothStories([PYTHON, program('short-connections.py'), '5000', '18081'], [18081])
    expect(ours).toEqual(kernel)
    expect(ofType(events, 'connection')).toHaveLength(5000)
  })

  it('both ends closing at the same instant, 60 times', async () => {
    const { kernel, ours } = await bothStories([PYTHON, program('simultaneous-close.py'), '60', '18082'], [18082])
    expect(ours).toEqual(kernel)
  })

  it('half-close, RST from either side, refused connect, connect from IPv6 to a dual-stack server', async () => {
    const { kernel, ours } = await bothStories([PYTHON, program('other-ends.py'), '18083'], [18083, 18084, 18085, 18086, 18087])
    expect(ours).toEqual(kernel)
  })
})
