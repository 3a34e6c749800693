import { describe, expect, it } from 'vitest'
import { EXCHANGE, HANDSHAKE, Story } from './story'

const ACTIVE = 'CLOSED SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT'
const PASSIVE = 'LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED'

describe('the end that closes first', () => {
  it('client_first: the client waits', () => {
    const story = new Story().play(`${EXCHANGE}
      > F. 9:9(0) ack 9
      < . 9:9(0) ack 10
      < F. 9:9(0) ack 10
      > . 10:10(0) ack 10`)
    expect(story.path('client')).toBe(ACTIVE)
    expect(story.path('server')).toBe(PASSIVE)
    expect(story.causes('client')).toEqual(['sent SYN #1', 'received SYN,ACK #2', 'sent FIN #8', 'received ACK of FIN #9', 'received FIN #10'])
    expect(story.causes('server')).toEqual([
      'received SYN #1', 'received ACK of SYN #3', 'received FIN #8', 'sent FIN #10', 'received ACK of FIN #11'])
  })
  it('server_first: the server waits', () => {
    const story = new Story().play(`${EXCHANGE}
      < F. 9:9(0) ack 9
      > . 9:9(0) ack 10
      > F. 9:9(0) ack 10
      < . 10:10(0) ack 10`)
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED')
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT')
  })
  it('fin_merged_with_ack: three segments pass FIN-WAIT-2 in no time, the sender’s change told first', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 1:1(0) ack 1
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2`)
    expect(story.path('client')).toBe(ACTIVE)
    const span = story.timeline.connections.get('c1')?.ends.client.spans.find(({ state }) => state === 'FIN-WAIT-2')
    expect(span?.from).toBe(span?.to)
    const last = story.transitions().filter((t) => t.packet === 5)
    expect(last.map((t) => `${t.end} ${t.to}`)).toEqual(['server LAST-ACK', 'client FIN-WAIT-2', 'client TIME-WAIT'])
  })
  it('data_with_fin: payload and FIN in one segment close like a FIN after it', () => {
    const story = new Story().play(`${HANDSHAKE}
      > FP. 1:9(8) ack 1
      < . 1:1(0) ack 10
      < FP. 1:9(8) ack 10
      > . 10:10(0) ack 10`)
    expect(story.path('client')).toBe(ACTIVE)
    expect(story.path('server')).toBe(PASSIVE)
  })
  it('half_close: the other end goes on sending in CLOSE-WAIT', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 1:1(0) ack 1
      < . 1:1(0) ack 2
      +500
      < P. 1:101(100) ack 2
      > . 2:2(0) ack 101`)
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2')
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT')
    story.play(`
      < F. 101:101(0) ack 2
      > . 2:2(0) ack 102`)
    expect([story.path('client'), story.path('server')]).toEqual([ACTIVE, PASSIVE])
  })
})

describe('both closing at once', () => {
  it('fins_cross: CLOSING and TIME-WAIT at both ends, though the capture has one FIN first', () => {
    const story = new Story().play(`${EXCHANGE}
      > F. 9:9(0) ack 9
      < F. 9:9(0) ack 9
      > . 10:10(0) ack 10
      < . 10:10(0) ack 10`)
    const both = 'ESTABLISHED FIN-WAIT-1 CLOSING TIME-WAIT'
    expect(story.path('client')).toBe(`CLOSED SYN-SENT ${both}`)
    expect(story.path('server')).toBe(`LISTEN SYN-RECEIVED ${both}`)
    expect(story.causes('server').slice(-3)).toEqual(['sent FIN #9', 'received FIN #8', 'received ACK of FIN #10'])
  })
  it('first_fin_lost: the copy acknowledges, so one end goes the ordinary way', () => {
    const story = new Story({ kernel: true }).play(`
      = client SYN-SENT
      > S 0:0(0)
      = server SYN-RECEIVED
      < S. 0:0(0) ack 1
      = client ESTABLISHED
      = server ESTABLISHED
      > . 1:1(0) ack 1
      = client FIN-WAIT-1
      > F. 1:1(0) ack 1       # dropped at the server’s input
      +5
      = server FIN-WAIT-1
      = client CLOSING
      < F. 1:1(0) ack 1
      > . 2:2(0) ack 2        # dropped too
      +200
      = server CLOSING
      > F. 1:1(0) ack 2
      = server TIME-WAIT 60000
      +3
      = client TIME-WAIT 60000
      < . 2:2(0) ack 2
      +5`)
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED FIN-WAIT-1 CLOSING TIME-WAIT')
    expect(story.of('discrepancy')).toEqual([])
    expect(story.path('server')).toMatch(/^LISTEN SYN-RECEIVED ESTABLISHED FIN-WAIT-1 (FIN-WAIT-2|CLOSING) TIME-WAIT$/)
  })
  it('fin_then_stale_fin: a kernel that says CLOSE-WAIT is believed', () => {
    const story = new Story({ kernel: true }).play(`
      = client ESTABLISHED
      = server ESTABLISHED ${HANDSHAKE}
      = client FIN-WAIT-1
      = server CLOSE-WAIT
      > F. 1:1(0) ack 1
      +5`)
    expect(story.path('server', { evidence: true })).toBe('LISTEN SYN-RECEIVED(i) ESTABLISHED(c) CLOSE-WAIT(c)')
  })
})

describe('FIN before data', () => {
  it('fin_overtakes_data: the receiver stays ESTABLISHED until the data is here', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 9:9(0) ack 1
      < . 1:1(0) ack 1`)
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED')
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED FIN-WAIT-1')
    story.play(`
      > P. 1:9(8) ack 1
      < . 1:1(0) ack 10`)
    expect(story.causes('server').at(-1)).toBe('received FIN #6')
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2')
  })
  it('holes_fill_backwards: the FIN counts when the last hole is filled', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 31:31(0) ack 1
      > P. 21:31(10) ack 1
      > P. 11:21(10) ack 1`)
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED')
    story.play('> P. 1:11(10) ack 1').finish()
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT')
  })
})

describe('segments that come again', () => {
  it('fin_again_and_again: nothing changes twice', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 1:1(0) ack 1
      < . 1:1(0) ack 2
      < F. 1:1(0) ack 2
      +200
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2
      +200
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2`)
    expect(story.path('client')).toBe(ACTIVE)
    expect(story.path('server')).toBe(PASSIVE)
    expect(story.of('timer').map((t) => t.event)).toEqual(['started', 'restarted', 'restarted'])
  })
  it('data_again_after_fin: an old copy changes nothing', () => {
    const story = new Story().play(`${EXCHANGE}
      > F. 9:9(0) ack 9
      > P. 1:9(8) ack 9
      < . 9:9(0) ack 10`)
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT')
  })
  it('keepalive_and_zero_window: probes change nothing', () => {
    const story = new Story().play(`${EXCHANGE}
      > . 8:8(0) ack 9
      < . 9:9(0) ack 9
      > . 8:9(1) ack 9
      < . 9:9(0) ack 9`)
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED')
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED')
  })
})

describe('RST', () => {
  it('abort: both ends are CLOSED at once, nobody waits', () => {
    const story = new Story().play(`${EXCHANGE}
      > R. 9:9(0) ack 9`)
    expect(story.causes('client').at(-1)).toBe('sent RST #8')
    expect(story.causes('server').at(-1)).toBe('received RST #8')
    expect(story.timeline.connections.get('c1')).toMatchObject({ closed: true, complete: true, timeWait: null })
  })
  it('shutdown_then_abort: FIN, then RST', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 1:1(0) ack 1
      < . 1:1(0) ack 2
      > R. 2:2(0) ack 1`)
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 CLOSED')
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT CLOSED')
  })
  it('data_for_an_orphan: its RST ends FIN-WAIT-2 and the peer', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 1:1(0) ack 1
      < . 1:1(0) ack 2
      < P. 1:9(8) ack 2
      > R 2:2(0)`)
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 CLOSED')
    expect(story.causes('server').at(-1)).toBe('received RST #7')
  })
  it('rst_in_window_but_not_next: a challenge ACK, and the connection goes on', () => {
    const story = new Story().play(`${HANDSHAKE}
      > R 101:101(0)
      < . 1:1(0) ack 1
      > R. 5000000:5000000(0) ack 1`)
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED')
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED')
  })
  it('rst_at_the_edge_of_what_is_queued: is taken', () => {
    const story = new Story().play(`${HANDSHAKE}
      > P. 9:19(10) ack 1
      > R. 19:19(0) ack 1`)
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED CLOSED')
  })
  it('rst_one_before_next_after_fin: Linux takes it', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 1:1(0) ack 1
      < . 1:1(0) ack 2
      > R 1:1(0)`)
    expect(story.path('server')).toBe('LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT CLOSED')
  })
  it('fin_for_a_refused_minisock: the RST in answer shows that there was no TIME-WAIT', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 1:1(0) ack 1
      < . 1:1(0) ack 2
      < F. 1:1(0) ack 2
      > R 2:2(0)`)
    expect(story.path('client')).toBe('CLOSED SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 CLOSED')
    expect(story.causes('client').at(-1)).toBe('removed by the kernel #7')
    expect(story.timeline.connections.get('c1')?.timeWait).toBeNull()
  })
  it('rst_from_time_wait: its socket must be gone', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 1:1(0) ack 1
      < F. 1:1(0) ack 2
      > . 2:2(0) ack 2
      +1000
      < F. 1:1(0) ack 2
      > R 2:2(0)`)
    expect(story.causes('client').at(-1)).toBe('removed by the kernel #8')
  })
})
