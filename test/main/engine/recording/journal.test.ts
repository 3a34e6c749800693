import { describe, expect, it } from 'vitest'
import { asLines, beginFields, eventFields, journalStart } from '../../../../src/main/engine/recording/journal'
import { readJournal } from '../../../../src/main/engine/recording/read-journal'
import type { SessionEvent } from '../../../../src/shared/model/events'

const START = journalStart(1_795_341_600_123_456_789n)
const transition: SessionEvent = {
  type: 'transition', at: 1_500, conn: 'c1', end: 'client', local: '127.0.0.1:41234', remote: '127.0.0.1:12345', from: 'FIN-WAIT-2', to: 'TIME-WAIT',
  evidence: 'confirmed', cause: 'received FIN', packet: 9
}
const begin = { at: 0, conn: 'c1', client: '127.0.0.1:41234', server: '127.0.0.1:12345' }

describe('events as journal entries', () => {
  it('are a row for people and the whole event for us, at the instant in us since 1970', () => {
    const fields = eventFields(transition, JSON.stringify(transition), START)
    expect(asLines(fields)).toBe([
      '__REALTIME_TIMESTAMP=1795341600123458', 'SYSLOG_IDENTIFIER=twlab', 'PRIORITY=6',
      'MESSAGE=c1 client FIN-WAIT-2 -> TIME-WAIT: received FIN [confirmed]', `TWLAB_EVENT=${JSON.stringify(transition)}`, ''
    ].join('\n'))
    expect(readJournal(fields)).toMatchObject({ kind: 'event', event: transition })
  })

  it('say where a connection begins', () => {
    expect(readJournal(beginFields(begin, START))).toEqual({ kind: 'begin', begin })
  })

  it('are no lines when somebody wrote more than one', () => {
    const note: SessionEvent = { type: 'note', at: 0, id: 'n1', text: 'first\nsecond' }
    const fields = eventFields(note, JSON.stringify(note), START)
    expect(asLines(fields)).toBeUndefined()
    expect(readJournal(fields)).toMatchObject({ kind: 'event', event: note })
  })
})

describe('reading a foreign entry back', () => {
  it('leaves somebody else\'s alone', () => {
    expect(readJournal([['MESSAGE', 'Started Session 1.']])).toEqual({ kind: 'foreign' })
  })

  it.each([
    ['TWLAB_EVENT', 'no JSON'], ['TWLAB_EVENT', '{"type":"transition","to":"TIME_WAIT"}'], ['TWLAB_EVENT', new Uint8Array([0xff])],
    // Endpoints, flags and the like stand in our JSON as they are: a quotation mark in them would end it.
    ['TWLAB_EVENT', JSON.stringify({ ...transition, local: '","type":"result' })], ['TWLAB_EVENT', JSON.stringify({ ...transition, remote: '[::1]:80\u001b[2J' })],
    ['TWLAB_EVENT', JSON.stringify({
      type: 'packet', at: 0, n: 1, conn: 'c1', from: '127.0.0.1:1', to: '127.0.0.1:2', flags: '"', seq: 0, ack: 0, len: 0, win: 0, length: 0, caplen: 0, verdict: 'passed', rawSeq: 0, rawAck: 0
    })],
    ['TWLAB_EVENT', '{"type":"recording","at":0,"session":"x","chain":"intact","links":9}'],
    ['TWLAB_BEGIN', '{"conn":"c0"}'], ['TWLAB_BEGIN', '[]']
  ])('calls %s damaged when it is not what it says', (name, value) => {
    expect(readJournal([[name, value]]).kind).toBe('damaged')
  })
})
