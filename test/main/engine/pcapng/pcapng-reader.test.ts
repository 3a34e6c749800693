import { describe, expect, it } from 'vitest'
import { BLOCK } from '../../../../src/main/engine/pcapng/constants'
import { encodeJournalEntry } from '../../../../src/main/engine/pcapng/encode-journal'
import { encodeInterface, encodeSectionHeader, encodeStatistics } from '../../../../src/main/engine/pcapng/encode-section'
import { BATCH_CAPACITY } from '../../../../src/main/engine/pcapng/packet-columns'
import { PcapngReader } from '../../../../src/main/engine/pcapng/pcapng-reader'
import { bigEndian } from './big-endian'
import { AT, concat, HEAD, hex, INTERFACE, packet, readAll, SECTION, type PlainItem } from './captures'

const block = (type: number, body: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(12 + body.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, type, true)
  for (const at of [4, bytes.length - 4]) view.setUint32(at, bytes.length, true)
  bytes.set(body, 8)
  return bytes
}
const kinds = (items: readonly PlainItem[]): string[] => items.map((item) => (item.kind === 'packet' ? `packet ${item.data[0] ?? ''}` : item.kind))
const damages = (items: readonly PlainItem[]): PlainItem[] => items.filter((item) => item.kind === 'damage')
/** An obsolete Packet Block of two bytes, inbound. */
const oldPacket = (drops: string): Uint8Array => block(BLOCK.packet, hex(`0000 ${drops} ac55ea18 150dd755 02000000 3c000000 aabb0000 0200 0400 01000000`))
/** A packet of no bytes with epb_flags. */
const outbound = (end: string): Uint8Array => block(BLOCK.enhancedPacket, hex(`00000000 00000000 00000000 00000000 00000000 0200 0400 02000000 ${end}`))
const JOURNAL = encodeJournalEntry([['__REALTIME_TIMESTAMP', '1'], ['MESSAGE', 'between']])

describe('the order of a file is kept', () => {
  it('between packets, journal entries and statistics', () => {
    const file = concat([HEAD, packet(1), packet(2), JOURNAL, packet(3), encodeStatistics({ interfaceId: 0, at: AT }), JOURNAL, packet(4)])
    expect(kinds(readAll([file]))).toEqual([
      'section', 'interface', 'packet 1', 'packet 2', 'journal', 'packet 3', 'statistics', 'journal', 'packet 4'
    ])
  })

  it('over batches of more packets than one holds', () => {
    const many = BATCH_CAPACITY * 2 + 5
    const file = concat([HEAD, ...Array.from({ length: many }, (_, i) => packet(i % 256))])
    const packets = readAll([file]).filter((item) => item.kind === 'packet')
    expect(packets.map((one) => one.data[0])).toEqual(Array.from({ length: many }, (_, i) => i % 256))
  })
})

describe('packets stay where they are', () => {
  it('in the chunk given, when it holds whole blocks', () => {
    const reader = new PcapngReader()
    const file = concat([HEAD, packet(1), packet(2)])
    reader.push(file)
    const items = [reader.next(), reader.next(), reader.next()]
    expect(items[2]?.kind === 'packets' && items[2].batch.bytes.buffer === file.buffer).toBe(true)
  })

  it('and in the next chunk, when it has room before it for what was left over', () => {
    const file = concat([HEAD, packet(1), packet(2)])
    const half = HEAD.length + 50
    const second = new Uint8Array(1000)
    second.set(file.subarray(half), 500)
    const reader = new PcapngReader()
    reader.push(file.slice(0, half))
    while (reader.next() !== undefined);
    reader.push(second.subarray(500, 500 + file.length - half), 500)
    const item = reader.next()
    expect(item?.kind === 'packets' && item.batch.count === 1 && item.batch.bytes.buffer === second.buffer).toBe(true)
  })
})

describe('interfaces', () => {
  it('count from 0 in each section, and give their packets link type and resolution', () => {
    const microseconds = hex('01000000 14000000 7100 0000 00000000 14000000')
    const second = concat([encodeSectionHeader({}), encodeInterface({ linkType: 276, snapLength: 0 })])
    const items = readAll([concat([HEAD, microseconds, packet(1, { interfaceId: 1, at: { seconds: 1, nanoseconds: 5 } }), second, packet(2)])])
    const described = items.filter((item) => item.kind === 'interface').map(({ id, linkType, resolution }) => [id, linkType, resolution])
    const stamped = items.filter((item) => item.kind === 'packet').map(({ linkType, at }) => [linkType, at])
    expect(described).toEqual([[0, 1, 9], [1, 113, 6], [0, 276, 9]])
    expect(stamped).toEqual([[113, { seconds: 1000, nanoseconds: 5000 }], [276, AT]])
  })

  it('add their if_tsoffset to stamps of packets and of statistics', () => {
    const idb = hex('01000000 24000000 0100 0000 00000000 0e00 0800 feffffffffffffff 0000 0000 24000000')
    const items = readAll([concat([SECTION, idb, hex('05000000 18000000 00000000 00000000 40420f00 18000000')])])
    expect(items.slice(1)).toMatchObject([{ kind: 'interface', offsetSeconds: -2 }, { kind: 'statistics', at: { seconds: -1, nanoseconds: 0 } }])
  })
})

describe('what others write', () => {
  it('Simple Packet Blocks: cut to the snap length, with the stamp of the packet before them', () => {
    const small = encodeInterface({ linkType: 1, snapLength: 5 })
    const simple = block(BLOCK.simplePacket, hex('64000000 0102030405 000000'))
    const reader = new PcapngReader()
    reader.push(concat([SECTION, small, simple, packet(1), simple]))
    reader.end()
    const items = [reader.next(), reader.next(), reader.next()]
    const batch = items[2]?.kind === 'packets' ? items[2].batch : undefined
    expect([batch?.count, batch?.unstamped, [...(batch?.capturedLengths.subarray(0, 3) ?? [])],
      [...(batch?.lengths.subarray(0, 3) ?? [])]]).toEqual([3, 2, [5, 8, 5], [100, 8, 100]])
    expect([...(batch?.seconds.subarray(0, 3) ?? [])]).toEqual([0, AT.seconds, AT.seconds])
  })

  it('the obsolete Packet Block, with its 16-bit interface, drops count and flags', () => {
    const file = concat([HEAD, oldPacket('0700'), oldPacket('ffff'), oldPacket('0000')])
    for (const order of [file, bigEndianWithOldPackets(file)]) {
      const packets = readAll([order]).filter((item) => item.kind === 'packet')
      expect(packets.map(({ dropCount, flags, at, data, length }) => [dropCount, flags, at, data, length])).toEqual([
        [7, 1, AT, hex('aabb'), 60], [undefined, 1, AT, hex('aabb'), 60], [undefined, 1, AT, hex('aabb'), 60]
      ])
    }
  })

  it('packets captured longer than they were', () => {
    expect(readAll([concat([HEAD, packet(1, { length: 4 })])])[2]).toMatchObject({ data: new Uint8Array(8).fill(1), length: 4 })
  })

  it('secrets, custom and unknown blocks come as they are', () => {
    const file = concat([HEAD, block(BLOCK.decryptionSecrets, hex('4c534b54 00000000')), block(BLOCK.customNoCopy, hex('d97e0000 01020304')),
      block(0x80000001, hex(''))])
    expect(readAll([file]).slice(2)).toEqual([
      { kind: 'opaque', type: 10, body: hex('4c534b54 00000000') }, { kind: 'opaque', type: 0x40000bad, body: hex('d97e0000 01020304') },
      { kind: 'opaque', type: 0x80000001, body: hex('') }
    ])
  })

  it('names of hardware addresses are passed over, those of IP addresses kept', () => {
    const body = hex('0300 0900 0200000000016d 0000 000000 0100 0700 7f000001 6c6f00 00 0000 0000')
    expect(readAll([concat([HEAD, block(BLOCK.nameResolution, body)])])[2]).toEqual({ kind: 'names', records: [{ address: hex('7f000001'), names: ['lo'] }] })
  })

  it('epb_flags alone, with and without an end of options', () => {
    const packets = readAll([concat([HEAD, outbound('0000 0000'), outbound('')])]).filter((item) => item.kind === 'packet')
    expect(packets.map((one) => one.flags)).toEqual([2, 2])
  })
})

function bigEndianWithOldPackets(file: Uint8Array): Uint8Array {
  const swapped = bigEndian(file)
  const view = new DataView(swapped.buffer)
  for (let at = HEAD.length; at < file.length; at += view.getUint32(at + 4)) {
    for (const place of [8, 10, 32, 34]) view.setUint16(at + place, view.getUint16(at + place, true))
    for (const place of [12, 16, 20, 24, 36]) view.setUint32(at + place, view.getUint32(at + place, true))
  }
  return swapped
}

describe('damage is named with its place, and the rest is read', () => {
  const bad = packet(2)
  const changed = (at: number, value: number): Uint8Array => {
    const copy = bad.slice()
    new DataView(copy.buffer).setUint32(at, value, true)
    return copy
  }
  const offset = HEAD.length + packet(1).length

  it.each([
    ['a block length of 0', changed(4, 0), 'block length 0'], ['a block length of 8', changed(4, 8), 'block length 8'],
    ['a block length beyond 16 MiB', changed(4, 0x7ffffffc), 'block length 2147483644'],
    ['an odd block length', changed(4, 41), 'block length 41, not a multiple of 4'],
    ['another length at the end', changed(36, 44), 'block length 40 at its start and 44 at its end'],
    ['an interface that is not there', changed(8, 7), 'packet of interface 7, which is not described'],
    ['more bytes than the block holds', changed(20, 9), 'packet of 9 bytes in a block of 40'],
    ['nearly 2^32 bytes', changed(20, 0xffffffff), 'packet of 4294967295 bytes in a block of 40'],
    ['a packet block too short', block(BLOCK.enhancedPacket, hex('00000000')), 'packet block of 16 bytes'],
    ['a simple packet block too short', block(BLOCK.simplePacket, hex('')), 'packet block of 12 bytes'],
    ['an interface description too short', block(BLOCK.interfaceDescription, hex('01000000')), 'block of 16 bytes, too short for its kind'],
    ['statistics of an interface that is not there', encodeStatistics({ interfaceId: 3, at: AT }), 'statistics of interface 3, which is not described'],
    ['a section header with another magic', concat([hex('0a0d0d0a 1c000000 11223344 01000000 ffffffffffffffff 1c000000')]), 'byte-order magic 0x44332211'],
    ['a section header too short', hex('0a0d0d0a 14000000 4d3c2b1a 01000000 14000000'), 'block length 20'],
    ['bytes that are no block', hex('deadbeef deadbeef deadbeef'), 'block length 4022250974']
  ])('%s', (_, broken, reason) => {
    const items = readAll([concat([HEAD, packet(1), broken, packet(3)])])
    expect(kinds(items)).toEqual(['section', 'interface', 'packet 1', 'damage', 'packet 3'])
    expect(damages(items)).toEqual([{ kind: 'damage', offset, reason, skipped: broken.length }])
  })

  it('options longer than their block: the packet is read, nothing is skipped', () => {
    const commented = packet(2, { comments: ['four'] })
    new DataView(commented.buffer).setUint16(38, 400, true)
    const items = readAll([concat([HEAD, packet(1), commented, packet(3)])])
    expect(kinds(items)).toEqual(['section', 'interface', 'packet 1', 'packet 2', 'damage', 'packet 3'])
    expect(damages(items)).toEqual([{ kind: 'damage', offset, reason: 'options longer than their block', skipped: 0 }])
  })

  it('options of other blocks too', () => {
    const described = encodeInterface({ linkType: 1, snapLength: 0, name: 'lo' })
    new DataView(described.buffer).setUint16(18, 4000, true)
    expect(damages(readAll([concat([HEAD, described])]))).toEqual([{ kind: 'damage', offset: HEAD.length, reason: 'options longer than their block',
      skipped: 0 }])
  })

  it('a journal entry that breaks off, and names longer than their block: what came before is kept', () => {
    const broken = encodeJournalEntry([['__REALTIME_TIMESTAMP', '1'], ['NOTE', 'one\ntwo']])
    broken[8 + 24 + 5] = 200
    const names = block(BLOCK.nameResolution, hex('0100 0700 7f000001 6c6f0000 0100 ff00'))
    expect(readAll([concat([HEAD, broken, names])]).slice(2)).toEqual([
      { kind: 'journal', offset: HEAD.length, fields: [['__REALTIME_TIMESTAMP', '1']] },
      { kind: 'damage', offset: HEAD.length, reason: 'journal entry that breaks off', skipped: 0 },
      { kind: 'names', records: [{ address: hex('7f000001'), names: ['lo'] }] },
      { kind: 'damage', offset: HEAD.length + broken.length, reason: 'name record longer than its block', skipped: 0 }
    ])
  })

  it('a section of another version is passed over up to the next one', () => {
    const future = SECTION.slice()
    new DataView(future.buffer).setUint16(12, 2, true)
    const items = readAll([concat([HEAD, packet(1), future, INTERFACE, packet(2), packet(3), SECTION, INTERFACE, packet(4)])])
    expect(kinds(items)).toEqual(['section', 'interface', 'packet 1', 'damage', 'section', 'interface', 'packet 4'])
    expect(damages(items)).toEqual([{ kind: 'damage', offset, reason: 'section of pcapng version 2.0',
      skipped: future.length + INTERFACE.length + 2 * bad.length }])
  })

  it('any number of packets of an interface that is not described is one damage', () => {
    const packets = Array.from({ length: 1000 }, () => packet(1))
    expect(readAll([concat([SECTION, ...packets, INTERFACE, packet(2)])]).slice(1)).toMatchObject([
      { kind: 'damage', offset: SECTION.length, skipped: 1000 * bad.length }, { kind: 'interface' }, { kind: 'packet' }
    ])
  })

  it('a file cut anywhere gives what was whole, and says how much was not', () => {
    const file = concat([HEAD, packet(1), JOURNAL, packet(2)])
    const starts = [0, SECTION.length, HEAD.length, offset, offset + JOURNAL.length, file.length]
    for (let length = 1; length < file.length; length++) {
      const items = readAll([file.subarray(0, length)])
      const whole = Math.max(...starts.filter((start) => start <= length))
      const torn = { kind: 'damage', offset: whole, reason: 'the file ends within a block', skipped: length - whole }
      expect(damages(items)).toEqual(length === whole ? [] : [torn])
    }
  })

  it('a section appended behind a torn block is found, wherever the tear is', () => {
    const torn = packet(1, { data: new Uint8Array(100), comments: ['to be torn'] })
    const appended = concat([SECTION, INTERFACE, packet(2)])
    for (let length = 1; length < torn.length; length++) {
      const items = readAll([concat([HEAD, torn.subarray(0, length), appended])])
      expect(kinds(items)).toEqual(['section', 'interface', 'damage', 'section', 'interface', 'packet 2'])
      expect(damages(items)).toMatchObject([{ offset: HEAD.length, skipped: length }])
    }
  })
})
