import { describe, expect, it } from 'vitest'
import { catalogue } from '../../../src/main/shell/text/catalogue'
import type { SessionEvent } from '../../../src/shared/model/events'
import { plain, Storyteller } from '../../../src/shared/story'
import { tell } from '../../../src/shared/story/tell'
import { aRun, ns, packet, step, transition } from '../experiment/a-run'

const words = catalogue('en')
const told = (events: readonly SessionEvent[]): string[] => {
  const storyteller = new Storyteller(words)
  return [...events.flatMap((event) => storyteller.take(event)), ...storyteller.finish()].map(plain)
}
const one = (n: number, ms: number): SessionEvent[] => {
  const conn = `c${n}`
  return [
    packet(ms, n, 'client', 'SYN', { conn }), transition(ms, 'client', 'CLOSED', 'SYN-SENT', { conn }), transition(ms, 'client', 'FIN-WAIT-2', 'TIME-WAIT', { conn }),
    { type: 'api', at: ns(ms), conn, end: 'client', call: 'close', args: [5], result: 0, errno: null }
  ]
}
const crowd = (count: number, everyMs: number): SessionEvent[] => Array.from({ length: count }, (_, i) => one(i + 1, i * everyMs)).flat()

describe('the story of a session', () => {
  it('of a few connections is told event by event', () => {
    expect(told(aRun())).toEqual(aRun().flatMap((event) => {
      const line = tell(event, words)
      return line === undefined ? [] : [plain(line)]
    }))
    expect(told(crowd(100, 100))).toHaveLength(400)
  })

  it('of a crowd stays readable: the first are told, the others counted, once a second of the session', () => {
    const lines = told(crowd(28_000, 0.5))
    expect(lines.length).toBeLessThan(32 * 4 + 20)
    const counted = lines.filter((line) => line.includes('further connections'))
    expect(counted.length).toBeGreaterThanOrEqual(13)
    const began = counted.map((line) => Number(/… further connections: (\d+)/.exec(line)?.[1]))
    expect(began.reduce((sum, count) => sum + count, 0) + lines.filter((line) => line.includes('SYN seq')).length).toBe(28_000)
    expect(counted.at(-1)).toMatch(/in TIME-WAIT now: 2\d{4}$/)
  })

  it('tells what a crowd did before the step that follows it, and its failed calls as they are', () => {
    const failed: SessionEvent = { type: 'api', at: ns(100), conn: null, end: 'client', call: 'connect', args: [5], result: -1, errno: 'EADDRNOTAVAIL' }
    const lines = told([...crowd(40, 0.1), failed, step(200, 'next')]).slice(-3)
    expect(lines[0]).toContain('connect(5) = -1 EADDRNOTAVAIL')
    expect(lines[1]).toContain('… further connections: 8, segments: 8, changes of state: 16; of these connections in TIME-WAIT now: 8')
    expect(lines[2]).toContain('── next')
  })

  it('tells a later connection whole again, and never one half told and half counted', () => {
    const lines = told([...crowd(40, 0.1), ...one(41, 5_000), transition(6_000, 'client', 'TIME-WAIT', 'CLOSED', { conn: 'c41' }), transition(6_000, 'client', 'TIME-WAIT', 'CLOSED', { conn: 'c40' })])
    expect(lines.filter((line) => line.includes('c41'))).toHaveLength(5)
    expect(lines.filter((line) => / c40 /.test(line))).toEqual([])
    expect(lines.at(-1)).toContain('in TIME-WAIT now: 7')
  })
})
