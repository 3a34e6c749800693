import { describe, expect, it } from 'vitest'
import { OPENED, Story } from './story'

describe('the first dump', () => {
  it('finds what was open before: both ends of one connection, the listening port its server', () => {
    const story = new Story({ kernel: true, clientPort: 9, serverPort: 12_345 }).play(`
      = client ESTABLISHED
      = server ESTABLISHED
      dump`)
    expect(story.transitions().map((t) => `${t.conn} ${t.end} ${t.from} ${t.to} ${t.evidence} ${t.cause}`)).toEqual([
      'c1 client CLOSED ESTABLISHED sampled already open', 'c1 server CLOSED ESTABLISHED sampled already open'])
  })
  it('is joined by the packets that follow', () => {
    const story = new Story({ kernel: true }).play(`
      = client ESTABLISHED
      = server ESTABLISHED
      dump
      = client FIN-WAIT-1
      = server CLOSE-WAIT
      > F. 700:700(0) ack 300
      +5
      = client TIME-WAIT 60000
      = server gone
      < F. 300:300(0) ack 701
      > . 701:701(0) ack 301
      +10`)
    expect(story.placed).toEqual(['c1', 'c1', 'c1'])
    expect(story.relative[0]).toBe('client 1 1 begins')
    expect(story.path('client')).toBe('CLOSED ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT')
    expect(story.path('server')).toBe('CLOSED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED')
  })
  it('shows a TIME-WAIT with what is left of it', () => {
    const story = new Story({ kernel: true }).play('= client TIME-WAIT 41001').play('dump')
    expect(story.of('timer').map(({ event, expectedMs }) => [event, expectedMs])).toEqual([['started', 41_000]])
    story.play('+42000').play('= client gone').play('+100')
    expect(story.causes('client')).toEqual(['already open', 'timer'])
  })
})

describe('a later dump', () => {
  it('without news tells nothing', () => {
    const story = new Story({ kernel: true }).play(OPENED).play('dump')
    const before = story.events.length
    story.play('dump').play('+1000').play('dump')
    expect(story.events.length).toBe(before)
  })
  it('that misses a known socket is only a hint: the exact lookup decides', () => {
    const story = new Story({ kernel: true }).play(OPENED).play('dump')
    const { tracker } = story
    const gone = story.transitions().length
    story.play('= server gone').play('dump')
    expect(tracker.nextLookup()).toBeDefined()
    expect(story.transitions().length).toBe(gone)
    story.play('+10')
    expect(story.causes('server').at(-1)).toBe('removed by the kernel')
  })
  it('without TIME-WAIT does not make one disappear', () => {
    const story = new Story({ kernel: true }).play(`${OPENED}
      = client TIME-WAIT 60000
      = server gone
      > F. 1:1(0) ack 1
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2
      +20
      dump short
      +20`)
    expect(story.path('client')).toMatch(/TIME-WAIT$/)
  })
  it('with an unknown socket waits for a second one: its SYN may be on the way here', () => {
    const story = new Story({ kernel: true }).play('dump').play('= client SYN-SENT').play('dump')
    expect(story.events).toEqual([])
    story.play('> S 0:0(0)').play('+5').play('dump')
    expect(story.causes('client')).toEqual(['sent SYN #1'])
    const missed = new Story({ kernel: true }).play('dump').play('= client ESTABLISHED').play('dump').play('+10').play('dump').play('+5')
    expect(missed.path('client', { evidence: true })).toBe('CLOSED SYN-SENT(i) ESTABLISHED(s)')
  })
  it('sees a close behind a full send queue', () => {
    const story = new Story({ kernel: true }).play(OPENED).play('dump').play('= client FIN-WAIT-1').play('dump').play('+5')
    expect(story.path('client', { evidence: true })).toMatch(/FIN-WAIT-1\(s\)$/)
    expect(story.causes('client').at(-1)).toBe('seen in the kernel')
  })
})

const watch = (): Story => new Story({ kernel: true, packets: false }).play('dump')

describe('dumps alone, without permission to capture', () => {
  it('follow a connection by what the kernel says, states between only where there is one way', () => {
    const story = watch().play(`
      = client ESTABLISHED
      = server ESTABLISHED
      dump
      = client FIN-WAIT-2 60000
      = server CLOSE-WAIT
      dump
      = client TIME-WAIT 60000
      = server gone
      dump
      +10`)
    expect(story.path('client', { evidence: true })).toBe('CLOSED SYN-SENT(i) ESTABLISHED(s) FIN-WAIT-1(i) FIN-WAIT-2(s) TIME-WAIT(s)')
    expect(story.path('server', { evidence: true })).toBe('LISTEN SYN-RECEIVED(i) ESTABLISHED(s) CLOSE-WAIT(s) CLOSED(s)')
    expect(story.causes('server').at(-1)).toBe('seen in the kernel')
    expect(new Set(story.transitions().map((t) => t.conn)).size).toBe(1)
    expect(story.of('discrepancy')).toEqual([])
  })
  it('keep a connection of which one end is elsewhere', () => {
    const story = watch().play('= client ESTABLISHED').play('dump').play('+1000').play('dump')
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED')
    expect(story.path('server')).toBe('')
  })
  it('tell the next incarnation by its cookie', () => {
    const story = watch().play('= client TIME-WAIT 60000').play('dump').play('+1500').play('= client gone').play('= client ESTABLISHED').play('dump')
    expect(story.path('client', { conn: 'c1' })).toMatch(/TIME-WAIT CLOSED$/)
    expect(story.path('client', { conn: 'c2' })).toBe('CLOSED SYN-SENT ESTABLISHED')
  })
})
