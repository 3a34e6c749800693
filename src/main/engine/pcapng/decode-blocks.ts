import {
  BLOCK, EPB_OPTION, FILTER_LIBPCAP, IDB_OPTION, ISB_OPTION, MICROSECONDS, NRB_RECORD, NUMBER_VERDICTS, PACK_OPTION, padded, SHB_OPTION
} from './constants'
import { decodeJournalEntry } from './decode-journal'
import type { Interface, JournalEntry, NameRecord, Names, Section, Stamp, Statistics } from './items'
import { findComments, findCount, findOption, findText, findUint64, optionText, readOptions, type Option, type OptionList } from './options'
import type { PacketOptions, PacketVerdict } from './packet-options'
import type { StampClock } from './ticks'

/** The body of a whole block: where it lies, and how to read its numbers. `end` is before the trailing length. */
export interface Body {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly start: number
  readonly end: number
  readonly littleEndian: boolean
}

/** A decoded block, and what of it could not be read (what came before that is kept). */
export interface Decoded<T> {
  readonly item: T
  readonly trouble: string | undefined
}

const decoded = <T>(item: T, { trouble }: OptionList): Decoded<T> => ({ item, trouble })

const optionsFrom = (body: Body, at: number): OptionList => readOptions(body.bytes, body.view, at, body.end, body.littleEndian)

/** Fixed bytes of each body; a shorter one is damage. */
export const FIXED_BYTES = { sectionHeader: 16, interfaceDescription: 8, interfaceStatistics: 12, packet: 20, simplePacket: 4 } as const

/** Section 4.1. */
export function decodeSectionHeader(body: Body): Decoded<Section> {
  const list = optionsFrom(body, body.start + FIXED_BYTES.sectionHeader)
  const { options } = list
  const item: Section = {
    kind: 'section', format: 'pcapng', bigEndian: !body.littleEndian, hardware: findText(options, SHB_OPTION.hardware), os: findText(options, SHB_OPTION.os),
    userApplication: findText(options, SHB_OPTION.userApplication), comments: findComments(options)
  }
  return decoded(item, list)
}

/** Section 4.2. */
export function decodeInterface(body: Body, id: number): Decoded<Interface> {
  const list = optionsFrom(body, body.start + FIXED_BYTES.interfaceDescription)
  const { options } = list
  const offset = findUint64(options, IDB_OPTION.tsOffset, body.littleEndian)
  const item: Interface = {
    kind: 'interface', id, linkType: body.view.getUint16(body.start, body.littleEndian), snapLength: body.view.getUint32(body.start + 4, body.littleEndian),
    resolution: findOption(options, IDB_OPTION.tsResolution)?.[0] ?? MICROSECONDS,
    offsetSeconds: offset === undefined ? 0 : Number(BigInt.asIntN(64, offset)),
    name: findText(options, IDB_OPTION.name), description: findText(options, IDB_OPTION.description), filter: filterText(options),
    os: findText(options, IDB_OPTION.os), hardware: findText(options, IDB_OPTION.hardware), comments: findComments(options)
  }
  return decoded(item, list)
}

function filterText(options: readonly Option[]): string | undefined {
  const value = findOption(options, IDB_OPTION.filter)
  return value?.[0] === FILTER_LIBPCAP ? optionText(value.subarray(1)) : undefined
}

/** Section 4.6. @param clock of the interface it is about */
export function decodeStatistics(body: Body, clock: StampClock): Decoded<Statistics> {
  const { view, start, littleEndian } = body
  const list = optionsFrom(body, start + FIXED_BYTES.interfaceStatistics)
  const { options } = list
  const count = (code: number): number | undefined => findCount(options, code, littleEndian)
  const item: Statistics = {
    kind: 'statistics', interfaceId: view.getUint32(start, littleEndian), at: stampAt(view, start + 4, littleEndian, clock),
    started: stampOption(options, ISB_OPTION.startTime, littleEndian, clock), ended: stampOption(options, ISB_OPTION.endTime, littleEndian, clock),
    received: count(ISB_OPTION.received), droppedByInterface: count(ISB_OPTION.droppedByInterface), filterAccepted: count(ISB_OPTION.filterAccepted),
    droppedBySystem: count(ISB_OPTION.droppedBySystem), delivered: count(ISB_OPTION.delivered), comments: findComments(options)
  }
  return decoded(item, list)
}

function stampAt(view: DataView, at: number, littleEndian: boolean, clock: StampClock): Stamp {
  clock.set(view.getUint32(at, littleEndian), view.getUint32(at + 4, littleEndian))
  return { seconds: clock.seconds, nanoseconds: clock.nanoseconds }
}

function stampOption(options: readonly Option[], code: number, littleEndian: boolean, clock: StampClock): Stamp | undefined {
  const value = findOption(options, code)
  return value?.length === 8 ? stampAt(new DataView(value.buffer, value.byteOffset, 8), 0, littleEndian, clock) : undefined
}

/** Names of one block that are read: Wireshark writes those of a capture's addresses; a hostile block holds a million. */
export const MOST_NAMES = 10_000

/** Section 4.5. Records of other kinds (EUI-48, EUI-64) are passed over. */
export function decodeNames(body: Body): Decoded<Names> {
  const { bytes, view, end, littleEndian } = body
  const records: NameRecord[] = []
  let names = 0
  let from = body.start
  while (end - from >= 4) {
    const type = view.getUint16(from, littleEndian)
    const length = view.getUint16(from + 2, littleEndian)
    if (type === NRB_RECORD.end) break
    if (from + 4 + length > end) return { item: { kind: 'names', records }, trouble: 'name record longer than its block' }
    const record = nameRecord(type, bytes.subarray(from + 4, from + 4 + length))
    names += record?.names.length ?? 0
    if (names > MOST_NAMES || records.length === MOST_NAMES) return { item: { kind: 'names', records }, trouble: `more than ${MOST_NAMES} names in a block` }
    if (record !== undefined) records.push(record)
    from += 4 + padded(length)
  }
  return { item: { kind: 'names', records }, trouble: undefined }
}

function nameRecord(type: number, value: Uint8Array): NameRecord | undefined {
  const addressLength = type === NRB_RECORD.ipv4 ? 4 : type === NRB_RECORD.ipv6 ? 16 : undefined
  if (addressLength === undefined || value.length < addressLength) return undefined
  const names: string[] = []
  for (let from = addressLength; from < value.length;) {
    const zero = value.indexOf(0, from)
    const to = zero < 0 ? value.length : zero
    if (to > from) names.push(optionText(value.subarray(from, to)))
    from = to + 1
  }
  return { address: value.slice(0, addressLength), names }
}

/** systemd Journal Export Block, of the extras draft. @param offset of the block in the file */
export function decodeJournal(body: Body, offset: number): Decoded<JournalEntry> {
  const entry = body.bytes.subarray(body.start, body.end)
  const { fields, whole } = decodeJournalEntry(entry)
  return { item: { kind: 'journal', offset, fields, body: entry }, trouble: whole ? undefined : 'journal entry that breaks off' }
}

/** Options of an Enhanced Packet Block (section 4.3), or of the obsolete Packet Block (appendix A), whose codes differ. */
export function decodePacketOptions(options: readonly Option[], blockType: number, littleEndian: boolean): PacketOptions {
  const enhanced = blockType === BLOCK.enhancedPacket
  const flags = findOption(options, enhanced ? EPB_OPTION.flags : PACK_OPTION.flags)
  return {
    comments: findComments(options),
    flags: flags?.length === 4 ? new DataView(flags.buffer, flags.byteOffset, 4).getUint32(0, littleEndian) : undefined,
    dropCount: enhanced ? findCount(options, EPB_OPTION.dropCount, littleEndian) : undefined,
    packetId: enhanced ? findUint64(options, EPB_OPTION.packetId, littleEndian) : undefined,
    verdicts: enhanced ? verdicts(options, littleEndian) : []
  }
}

const verdicts = (options: readonly Option[], littleEndian: boolean): PacketVerdict[] =>
  options.filter(({ code, value }) => code === EPB_OPTION.verdict && value.length > 0).map(({ value }) => verdict(value, littleEndian))

function verdict(bytes: Uint8Array, littleEndian: boolean): PacketVerdict {
  const type = bytes[0] ?? 0
  const number = NUMBER_VERDICTS.has(type) && bytes.length === 9
  return { type, value: number ? new DataView(bytes.buffer, bytes.byteOffset + 1, 8).getBigUint64(0, littleEndian) : bytes.slice(1) }
}
