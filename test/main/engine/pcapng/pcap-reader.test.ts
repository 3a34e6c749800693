import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Stamp } from '../../../../src/main/engine/pcapng/items'
import { PcapReader } from '../../../../src/main/engine/pcapng/pcap-reader'
import { concat, cut, hex, places, readAll, type PlainItem } from './captures'

interface Record {
  readonly at: Stamp
  readonly data: Uint8Array
  readonly length: number
}

const MAGIC = { microseconds: 0xa1b2c3d4, nanoseconds: 0xa1b23c4d, modified: 0xa1b2cd34 }

/** A pcap file as draft-ietf-opsawg-pcap draws it; fractions of stamps are cut to the magic's units. */
function pcap(records: readonly Record[], magic: number, littleEndian: boolean, linkType = 1): Uint8Array {
  const header = new DataView(new ArrayBuffer(24))
  header.setUint32(0, magic, littleEndian)
  header.setUint16(4, 2, littleEndian)
  header.setUint16(6, 4, littleEndian)
  header.setUint32(16, 256, littleEndian)
  header.setUint32(20, linkType, littleEndian)
  const extra = magic === MAGIC.modified ? 8 : 0
  const parts = records.map(({ at, data, length }) => {
    const view = new DataView(new ArrayBuffer(16 + extra))
    const fraction = magic === MAGIC.nanoseconds ? at.nanoseconds : Math.floor(at.nanoseconds / 1000)
    for (const [i, value] of [at.seconds, fraction, data.length, length].entries()) view.setUint32(4 * i, value, littleEndian)
    return concat([new Uint8Array(view.buffer), data])
  })
  return concat([new Uint8Array(header.buffer), ...parts])
}

const read = (file: Uint8Array): PlainItem[] => readAll([file], new PcapReader())
const record = (fill: number, seconds = 1_795_341_600): Record => ({ at: { seconds, nanoseconds: 5000 * fill }, data: new Uint8Array(40).fill(fill),
  length: 40 })
const FOUR = [1, 2, 3, 4].map((fill) => record(fill))
const packets = (items: readonly PlainItem[]): unknown[] =>
  items.filter((item) => item.kind === 'packet').map(({ at, data, length }) => ({ at, data, length }))

describe('a classic pcap file', () => {
  it('is one section with one interface', () => {
    expect(read(pcap([], MAGIC.nanoseconds, false, 276))).toMatchObject([
      { kind: 'section', format: 'pcap', bigEndian: true }, { kind: 'interface', id: 0, linkType: 276, snapLength: 256, resolution: 9 }
    ])
  })

  it('gives its packets in both byte orders, with us and with ns, with longer records, however it is cut', () => {
    const records = fc.array(fc.record({
      at: fc.record({ seconds: fc.nat(0xffffffff), nanoseconds: fc.nat(999_999).map((us) => us * 1000) }), data: fc.uint8Array({ maxLength: 30 }),
      length: fc.integer({ min: 1, max: 0xffffffff })
    }), { maxLength: 8 })
    fc.assert(fc.property(records, fc.constantFrom(...Object.values(MAGIC)), fc.boolean(), places, (list, magic, littleEndian, where) => {
      expect(packets(readAll(cut(pcap(list, magic, littleEndian), where), new PcapReader()))).toEqual(list)
    }))
  })

  it('says that zeroes are no packets, however many, and goes on behind them', () => {
    for (const littleEndian of [true, false]) {
      const file = pcap(FOUR, MAGIC.microseconds, littleEndian)
      const at = 24 + 2 * 56
      for (const zeroes of [16, 17, 18, 19, 4_000]) {
        const holed = [file.subarray(0, at), new Uint8Array(zeroes), file.subarray(at)]
        for (const items of [read(concat(holed)), readAll(holed, new PcapReader())]) {
          expect(packets(items)).toEqual(packets(read(file)))
          expect(items.filter((item) => item.kind === 'damage')).toEqual([{ kind: 'damage', offset: at, reason: 'zeroes where a packet should begin', skipped: zeroes }])
        }
      }
      expect(read(concat([file, new Uint8Array(1_000)])).at(-1)).toEqual({ kind: 'damage', offset: file.length, reason: 'zeroes where a packet should begin', skipped: 1_000 })
    }
  })

  it('keeps the last nanosecond, and carries a fraction of more than a second', () => {
    const at = { seconds: 1, nanoseconds: 999_999_999 }
    expect(packets(read(pcap([{ ...record(1), at }], MAGIC.nanoseconds, true)))).toMatchObject([{ at }])
    const overfull = pcap([record(1, 7)], MAGIC.microseconds, true)
    new DataView(overfull.buffer).setUint32(28, 2_000_005, true)
    expect(packets(read(overfull))).toMatchObject([{ at: { seconds: 9, nanoseconds: 5000 } }])
  })

  it('leaves what its link type word says about check sequences aside', () => {
    expect(read(pcap([], MAGIC.microseconds, true, 0x1400_0001))[1]).toMatchObject({ linkType: 1 })
  })
})

describe('damage in it', () => {
  it('an impossible length is passed over up to two records that can be believed', () => {
    const file = pcap(FOUR, MAGIC.microseconds, true)
    new DataView(file.buffer).setUint32(24 + 56 + 8, 0xffff_fff0, true)
    const items = read(file)
    expect(items.filter((item) => item.kind === 'damage')).toEqual([{ kind: 'damage', offset: 80, reason: 'packet of 4294967280 bytes', skipped: 56 }])
    expect(packets(items)).toEqual([FOUR[0], FOUR[2], FOUR[3]])
  })

  it('and so is noise between two packets', () => {
    const file = pcap(FOUR, MAGIC.microseconds, true)
    const noisy = concat([file.subarray(0, 80), hex('ff'.repeat(61)), file.subarray(80)])
    const items = read(noisy)
    expect(items.filter((item) => item.kind === 'damage')).toMatchObject([{ offset: 80, skipped: 61 }])
    expect(packets(items)).toEqual(FOUR)
  })

  it('a file cut anywhere gives the packets that are whole', () => {
    const file = pcap(FOUR, MAGIC.microseconds, true)
    for (let length = 24; length < file.length; length++) {
      const whole = Math.floor((length - 24) / 56)
      const items = read(file.subarray(0, length))
      expect(packets(items)).toEqual(FOUR.slice(0, whole))
      const torn = { kind: 'damage', offset: 24 + 56 * whole, reason: 'the file ends within a packet', skipped: (length - 24) % 56 }
      expect(items.filter((item) => item.kind === 'damage')).toEqual(torn.skipped === 0 ? [] : [torn])
    }
  })

  it('a header that is none is all damage', () => {
    expect(read(hex('00'.repeat(100)))).toEqual([{ kind: 'damage', offset: 0, reason: 'not a pcap header', skipped: 100 }])
    expect(read(hex('d4c3b2a1'))).toEqual([{ kind: 'damage', offset: 0, reason: 'not a pcap header', skipped: 4 }])
    expect(read(hex(''))).toEqual([])
  })
})
