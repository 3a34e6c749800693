import { describe, expect, it } from 'vitest'
import { OPENED, Story } from './story'

const story = (): Story => new Story({ kernel: true }).play(OPENED)

describe('a kernel that agrees', () => {
  it('confirms each state that it was asked about in time', () => {
    const told = story().play(`
      = client FIN-WAIT-1
      = server CLOSE-WAIT
      > F. 1:1(0) ack 1
      = client FIN-WAIT-2 60000
      < . 1:1(0) ack 2
      +40
      = server LAST-ACK
      = client TIME-WAIT 60000
      < F. 1:1(0) ack 2
      = server gone
      > . 2:2(0) ack 2
      +10`)
    expect(told.path('client', { evidence: true })).toBe('CLOSED SYN-SENT(c) ESTABLISHED(c) FIN-WAIT-1(c) FIN-WAIT-2(c) TIME-WAIT(c)')
    expect(told.path('server', { evidence: true })).toBe('LISTEN SYN-RECEIVED(c) ESTABLISHED(c) CLOSE-WAIT(c) LAST-ACK(c) CLOSED(c)')
    expect(told.of('discrepancy')).toEqual([])
    expect(told.timeline.connections.get('c1')?.timeWait?.evidence).toBe('confirmed')
  })
  it('leaves what it was too late for inferred', () => {
    const told = story().play(`
      = client TIME-WAIT 60000
      = server gone
      > F. 1:1(0) ack 1
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2
      +10`)
    expect(told.path('client', { evidence: true })).toBe('CLOSED SYN-SENT(c) ESTABLISHED(c) FIN-WAIT-1(i) FIN-WAIT-2(i) TIME-WAIT(c)')
    expect(told.path('server', { evidence: true })).toBe('LISTEN SYN-RECEIVED(c) ESTABLISHED(c) CLOSE-WAIT(i) LAST-ACK(i) CLOSED(c)')
  })
  it('tells the socket’s own facts once for each state', () => {
    const told = story().play('+30')
    expect(told.of('sample').map((sample) => `${sample.end} ${sample.state} ${sample.inode}`).sort()).toEqual([
      'client ESTABLISHED 77', 'client SYN-SENT 77', 'server ESTABLISHED 77', 'server SYN-RECEIVED 77'])
  })
})

describe('a kernel that lags', () => {
  it('is asked again, a millisecond later, before anything is decided', () => {
    const told = story().play('> F. 1:1(0) ack 1')
    expect(told.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED')
    told.play(`
      = client FIN-WAIT-1
      = server CLOSE-WAIT
      +2`)
    expect(told.path('client', { evidence: true })).toMatch(/FIN-WAIT-1\(c\)$/)
    expect(told.path('server', { evidence: true })).toMatch(/CLOSE-WAIT\(c\)$/)
  })
  it('fin_dropped_at_the_input: the receiver never leaves ESTABLISHED, and nothing is told of it', () => {
    const told = story().play(`
      = client FIN-WAIT-1
      > F. 1:1(0) ack 1
      +300
      > F. 1:1(0) ack 1
      +10`)
    expect(told.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED')
    told.play(`
      = server CLOSE-WAIT
      > F. 1:1(0) ack 1
      +5`)
    expect(told.causes('server').at(-1)).toBe('received FIN #6')
    expect(told.of('discrepancy')).toEqual([])
  })
  it('lost_final_ack: the server stays in LAST-ACK, its FIN comes again, the 60 s begin anew', () => {
    const told = story().play(`
      = client FIN-WAIT-1
      = server CLOSE-WAIT
      > F. 1:1(0) ack 1
      = client TIME-WAIT 60000
      = server LAST-ACK
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2        # lost
      +206
      = client TIME-WAIT 60000
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2        # lost
      +208`)
    expect(told.path('server', { evidence: true })).toBe('LISTEN SYN-RECEIVED(c) ESTABLISHED(c) CLOSE-WAIT(c) LAST-ACK(c)')
    told.play(`
      = client TIME-WAIT 60000
      = server gone
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2
      +10`)
    expect(told.causes('server').at(-1)).toBe('received ACK of FIN #10')
    expect(told.of('timer').map((timer) => timer.event)).toEqual(['started', 'restarted', 'restarted'])
    expect(told.timeline.connections.get('c1')?.timeWait?.restarts).toBe(2)
    const restart = told.of('timer')[1]
    expect(restart?.expectedMs).toBe(60_000)
    expect(told.of('discrepancy')).toEqual([])
  })
  it('defer_accept: SYN-RECEIVED lasts until the first data', () => {
    const told = new Story({ kernel: true }).play(`
      = client SYN-SENT
      > S 0:0(0)
      = server SYN-RECEIVED
      < S. 0:0(0) ack 1
      = client ESTABLISHED
      > . 1:1(0) ack 1
      +500`)
    expect(told.path('server')).toBe('LISTEN SYN-RECEIVED')
    told.play(`
      = server ESTABLISHED
      > P. 1:9(8) ack 1
      +5`)
    expect(told.causes('server')).toEqual(['received SYN #1', 'received ACK of SYN #4'])
  })
  it('syn_cookie: the server has no socket at all', () => {
    const told = new Story({ kernel: true }).play(`
      = client SYN-SENT
      > S 0:0(0)
      < S. 0:0(0) ack 1
      = client ESTABLISHED
      > . 1:1(0) ack 1
      +50`)
    expect(told.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED')
    expect(told.path('server')).toBe('')
    told.play(`
      = server ESTABLISHED
      > P. 1:9(8) ack 1
      +5`)
    expect(told.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED')
  })
})

describe('a kernel that is ahead', () => {
  it('close_behind_a_full_queue: FIN-WAIT-1 begins when the kernel said so, not when the FIN is sent', () => {
    const told = story().play('! client close').play('= client FIN-WAIT-1').play('+10')
    expect(told.causes('client').at(-1)).toBe('close()')
    const [since] = told.transitions('client').slice(-1).map((t) => t.at)
    told.play(`
      +1200
      = server CLOSE-WAIT
      > F. 1:1(0) ack 1
      +5`)
    expect(told.path('client', { evidence: true })).toBe('CLOSED SYN-SENT(c) ESTABLISHED(c) FIN-WAIT-1(s)')
    expect(told.transitions('client').at(-1)?.at).toBe(since)
    expect(told.path('server')).toMatch(/CLOSE-WAIT$/)
  })
  it('minisock_refused: FIN-WAIT-2 ends at once when there are too many (tcp_max_tw_buckets)', () => {
    const told = story().play(`
      = client FIN-WAIT-1
      = server CLOSE-WAIT
      > F. 1:1(0) ack 1
      = client gone
      = server LAST-ACK
      < F. 1:1(0) ack 2
      +10`)
    expect(told.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 CLOSED')
    expect(told.causes('client').at(-1)).toBe('removed by the kernel')
    expect(told.timeline.connections.get('c1')?.timeWait).toBeNull()
  })
  it('simultaneous_close_judged_wrongly: the kernel’s CLOSING is the truth', () => {
    const told = story().play(`
      = client FIN-WAIT-1
      = server CLOSING
      > F. 1:1(0) ack 1
      +10`)
    expect(told.path('server', { evidence: true })).toMatch(/ESTABLISHED\(c\) FIN-WAIT-1\(i\) CLOSING\(s\)$/)
    expect(told.of('discrepancy')).toEqual([])
  })
})

describe('a kernel that contradicts', () => {
  it('what was told under load is corrected, and the discrepancy shown, after two readings', () => {
    const told = story()
    told.tracker.lookups = () => []
    told.play(`
      = client FIN-WAIT-1
      > F. 1:1(0) ack 1
      +30`)
    expect(told.path('server', { evidence: true })).toMatch(/CLOSE-WAIT\(i\)$/)
    Reflect.deleteProperty(told.tracker, 'lookups')
    told.play('+5')
    expect(told.of('discrepancy').map(({ end, inferred, sampled }) => [end, inferred, sampled])).toEqual([['server', 'CLOSE-WAIT', 'ESTABLISHED']])
    expect(told.transitions('server').at(-1)).toMatchObject({
      from: 'CLOSE-WAIT', to: 'ESTABLISHED', evidence: 'sampled', cause: 'seen in the kernel' })
    told.play(`
      +200
      = server CLOSE-WAIT
      > F. 1:1(0) ack 1
      +5`)
    expect(told.path('server')).toMatch(/CLOSE-WAIT ESTABLISHED CLOSE-WAIT$/)
  })
  it('what was told under load and is so becomes confirmed by the sample', () => {
    const told = story()
    told.tracker.lookups = () => []
    told.play(`
      = client FIN-WAIT-1
      = server CLOSE-WAIT
      > F. 1:1(0) ack 1
      +30`)
    Reflect.deleteProperty(told.tracker, 'lookups')
    told.play('+5')
    expect(told.timeline.connections.get('c1')?.ends.server.spans.at(-1)).toMatchObject({ state: 'CLOSE-WAIT', evidence: 'confirmed' })
  })
})

describe('a machine that is too busy to ask in time', () => {
  it('is told what the kernel says, not what would have followed: a RST that TIME-WAIT ignores (tcp_rfc1337)', () => {
    const told = story().play(`
      = client FIN-WAIT-1
      = server CLOSE-WAIT
      > F. 1:1(0) ack 1
      = client TIME-WAIT 60000
      = server LAST-ACK
      < F. 1:1(0) ack 2
      = server gone
      > . 2:2(0) ack 2
      +30
      ~40
      < R 2:2(0)
      +30`)
    expect(told.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT')
    expect(told.of('discrepancy')).toEqual([])
  })
})

describe('sockets that go without a word', () => {
  it('last_ack_given_up: after its FIN was sent again', () => {
    const told = story().play(`
      = client FIN-WAIT-1
      = server CLOSE-WAIT
      > F. 1:1(0) ack 1
      = client TIME-WAIT 60000
      = server LAST-ACK
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2
      +200
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2
      +50
      = server gone
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2
      +10`)
    expect(told.path('server')).toMatch(/LAST-ACK CLOSED$/)
  })
  it('connect_given_up: SYN-SENT ends when its process closes it', () => {
    const told = new Story({ kernel: true }).play(`
      = client SYN-SENT
      > S 0:0(0)
      +10
      ! client close
      = client gone
      +10`)
    expect(told.causes('client')).toEqual(['sent SYN #1', 'close()'])
  })
})
