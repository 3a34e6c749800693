import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PcapReader } from '../../../../src/main/engine/pcapng/pcap-reader'
import { bigEndian } from './big-endian'
import { concat, cut, HEAD, hex, packet, places, readAll, recording, type PlainItem } from './captures'

/** Hostile input must end: with what is readable, and with damages that lie within the file, in order, and never overlap. */
function expectSane(items: readonly PlainItem[], length: number): void {
  let end = 0
  for (const item of items) {
    if (item.kind !== 'damage') continue
    expect(item.offset).toBeGreaterThanOrEqual(item.skipped === 0 ? 0 : end)
    expect(item.offset + item.skipped).toBeLessThanOrEqual(length)
    expect(item.reason).not.toBe('')
    end = item.offset + item.skipped
  }
}

const changes = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), { minLength: 1, maxLength: 6 })
function mutated(file: Uint8Array, list: readonly (readonly [number, number])[]): Uint8Array {
  const copy = file.slice()
  for (const [place, value] of list) copy[Math.floor(place * copy.length)] = value
  return copy
}

describe('whatever the bytes', () => {
  it('a recording with some of them changed is read to its end, in any chunks alike', () => {
    fc.assert(fc.property(recording, changes, places, (things, list, where) => {
      const file = mutated(concat(things.map((thing) => thing.bytes)), list)
      const items = readAll([file])
      expectSane(items, file.length)
      expect(readAll(cut(file, where)).filter((item) => item.kind !== 'damage')).toEqual(items.filter((item) => item.kind !== 'damage'))
    }), { numRuns: 500 })
  })

  it('a recording with a part missing is read to its end', () => {
    fc.assert(fc.property(recording, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(60), (things, place, length) => {
      const file = concat(things.map((thing) => thing.bytes))
      const from = Math.floor(place * file.length)
      const holed = concat([file.subarray(0, from), file.subarray(from + length)])
      expectSane(readAll([holed]), holed.length)
    }), { numRuns: 300 })
  })

  it('noise is one damage after another, not a crash', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
      expectSane(readAll([noise]), noise.length)
      expectSane(readAll([concat([HEAD, noise])]), HEAD.length + noise.length)
      expectSane(readAll([noise], new PcapReader()), noise.length)
      expectSane(readAll([concat([hex('d4c3b2a1 02000400 00000000 00000000 ffff0000 01000000'), noise])], new PcapReader()), 24 + noise.length)
    }), { numRuns: 300 })
  })
})

describe('no length is believed before it is checked', () => {
  it('a file of headers that each claim 16 MiB is read without holding more than that', () => {
    const liar = hex('06000000 00000001 00000000')
    const file = concat([HEAD, ...Array.from({ length: 20_000 }, () => liar), packet(1)])
    const before = process.memoryUsage().arrayBuffers
    const items = readAll(cut(file, [0.25, 0.5, 0.75]))
    expect(items.map((item) => item.kind)).toEqual(['section', 'interface', 'damage', 'packet'])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(80 * 1024 * 1024)
  })

  it('gigabytes of zeroes are passed over chunk by chunk', () => {
    const zeroes = new Uint8Array(1024 * 1024)
    const items = readAll([HEAD, ...Array.from({ length: 32 }, () => zeroes), packet(1)])
    expect(items.slice(2)).toMatchObject([{ kind: 'damage', offset: HEAD.length, reason: 'block length 0', skipped: 32 * zeroes.length }, { kind: 'packet' }])
  })

  it('behind zeroes of any number the next block is found, in either byte order', () => {
    for (const block of [packet(1), bigEndian(concat([HEAD, packet(1)])).subarray(HEAD.length)]) {
      const head = block[0] === 0 ? bigEndian(HEAD) : HEAD
      for (let zeroes = 1; zeroes <= 40; zeroes++) {
        const items = readAll([concat([head, new Uint8Array(zeroes), block])])
        expect(items.map(({ kind }) => kind)).toEqual(['section', 'interface', 'damage', 'packet'])
        expect(items[2]).toMatchObject({ skipped: zeroes })
      }
    }
  })

  it('a file given byte by byte is read in linear time', () => {
    const file = concat([HEAD, packet(1, { data: new Uint8Array(60_000) }), packet(2)])
    expect(readAll(Array.from(file, (_, i) => file.subarray(i, i + 1))).map((item) => item.kind)).toEqual(['section', 'interface', 'packet', 'packet'])
  })
})
