import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BatchIntake } from '../../../src/shared/batch/batch-intake'
import { BatchReader } from '../../../src/shared/batch/batch-reader'
import { BatchWriter } from '../../../src/shared/batch/batch-writer'
import { MOST_ROWS } from '../../../src/shared/batch/layout'
import { ns } from '../../../src/shared/base/brand'
import { emptySegment } from '../../../src/shared/model/segment'
import { Kept } from './kept'

const place = { fromEnd: 'server', relativeSeq: 1, relativeAck: 2 } as const
function small(writer = new BatchWriter()): Uint8Array {
  const conn = writer.name('c1', '127.0.0.1:41234', '127.0.0.1:80')
  writer.push('{"type":"step","at":0,"id":"s","title":"한 걸음"}')
  for (let i = 0; i < 3; i++) writer.packet(conn, { ...emptySegment(), at: ns(i) }, place, 'dropped')
  writer.transition(conn, { at: 3, end: 'client', from: 'SYN-SENT', to: 'ESTABLISHED', evidence: 'confirmed', cause: 'received SYN,ACK', packet: 2 })
  writer.timer(conn, 4, 'server', 'time-wait', 'started', 60_000)
  return writer.take()
}
/** A header word of a batch: see layout.ts. */
const withWord = (bytes: Uint8Array, word: number, value: number): Uint8Array => {
  const changed = bytes.slice()
  new DataView(changed.buffer).setUint32(4 * word, value, true)
  return changed
}

describe('a batch', () => {
  it('is read wherever it lies in memory', () => {
    const bytes = small()
    for (const offset of [0, 1, 5, 8]) {
      const there = new Uint8Array(bytes.length + offset)
      there.set(bytes, offset)
      const read = new BatchReader().read(there.subarray(offset))
      expect(read).toMatchObject({ ok: true, value: { first: true, packets: { count: 3 }, transitions: { count: 1 }, timers: { count: 1 } } })
    }
  })
  it('that is full says so, and the next one goes on', () => {
    const writer = new BatchWriter()
    const reader = new BatchReader()
    const conn = writer.name('c1', 'a', 'b')
    for (let i = 0; i < MOST_ROWS; i++) {
      expect(writer.full).toBe(false)
      writer.packet(conn, emptySegment(), place, 'passed')
    }
    expect(writer.full).toBe(true)
    expect(reader.read(writer.take())).toMatchObject({ ok: true, value: { packets: { count: MOST_ROWS } } })
    writer.packet(conn, emptySegment(), place, 'passed')
    expect(reader.read(writer.take())).toMatchObject({ ok: true, value: { first: false, namedBefore: 1, packets: { count: 1 } } })
  })
  it('is written where one that was given back had been', () => {
    const writer = new BatchWriter()
    const first = small(writer)
    writer.giveBack(first)
    expect(small(writer).buffer).toBe(first.buffer)
  })
  it('that is missing is noticed; one that begins a session may always come', () => {
    const writer = new BatchWriter()
    const reader = new BatchReader()
    const [first, , third] = [small(writer), small(writer), small(writer)]
    expect(reader.read(first).ok).toBe(true)
    expect(reader.read(third)).toEqual({ ok: false, error: 'batch 2 in place of 1' })
    expect(reader.read(first).ok).toBe(true)
  })
  it.each([
    ['another version', 0, 1], ['more packets than there are', 2, 4], ['more packets than any batch has', 2, 0xffff_ffff], ['more runs', 5, 1_000], ['fewer runs', 5, 3], ['more names', 6, 2],
    ['no names', 6, 0], ['a longer text', 8, 0xffff_fff0]
  ])('with %s is refused', (_name, word, value) => {
    expect(new BatchReader().read(withWord(small(), word, value)).ok).toBe(false)
  })
  it('of any bytes is read or refused, and leads nowhere', () => {
    const bytes = small()
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 }), fc.nat(bytes.length), (changes, length) => {
      const changed = bytes.slice(0, length % 3 === 0 ? length : bytes.length)
      for (const [at, value] of changes) changed[at] = value
      const batch = new BatchReader().read(changed)
      if (batch.ok) new BatchIntake(new Kept()).take(batch.value, (index) => expect(batch.value.lines[index]).toBeDefined())
    }), { numRuns: 2_000 })
  })
})
