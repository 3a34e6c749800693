import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeJournalEntry } from '../../../../src/main/engine/pcapng/decode-journal'
import { encodeJournalEntry } from '../../../../src/main/engine/pcapng/encode-journal'
import type { JournalField } from '../../../../src/main/engine/pcapng/items'
import { journalFields } from './captures'

const STAMP: JournalField = ['__REALTIME_TIMESTAMP', '1795341600123456']
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
const body = (block: Uint8Array): Uint8Array => block.subarray(8, -4)

describe('a journal entry written', () => {
  it('is lines of text', () => {
    const block = encodeJournalEntry([STAMP, ['MESSAGE', 'c1 client FIN-WAIT-2 -> TIME-WAIT'], ['EMPTY', '']])
    expect(Buffer.from(body(block)).toString().replace(/\0*$/, '')).toBe('__REALTIME_TIMESTAMP=1795341600123456\nMESSAGE=c1 client FIN-WAIT-2 -> TIME-WAIT\nEMPTY=\n')
  })

  it('has a value of several lines in the binary form, whose length is little-endian', () => {
    const block = encodeJournalEntry([STAMP, ['NOTE', 'one\ntwo']])
    expect(Buffer.from(body(block)).toString('latin1')).toContain('NOTE\n\x07\0\0\0\0\0\0\0one\ntwo\n')
  })

  it('is a bug without a time stamp, or with a name that systemd would refuse', () => {
    expect(() => encodeJournalEntry([['MESSAGE', 'x']])).toThrow('__REALTIME_TIMESTAMP')
    for (const name of ['', 'lower', '1ST', 'A B', 'A=B', 'A'.repeat(65)]) expect(() =>
      encodeJournalEntry([STAMP, [name, 'x']])).toThrow('journal field name')
  })
})

describe('a journal entry read', () => {
  it('is what was written, whatever the values', () => {
    fc.assert(fc.property(journalFields, (fields) => {
      expect(decodeJournalEntry(body(encodeJournalEntry(fields)))).toEqual({ fields, whole: true })
    }), { numRuns: 300 })
  })

  it('may end with an empty line, and without the last newline', () => {
    expect(decodeJournalEntry(bytes('A=1\nB=2\n\n\0\0')).fields).toEqual([['A', '1'], ['B', '2']])
    expect(decodeJournalEntry(bytes('A=1\nB=2')).fields).toEqual([['A', '1'], ['B', '2']])
  })

  it('takes everything behind the first equals sign as the value', () => {
    expect(decodeJournalEntry(bytes('A=b=c\n')).fields).toEqual([['A', 'b=c']])
  })

  it.each([
    ['a binary field longer than the entry', 'A=1\nB\n\xff\0\0\0\0\0\0\0xy\n'],
    ['a length beyond all measure', 'A=1\nB\n\xff\xff\xff\xff\xff\xff\xff\xffxy\n'],
    ['a length that is cut off', 'A=1\nB\n\x01\0\0'], ['no newline behind a binary value', 'A=1\nB\n\x01\0\0\0\0\0\0\0xy\n'], ['a name alone', 'A=1\nB']
  ])('stops at %s, and says so', (_, text) => {
    expect(decodeJournalEntry(bytes(text))).toEqual({ fields: [['A', '1']], whole: false })
  })

  it('of more than 1,024 fields is read that far', () => {
    const { fields, whole } = decodeJournalEntry(bytes('A=1\n'.repeat(2000)))
    expect([fields.length, whole]).toEqual([1024, false])
  })
})
