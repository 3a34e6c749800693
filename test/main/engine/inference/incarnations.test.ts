import { describe, expect, it } from 'vitest'
import { ns } from '../../../../src/shared/base/brand'
import { otherEnd } from '../../../../src/shared/tcp/state'
import type { End } from '../../../../src/shared/tcp/state'
import { HANDSHAKE, Story } from './story'

/** The client closes first and waits. */
const CLIENT_WAITS = `${HANDSHAKE}
  > F. 1:1(0) ack 1
  < F. 1:1(0) ack 2
  > . 2:2(0) ack 2`
/** The server closes first and waits. */
const SERVER_WAITS = `${HANDSHAKE}
  < F. 1:1(0) ack 1
  > F. 1:1(0) ack 2
  < . 2:2(0) ack 2`

describe('the next incarnation of a 4-tuple', () => {
  it('syn_at_a_time_wait: recycles it, once the SYN is answered', () => {
    const story = new Story().play(SERVER_WAITS).reincarnate(2_000_000, 3_000_065_538).play('> S 0:0(0)')
    expect(story.placed.at(-1)).toBe('c2')
    expect(story.path('server')).toMatch(/TIME-WAIT$/)
    story.play(`
      < S. 0:0(0) ack 1
      > . 1:1(0) ack 1`)
    expect(story.causes('server', 'c1').at(-1)).toBe('recycled by SYN #8')
    expect(story.path('server', { conn: 'c2' })).toBe('LISTEN SYN-RECEIVED ESTABLISHED')
    expect(story.path('client', { conn: 'c2' })).toBe('CLOSED SYN-SENT ESTABLISHED')
    expect(story.placed.slice(-3)).toEqual(['c2', 'c2', 'c2'])
    expect(story.relative.slice(-3)).toEqual(['client 0 0 begins', 'server 0 1', 'client 1 1'])
  })
  it('connect_from_a_time_wait: reuses it', () => {
    const story = new Story().play(CLIENT_WAITS).reincarnate(2_000_000, 9_000).play('> S 0:0(0) ts 100 ecr 50')
    expect(story.causes('client', 'c1').at(-1)).toBe('reused by connect() #7')
    expect(story.path('client', { conn: 'c2' })).toBe('CLOSED SYN-SENT')
  })
  it('old_syn_at_a_time_wait: refused with an ACK, so it begins nothing and ends nothing', () => {
    const story = new Story().play(SERVER_WAITS).play('> S -500:-500(0)').play('< . 2:2(0) ack 2')
    expect(new Set(story.placed)).toEqual(new Set(['c1']))
    expect(story.path('server')).toMatch(/TIME-WAIT$/)
    expect(story.path('client')).toMatch(/CLOSED$/)
  })
  it('old_syn_refused_then_taken: its RST ends TIME-WAIT, the SYN comes again, and the connection begins with the first SYN', () => {
    const story = new Story().play(SERVER_WAITS)
      .play('> S -500:-500(0)').play('< . 2:2(0) ack 2').play('> R 2:2(0)')
    expect(story.causes('server').at(-1)).toBe('received RST #9')
    story.play('+1000').reincarnate(1_000_000 - 500, 77_000).play(HANDSHAKE)
    expect(story.path('client', { conn: 'c2' })).toBe('CLOSED SYN-SENT ESTABLISHED')
    expect(story.causes('client', 'c2')[0]).toBe('sent SYN #7')
    expect(story.causes('server', 'c2')).toEqual(['received SYN #10', 'received ACK of SYN #12'])
  })
  it('old_syn_answered_all_the_same: then it was a connection', () => {
    const story = new Story().play(SERVER_WAITS).play('> S -500:-500(0)').reincarnate(1_000_000 - 500, 77_000).play(`
      < S. 0:0(0) ack 1
      > . 1:1(0) ack 1`)
    expect(story.causes('server', 'c1').at(-1)).toBe('recycled by SYN #8')
    expect(story.causes('client', 'c2')).toEqual(['sent SYN #7', 'received SYN,ACK #8'])
    expect(story.causes('server', 'c2')).toEqual(['received SYN #7', 'received ACK of SYN #9'])
  })
  it('syn_with_a_newer_timestamp: recycles whatever its sequence number', () => {
    const story = new Story().play(`
      > S 0:0(0) ts 10
      < S. 0:0(0) ack 1 ts 10 ecr 10
      > . 1:1(0) ack 1 ts 10 ecr 10
      < F. 1:1(0) ack 1 ts 11 ecr 10
      > F. 1:1(0) ack 2 ts 11 ecr 11
      < . 2:2(0) ack 2 ts 11 ecr 11
      > S -500:-500(0) ts 12`)
    expect(story.placed.at(-1)).toBe('c2')
    story.play('> S -700:-700(0) ts 9')
    expect(story.placed.at(-1)).toBe('c3')
  })
  it('syn_at_last_ack: a challenge ACK, the RST it earns, and the SYN again', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 1:1(0) ack 1
      < F. 1:1(0) ack 2`).reincarnate(5_000, 3_000_000_000).play('> S 0:0(0)').reincarnate(1_000_000, 3_000_000_000).play(`
      < . 2:2(0) ack 2
      > R 2:2(0)`).reincarnate(5_000, 8_000).play(HANDSHAKE)
    expect(story.placed).toEqual(['c1', 'c1', 'c1', 'c1', 'c1', 'c2', 'c1', 'c1', 'c2', 'c2', 'c2'])
    expect(story.path('server', { conn: 'c1' })).toBe('LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED')
    expect(story.causes('server', 'c1').at(-1)).toBe('received RST #8')
    expect(story.path('client', { conn: 'c2' })).toBe('CLOSED SYN-SENT ESTABLISHED')
  })
  it('two_attempts_at_last_ack: both challenged, and the old one is still there for the second', () => {
    const story = new Story().play(`${HANDSHAKE}
      > F. 1:1(0) ack 1
      < F. 1:1(0) ack 2`).reincarnate(5_000, 3_000_000_000).play('> S 0:0(0)').reincarnate(9_000, 3_000_000_000).play('> S 0:0(0)')
      .reincarnate(1_000_000, 3_000_000_000).play(`
      < . 2:2(0) ack 2
      > R 2:2(0)`)
    expect(story.placed.slice(-4)).toEqual(['c2', 'c3', 'c1', 'c1'])
    expect(story.causes('client', 'c2')).toEqual(['sent SYN #6', 'close()'])
    expect(story.causes('server', 'c1').at(-1)).toBe('received RST #9')
  })
  it('syn_at_established: is none of the end’s own while it is open, and challenged', () => {
    const story = new Story().play(HANDSHAKE).play('> S 500:500(0)').play('< . 1:1(0) ack 1')
    expect(new Set(story.placed)).toEqual(new Set(['c1']))
    expect([story.path('client'), story.path('server')]).toEqual(['CLOSED SYN-SENT ESTABLISHED', 'LISTEN SYN-RECEIVED ESTABLISHED'])
  })
  it('syn_after_a_refusal: another connection, another attempt', () => {
    const story = new Story().play(`
      > S 0:0(0)
      < R. 0:0(0) ack 1`).reincarnate(77, 88).play(HANDSHAKE)
    expect(story.placed).toEqual(['c1', 'c1', 'c2', 'c2', 'c2'])
    expect(story.path('server', { conn: 'c2' })).toBe('LISTEN SYN-RECEIVED ESTABLISHED')
  })
  it('roles_turned: the old server connects back', () => {
    const story = new Story().play(`${HANDSHAKE}
      > R. 1:1(0) ack 1`).reincarnate(77, 88).play(`
      < S 0:0(0)
      > S. 0:0(0) ack 1
      < . 1:1(0) ack 1`)
    expect(story.transitions('client', 'c2').map((t) => t.local)).toEqual(['127.0.0.1:12345', '127.0.0.1:12345'])
    expect(story.path('client', { conn: 'c2' })).toBe('CLOSED SYN-SENT ESTABLISHED')
  })
  it('late_segments_of_an_ended_connection: are still its own', () => {
    const story = new Story().play(`${HANDSHAKE}
      > R. 1:1(0) ack 1
      +3000
      < P. 1:9(8) ack 1
      > R 1:1(0)`)
    expect(new Set(story.placed)).toEqual(new Set(['c1']))
  })
  it('data_of_another_life: begins a connection whose SYN was not captured', () => {
    const story = new Story().play(`${HANDSHAKE}
      > R. 1:1(0) ack 1
      > P. 900000:900008(8) ack 5`)
    expect(story.placed.at(-1)).toBe('c2')
    expect(story.causes('client', 'c2')).toEqual(['already open #5'])
  })
})

/** The same, with a kernel that holds the TIME-WAIT from the first FIN on. */
const waits = (end: End, script: string): Story => new Story({ kernel: true }).play(`
  = client ESTABLISHED
  = server ESTABLISHED
  ${script.replace(/[<>] F/, `+30\n= ${end} TIME-WAIT 60000\n= ${otherEnd(end)} gone\n$&`)}
  +30`)

describe('the next incarnation, with a kernel to ask', () => {
  it('confirms the end of the old one by the cookie of the new one', () => {
    const story = waits('server', SERVER_WAITS).reincarnate(2_000_000, 3_000_065_538).play(`
      = server gone
      = client SYN-SENT
      = server SYN-RECEIVED
      > S 0:0(0)
      < S. 0:0(0) ack 1
      +5`)
    expect(story.transitions('server', 'c1').at(-1)).toMatchObject({ from: 'TIME-WAIT', cause: 'recycled by SYN', evidence: 'confirmed' })
    expect(story.path('server', { conn: 'c2', evidence: true })).toBe('LISTEN SYN-RECEIVED(c)')
    const reusing = waits('client', CLIENT_WAITS).reincarnate(2_000_000, 9_000).play(`
      = client gone
      = client SYN-SENT
      > S 0:0(0)
      +5`)
    expect(reusing.transitions('client', 'c1').at(-1)).toMatchObject({ cause: 'reused by connect()', evidence: 'confirmed' })
  })
  it('forged_syn: the old TIME-WAIT is still there, so nobody has connected', () => {
    const story = waits('client', CLIENT_WAITS).reincarnate(2_000_000, 9_000).play(`
      > S 0:0(0)
      +5`)
    expect(story.path('client', { conn: 'c1' })).toMatch(/TIME-WAIT$/)
    expect(story.path('client', { conn: 'c2' })).toBe('')
    expect(story.of('discrepancy')).toEqual([])
  })
  it('forged_syn_taken: the server answers it, the client’s RST shows that there is nobody', () => {
    const story = waits('server', SERVER_WAITS).reincarnate(2_000_000, 3_000_065_538).play(`
      = server gone
      = server SYN-RECEIVED
      > S 0:0(0)
      < S. 0:0(0) ack 1
      = server gone
      > R 1:1(0)
      +5`)
    expect(story.path('client', { conn: 'c2' })).toBe('')
    expect(story.path('server', { conn: 'c2' })).toBe('LISTEN SYN-RECEIVED LISTEN')
    expect(story.causes('server', 'c1').at(-1)).toBe('recycled by SYN #8')
  })
})

describe('a recording', () => {
  it('says which packet begins which connection', () => {
    const story = new Story()
    const lo = story.book.fromText('127.0.0.1')
    story.tracker.onRecordedBegin(7, lo, 41_000, lo, 12_345, ns(1_020_000))
    story.tracker.onRecordedBegin(9, lo, 12_345, lo, 41_000, ns(1_060_000))
    story.play(`
      > . 1:1(0) ack 1
      < . 1:1(0) ack 1
      > S 400000:400000(0)
      < P. 1:9(8) ack 1`)
    expect(story.placed).toEqual(['c7', 'c7', 'c9', 'c9'])
    expect(story.relative.map((line) => line.split(' ')[0])).toEqual(['client', 'server', 'server', 'client'])
  })
})
