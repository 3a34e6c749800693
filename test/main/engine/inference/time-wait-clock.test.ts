import { describe, expect, it } from 'vitest'
import type { SocketSampled } from '../../../../src/shared/model/events'
import { HANDSHAKE, OPENED, Story } from './story'

/** The client waits; the kernel says so. `at` is when its TIME-WAIT began. */
function waiting(hz = 250): { story: Story; at: number } {
  const story = new Story({ kernel: true, hz }).play(`${OPENED}
    = client FIN-WAIT-1
    = server CLOSE-WAIT
    > F. 1:1(0) ack 1
    +30
    = server LAST-ACK
    = client TIME-WAIT 60000
    < F. 1:1(0) ack 2
    = server gone
    > . 2:2(0) ack 2
    +30`)
  return { story, at: story.transitions('client').at(-1)?.at ?? 0 }
}
const timers = (story: Story): string[] => story.of('timer').map(({ event, at, expectedMs }) => `${event} ${Math.round(at / 1e6)} ${expectedMs}`)
const rounded = (ns: number): number => Math.round(ns / 1e6)

describe('the countdown of TIME-WAIT', () => {
  it('starts at 60 s, becomes overdue at 0, and ends when the socket is seen gone', () => {
    const { story, at } = waiting()
    story.play('+61500').play('= client gone').play('+100')
    const end = story.transitions('client').at(-1)
    expect(end).toMatchObject({ from: 'TIME-WAIT', to: 'CLOSED', cause: 'timer', evidence: 'sampled' })
    expect(timers(story)).toEqual([`started ${rounded(at)} 60000`, `overdue ${rounded(at) + 60_000} 2048`, `ended ${rounded(end?.at ?? 0)} 0`])
  })
  it('is watched closely once it is due: its end is seen within 50 ms, at little cost before', () => {
    const { story } = waiting()
    const before = story.asked
    story.play('+59000')
    expect(story.asked - before).toBeLessThan(70)
    story.play('+2345').play('= client gone')
    const gone = story.now
    story.play('+60')
    expect((story.transitions('client').at(-1)?.at ?? Infinity) - gone).toBeLessThan(50e6)
  })
  it('is sampled every second, so that the number on the screen is the kernel’s', () => {
    const { story } = waiting()
    const before = story.of('sample').length
    story.play('+5000')
    const samples: SocketSampled[] = story.of('sample').slice(before)
    expect(samples.length).toBe(5)
    expect(samples.every(({ timer }) => timer?.kind === 'time-wait' && timer.remainingMs < 60_000)).toBe(true)
  })
  it('restarts when the FIN comes again, at that packet', () => {
    const { story } = waiting()
    story.play(`
      +200
      = client TIME-WAIT 60000
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2
      +5`)
    const again = story.now
    expect(story.of('timer').map(({ event }) => event)).toEqual(['started', 'restarted'])
    expect(again - (story.of('timer')[1]?.at ?? 0)).toBeLessThan(6e6)
  })
  it('restarts silently on a pure ACK: only the kernel’s number tells', () => {
    const { story } = waiting()
    story.play('+10000').play('= client TIME-WAIT 60000')
    const restarted = story.now
    story.play('+1500')
    const timer = story.of('timer').at(-1)
    expect(timer?.event).toBe('restarted')
    expect(Math.abs((timer?.at ?? 0) - restarted)).toBeLessThan(10e6)
    expect(story.timeline.connections.get('c1')?.timeWait).toMatchObject({ restarts: 1 })
  })
  it('began late, and does not restart, where the number is a little higher and no segment had come', () => {
    const { story } = waiting()
    story.play('+900').play('= client TIME-WAIT 59250').play('+1500')
    expect(story.of('timer').map(({ event }) => event)).toEqual(['started'])
  })
  it('does not restart when a segment is answered and the number stays (tcp_rfc1337, a SYN)', () => {
    const { story } = waiting()
    story.play(`
      +2000
      < R 2:2(0)
      +30`)
    expect(story.of('timer').map(({ event }) => event)).toEqual(['started'])
    expect(story.path('client')).toMatch(/TIME-WAIT$/)
  })
  it('is cut short by a RST: the assassination of RFC 1337', () => {
    const { story } = waiting()
    story.play('+2000').play('= client gone').play('< R 2:2(0)').play('+10')
    expect(story.transitions('client').at(-1)).toMatchObject({ to: 'CLOSED', cause: 'received RST', evidence: 'confirmed' })
    expect(story.of('timer').map(({ event }) => event)).toEqual(['started', 'ended'])
  })
  it('restarts a last time when a stale segment calls for the RST that ends it', () => {
    const { story } = waiting()
    story.play('+2000').play(`
      < P. -3:1(4) ack 2
      > . 2:2(0) ack 2
      = client gone
      < R 2:2(0)
      +10`)
    expect(story.of('timer').map(({ event }) => event)).toEqual(['started', 'restarted', 'ended'])
  })
  it('is cut short without a packet: removed by the kernel', () => {
    const { story } = waiting()
    story.play('+2000').play('= client gone').play('+1100')
    expect(story.causes('client').at(-1)).toBe('removed by the kernel')
  })
  it.each([[100, 5120], [250, 2048], [1000, 4096]])('at HZ=%i may be overdue by %i ms', (hz, slack) => {
    const { story } = waiting(hz)
    story.play('+60500')
    expect(story.of('timer').at(-1)).toMatchObject({ event: 'overdue', expectedMs: slack })
  })
  it('has an unknown end without a kernel to ask', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 1:1(0) ack 1
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2
      +90000`).finish()
    expect(story.timeline.connections.get('c1')).toMatchObject({ complete: false, timeWait: { to: null } })
    expect(story.of('timer').map(({ event, expectedMs }) => [event, expectedMs])).toEqual([['started', 60_000]])
  })
})

/** The client has closed, its FIN is acknowledged, the server keeps quiet. */
const orphan = (): Story => new Story({ kernel: true }).play(`${OPENED}
  = client FIN-WAIT-1
  = server CLOSE-WAIT
  > F. 1:1(0) ack 1
  +30
  = client FIN-WAIT-2 3000
  < . 1:1(0) ack 2
  +30`)

describe('the countdown of FIN-WAIT-2 after close()', () => {
  it('has its own timer, and ends by it', () => {
    const story = orphan()
    expect(story.of('timer').map(({ timer, event, expectedMs }) => [timer, event, expectedMs])).toEqual([['fin-wait-2', 'started', 3000]])
    story.play('+3200').play('= client gone').play('+100')
    expect(story.causes('client').at(-1)).toBe('timer')
    expect(story.of('timer').map(({ event, expectedMs }) => [event, expectedMs])).toEqual([['started', 3000], ['overdue', 256], ['ended', 0]])
  })
  it('gives way to TIME-WAIT when the FIN comes', () => {
    const story = orphan().play(`
      = server LAST-ACK
      = client TIME-WAIT 60000
      < F. 1:1(0) ack 2
      +10`)
    expect(story.of('timer').map(({ timer, event }) => `${timer} ${event}`)).toEqual(['fin-wait-2 started', 'fin-wait-2 ended', 'time-wait started'])
  })
})
