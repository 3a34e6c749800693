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
    expect(story.causes('server')).toEqual(['received SYN #1', 'received ACK of SYN #3', 'received FIN #8', 'sent FIN #10', 'received ACK of FIN #11'])
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
})
