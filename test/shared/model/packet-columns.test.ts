import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PacketColumns } from '../../../src/shared/model/packet-columns'
import type { PacketCaptured } from '../../../src/shared/model/events'

const packet = (n: number, over: Partial<PacketCaptured> = {}): PacketCaptured => ({
  type: 'packet', at: n * 1000, n, conn: 'c1', from: '127.0.0.1:41234', to: '127.0.0.1:12345', flags: 'PSH,ACK', seq: 4_294_967_295, ack: 1, len: 4, win: 65_535, length: 70,
  caplen: 70, verdict: 'passed', rawSeq: 1, rawAck: 1, ...over
})

describe('packets in columns', () => {
  it('gives back what was put in, far past the first capacity', () => {
    const columns = new PacketColumns()
    for (let n = 1; n <= 5_000; n++) columns.push(packet(n, { conn: `c${1 + (n % 7)}`, verdict: n === 4_321 ? 'dropped' : 'passed' }))
    expect(columns.count).toBe(5_000)
    expect(columns.row(4_320)).toEqual({
      index: 4_320, n: 4_321, at: 4_321_000, conn: `c${1 + (4_321 % 7)}`, from: '127.0.0.1:41234', to: '127.0.0.1:12345', flags: 'PSH,ACK', seq: 4_294_967_295, ack: 1, len: 4,
      win: 65_535, length: 70, verdict: 'dropped'
    })
    expect(columns.row(5_000)).toBeUndefined()
    expect(columns.row(-1)).toBeUndefined()
  })
  it('finds a packet by its number, though numbers have holes', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 1 }), (numbers) => {
      const columns = new PacketColumns()
      const sorted = [...numbers].sort((a, b) => a - b)
      for (const n of sorted) columns.push(packet(n))
      sorted.forEach((n, index) => expect(columns.indexOf(n)).toBe(index))
      expect(columns.indexOf(10_001)).toBe(-1)
    }))
  })
})
