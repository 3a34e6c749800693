import { describe, expect, it } from 'vitest'
import { HANDSHAKE, Story } from './story'

describe('opening', () => {
  it('handshake: SYN-RECEIVED begins at the SYN, and is told when its SYN,ACK shows that it was taken', () => {
    const story = new Story().play('> S 0:0(0)')
    expect(story.path('server')).toBe('')
    story.play(`
      < S. 0:0(0) ack 1
      > . 1:1(0) ack 1`)
    const [syn] = story.transitions('client')
    expect(story.transitions('server')[0]).toMatchObject({ at: syn?.at, from: 'LISTEN', to: 'SYN-RECEIVED', cause: 'received SYN', packet: 1 })
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED')
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED')
  })
  it('syn_again: the same connection, and the SYN that was answered counts', () => {
    const story = new Story().play(`
      > S 0:0(0)
      +1000
      > S 0:0(0)
      +1000
      > S 0:0(0)
      < S. 0:0(0) ack 1
      > . 1:1(0) ack 1`)
    expect(new Set(story.placed)).toEqual(new Set(['c1']))
    expect(story.causes('server')).toEqual(['received SYN #3', 'received ACK of SYN #5'])
  })
  it('syn_ack_again: changes nothing', () => {
    const story = new Story().play(`
      > S 0:0(0)
      < S. 0:0(0) ack 1
      < S. 0:0(0) ack 1
      > . 1:1(0) ack 1
      < S. 0:0(0) ack 1
      > . 1:1(0) ack 1`)
    expect([story.path('client'), story.path('server')]).toEqual(['CLOSED SYN-SENT ESTABLISHED', 'LISTEN SYN-RECEIVED ESTABLISHED'])
  })
  it('refused: CLOSED by the RST, the other end never was', () => {
    const story = new Story().play(`
      > S 0:0(0)
      < R. 0:0(0) ack 1`)
    expect(story.causes('client')).toEqual(['sent SYN #1', 'received RST #2'])
    expect(story.path('server')).toBe('')
    expect(story.timeline.connections.get('c1')?.complete).toBe(true)
  })
  it('rst_in_syn_received: back to LISTEN', () => {
    const story = new Story().play(`
      > S 0:0(0)
      < S. 0:0(0) ack 1
      > R 1:1(0)`)
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED LISTEN')
  })
  it('simultaneous_open: both send a SYN, both receive one', () => {
    const story = new Story().play(`
      > S 0:0(0)
      < S 0:0(0)
      > S. 0:0(0) ack 1
      < S. 0:0(0) ack 1`)
    expect(story.path('client')).toBe('CLOSED SYN-SENT SYN-RECEIVED ESTABLISHED')
    expect(story.path('server')).toBe('CLOSED SYN-SENT SYN-RECEIVED ESTABLISHED')
    expect(new Set(story.placed)).toEqual(new Set(['c1']))
  })
  it('self_connect: one socket, one end, CLOSING to its own FIN', () => {
    const story = new Story({ clientPort: 5000, serverPort: 5000, clientIsn: 7, serverIsn: 7 }).play(`
      > S 0:0(0)
      > S. 0:0(0) ack 1
      > P. 1:9(8) ack 1
      > . 9:9(0) ack 9
      > F. 9:9(0) ack 9
      > . 10:10(0) ack 10`)
    expect(story.path('client')).toBe('CLOSED SYN-SENT SYN-RECEIVED ESTABLISHED FIN-WAIT-1 CLOSING TIME-WAIT')
    expect(story.path('server')).toBe('')
  })
  it('ipv6: like IPv4', () => {
    const story = new Story({ client: '::1', server: '::1' }).play(HANDSHAKE)
    expect(story.transitions('client')[0]).toMatchObject({ local: '[::1]:41000', remote: '[::1]:12345' })
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED')
  })
  it('relative_numbers: from each side’s ISN', () => {
    const story = new Story({ clientIsn: 2 ** 32 - 1, serverIsn: 2 ** 32 - 3 }).play(`${HANDSHAKE}
      > P. 1:9(8) ack 1
      < . 1:1(0) ack 9`)
    expect(story.relative).toEqual(['client 0 0 begins', 'server 0 1', 'client 1 1', 'client 1 1', 'server 1 9'])
  })
})

describe('calls', () => {
  it('connect_before_syn, close_before_fin: name the call as the cause', () => {
    const story = new Story().play(`
      ! client connect ${HANDSHAKE}
      ! client close
      > F. 1:1(0) ack 1
      ! server shutdown
      < F. 1:1(0) ack 2`)
    expect(story.causes('client').filter((cause) => cause.includes('()'))).toEqual(['connect() #1', 'close() #4'])
    expect(story.causes('server').at(-1)).toBe('shutdown() #5')
  })
  it('close_reported_after_its_fin: is still the cause while the transition is held', () => {
    const story = new Story({ kernel: true }).play(`
      = client SYN-SENT
      = server SYN-RECEIVED
      > S 0:0(0)
      < S. 0:0(0) ack 1
      = client ESTABLISHED
      = server ESTABLISHED
      > . 1:1(0) ack 1
      +30
      > F. 1:1(0) ack 1      # the kernel is asked within the same wake-up and is a little behind
      ! client close
      = client FIN-WAIT-1
      = server CLOSE-WAIT
      +5`)
    expect(story.causes('client').at(-1)).toBe('close() #4')
    expect(story.path('client', { evidence: true })).toBe('CLOSED SYN-SENT(c) ESTABLISHED(c) FIN-WAIT-1(c)')
  })
  it('shutdown_then_close: the FIN is shutdown’s', () => {
    const story = new Story().play(`${HANDSHAKE}
      ! client shutdown
      ! client close
      > F. 1:1(0) ack 1`)
    expect(story.causes('client').at(-1)).toBe('shutdown() #4')
  })
})

describe('a capture that begins in the middle', () => {
  it('data_first: both ends are already open, and the lower port serves', () => {
    const story = new Story().play(`
      < P. 500:508(8) ack 700
      > . 700:700(0) ack 508`)
    expect(story.transitions().map((t) => `${t.end} ${t.from} ${t.to} ${t.cause}`)).toEqual([
      'client CLOSED ESTABLISHED already open', 'server CLOSED ESTABLISHED already open'])
    expect(story.relative).toEqual(['server 1 1 begins', 'client 1 9'])
    expect(story.timeline.connections.get('c1')?.complete).toBe(false)
  })
  it('fin_first: closes from there', () => {
    const story = new Story().play(`
      > F. 700:700(0) ack 500
      < . 500:500(0) ack 701
      < F. 500:500(0) ack 701
      > . 701:701(0) ack 501`)
    expect(story.path('client')).toBe('CLOSED ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT')
    expect(story.path('server')).toBe('CLOSED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED')
  })
  it('syn_ack_first: the SYN must have been', () => {
    const story = new Story().play(`
      < S. 0:0(0) ack 1
      > . 1:1(0) ack 1`)
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED')
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED')
    expect(story.relative).toEqual(['server 0 1 begins', 'client 1 1'])
  })
  it('rst_first: tells nothing', () => {
    const story = new Story().play('> R 1:1(0)')
    expect(story.events).toEqual([])
    expect(story.placed).toEqual(['c1'])
  })
})

describe('a capture that misses segments', () => {
  it('syn_ack_missing: the third segment shows that it was', () => {
    const story = new Story().play(`
      > S 0:0(0)
      > . 1:1(0) ack 1
      < P. 1:9(8) ack 1`)
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED')
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED')
  })
  it('acks_missing: each end’s own segments show what it has received', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 9:9(0) ack 1       # eight bytes before it were not captured
      < F. 1:1(0) ack 10
      > . 10:10(0) ack 2`)
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT')
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED')
  })
})
