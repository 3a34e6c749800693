import * as fc from 'fast-check'
import { encodeJournalEntry } from '../../../../src/main/engine/pcapng/encode-journal'
import { encodePacket, type PacketToWrite } from '../../../../src/main/engine/pcapng/encode-packet'
import { encodeInterface, encodeNames, encodeSectionHeader, encodeStatistics } from '../../../../src/main/engine/pcapng/encode-section'
import type {
  CaptureItem, CaptureReader, InterfaceFields, JournalEntry, JournalField, NameRecord, SectionFields, Stamp, StatisticsFields
} from '../../../../src/main/engine/pcapng/items'
import type { PacketOptions, PacketVerdict } from '../../../../src/main/engine/pcapng/packet-options'
import { PcapngReader } from '../../../../src/main/engine/pcapng/pcapng-reader'

export const concat = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts))
export const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'))

/** One packet of a batch, as an object to compare. */
export interface PlainPacket extends PacketOptions {
  readonly kind: 'packet'
  readonly interfaceId: number
  readonly linkType: number
  readonly at: Stamp
  readonly data: Uint8Array
  readonly length: number
}
export type PlainItem = PlainPacket | Omit<JournalEntry, 'body'> | Exclude<CaptureItem, { readonly kind: 'packets' | 'journal' }>

/** Everything in a capture that arrives in these chunks; packets one by one, all bytes copied. */
export function readAll(chunks: readonly Uint8Array[], reader: CaptureReader = new PcapngReader()): PlainItem[] {
  const items: PlainItem[] = []
  for (const chunk of chunks) {
    const lent = chunk.slice()
    reader.push(lent)
    drain(reader, items)
    // The chunk may be used again once next() has returned undefined.
    lent.fill(0xee)
  }
  reader.end()
  drain(reader, items)
  return items
}

function drain(reader: CaptureReader, items: PlainItem[]): void {
  for (let item = reader.next(); item !== undefined; item = reader.next()) {
    if (item.kind === 'packets') items.push(...plainPackets(item))
    else if (item.kind === 'journal') items.push({ kind: item.kind, offset: item.offset, fields: item.fields })
    else items.push(item.kind === 'opaque' ? { ...item, body: item.body.slice() } : item)
  }
}

function plainPackets({ batch }: Extract<CaptureItem, { readonly kind: 'packets' }>): PlainPacket[] {
  const none: PacketOptions = { comments: [], flags: undefined, dropCount: undefined, packetId: undefined, verdicts: [] }
  return Array.from({ length: batch.count }, (_, i) => {
    const at = batch.offsets[i] ?? 0
    const { index, ...options } = batch.annotations.find((annotation) => annotation.index === i) ?? { index: i, ...none }
    const flags = batch.flags[index] === 0 ? options.flags : batch.flags[index]
    return {
      kind: 'packet', interfaceId: batch.interfaces[i] ?? 0, linkType: batch.linkTypes[i] ?? 0,
      at: { seconds: batch.seconds[i] ?? 0, nanoseconds: batch.nanoseconds[i] ?? 0 },
      data: batch.bytes.slice(at, at + (batch.capturedLengths[i] ?? 0)), length: batch.lengths[i] ?? 0, ...options, flags
    }
  })
}

/** Cuts bytes where the numbers say (each between 0 and 1). */
export function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => Math.floor(place * bytes.length)), bytes.length].sort((a, b) => a - b)
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end))
}
export const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 })

/** Text of an option: any but the zero character, which would end it. */
export const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.replaceAll('\0', ''))
const optionalText = fc.option(text, { nil: undefined })
const comments = fc.array(text, { maxLength: 3 })
/** A multiple of 1 ns that 64 bits of nanoseconds hold. */
export const stamp: fc.Arbitrary<Stamp> = fc.record({ seconds: fc.nat(18_446_744_072), nanoseconds: fc.nat(999_999_999) })
const count = fc.option(fc.nat(Number.MAX_SAFE_INTEGER), { nil: undefined })
const uint32 = fc.nat(0xffffffff)

/** One thing to be written, its bytes, and what must be read. */
export interface Written {
  readonly bytes: Uint8Array
  readonly read: PlainItem
}

const sectionFields: fc.Arbitrary<SectionFields> = fc.record({ hardware: optionalText, os: optionalText, userApplication: optionalText, comments })
export const interfaceFields: fc.Arbitrary<InterfaceFields> = fc.record({
  linkType: fc.nat(65_535), snapLength: uint32, name: optionalText, description: optionalText, filter: optionalText, os: optionalText,
  hardware: optionalText, comments
})
const statisticsFields: fc.Arbitrary<StatisticsFields> = fc.record({
  interfaceId: fc.constant(0), at: stamp, started: fc.option(stamp, { nil: undefined }), ended: fc.option(stamp, { nil: undefined }), received: count,
  droppedByInterface: count, filterAccepted: count, droppedBySystem: count, delivered: count, comments
})
const nameRecord: fc.Arbitrary<NameRecord> = fc.record({
  address: fc.oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 16, maxLength: 16 })),
  names: fc.array(text.filter((name) => name !== ''), { minLength: 1, maxLength: 3 })
})
/** Bytes that are no UTF-8, so that they stay bytes. */
const notText = fc.uint8Array({ maxLength: 12 }).map((bytes) => concat([bytes, Uint8Array.of(0xff)]))
const journalField: fc.Arbitrary<JournalField> = fc.tuple(
  fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,20}$/), fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), notText)
)
export const journalFields: fc.Arbitrary<readonly JournalField[]> = fc.array(journalField, { maxLength: 4 })
  .map((fields) => [['__REALTIME_TIMESTAMP', '1795341600123456'], ...fields])
const uint64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn })
const verdict: fc.Arbitrary<PacketVerdict> = fc.oneof(
  fc.record({ type: fc.constantFrom(1, 2), value: uint64 }), fc.record({ type: fc.constantFrom(0, 3, 255), value: fc.uint8Array({ maxLength: 9 }) })
)
export const packetToWrite: fc.Arbitrary<PacketToWrite & PacketOptions> = fc.record({
  interfaceId: fc.constant(0), at: stamp, data: fc.uint8Array({ maxLength: 40 }), length: uint32, comments,
  flags: fc.option(fc.integer({ min: 1, max: 0xffffffff }), { nil: undefined }),
  dropCount: count, packetId: fc.option(uint64, { nil: undefined }),
  verdicts: fc.array(verdict, { maxLength: 2 })
})

export const LINK_TYPE = 1
export const SECTION = encodeSectionHeader({ userApplication: 'test' })
export const INTERFACE = encodeInterface({ linkType: LINK_TYPE, snapLength: 256 })
export const HEAD = concat([SECTION, INTERFACE])
export const AT: Stamp = { seconds: 1_795_341_600, nanoseconds: 123_456_789 }
/** A packet of a few bytes, all the same number. */
export const packet = (fill: number, more: Partial<PacketToWrite> = {}): Uint8Array =>
  encodePacket({ interfaceId: 0, at: AT, data: new Uint8Array(8).fill(fill), length: 8, ...more })

const asPacket = ({ interfaceId, at, data, length, comments, flags, dropCount, packetId, verdicts }: PacketToWrite & PacketOptions): PlainItem =>
  ({ kind: 'packet', interfaceId, linkType: LINK_TYPE, at, data, length, comments, flags, dropCount, packetId, verdicts })

const written: fc.Arbitrary<Written> = fc.oneof(
  { weight: 4, arbitrary: packetToWrite.map((one): Written => ({ bytes: encodePacket(one), read: asPacket(one) })) },
  journalFields.map((fields): Written => ({ bytes: encodeJournalEntry(fields), read: { kind: 'journal', offset: 0, fields } })),
  fc.array(nameRecord, { maxLength: 3 }).map((records): Written => ({ bytes: encodeNames(records), read: { kind: 'names', records } })),
  statisticsFields.map((fields): Written => ({ bytes: encodeStatistics(fields), read: { kind: 'statistics', ...fields } }))
)

/** A recording as a whole: a section, its first interface, and anything after it. */
export const recording: fc.Arbitrary<readonly Written[]> = fc.tuple(sectionFields, fc.array(written, { maxLength: 12 })).map(([fields, things]) => placed([
  { bytes: encodeSectionHeader(fields), read: { kind: 'section', format: 'pcapng', bigEndian: false, ...fields } },
  {
    bytes: INTERFACE,
    read: {
      kind: 'interface', id: 0, linkType: LINK_TYPE, snapLength: 256, resolution: 9, offsetSeconds: 0, name: undefined, description: undefined,
      filter: undefined,
      os: undefined, hardware: undefined, comments: []
    }
  },
  ...things
]))

/** Journal entries tell where they are. */
function placed(things: readonly Written[]): Written[] {
  let offset = 0
  return things.map(({ bytes, read }) => {
    offset += bytes.length
    return { bytes, read: read.kind === 'journal' ? { ...read, offset: offset - bytes.length } : read }
  })
}
