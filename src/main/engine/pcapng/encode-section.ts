import { assert } from '../../../shared/base/assert'
import { BODY, openBlock } from './block'
import {
  BLOCK, BYTE_ORDER_MAGIC, FILTER_LIBPCAP, IDB_OPTION, ISB_OPTION, LENGTH_UNSPECIFIED, NANOSECONDS, NRB_RECORD, padded, SHB_OPTION
} from './constants'
import type { InterfaceFields, NameRecord, SectionFields, Stamp, StatisticsFields } from './items'
import { commentOptions, countOption, textOption, type Option } from './options'
import { NanosecondTicks } from './ticks'
import { utf8Bytes } from './utf8'

/** Section Header Block (section 4.1): begins a recording, and every stretch appended to it. Of unspecified length, little-endian. */
export function encodeSectionHeader(fields: Partial<SectionFields>): Uint8Array {
  const { bytes, view } = openBlock(BLOCK.sectionHeader, 16, [
    ...commentOptions(fields.comments), ...textOption(SHB_OPTION.hardware, fields.hardware), ...textOption(SHB_OPTION.os, fields.os),
    ...textOption(SHB_OPTION.userApplication, fields.userApplication)
  ])
  view.setUint32(BODY, BYTE_ORDER_MAGIC, true)
  view.setUint16(BODY + 4, 1, true)
  view.setUint16(BODY + 6, 0, true)
  view.setBigInt64(BODY + 8, LENGTH_UNSPECIFIED, true)
  return bytes
}

/** Interface Description Block (section 4.2). Stamps of its packets are nanoseconds. */
export function encodeInterface(fields: Pick<InterfaceFields, 'linkType' | 'snapLength'> & Partial<InterfaceFields>): Uint8Array {
  const { bytes, view } = openBlock(BLOCK.interfaceDescription, 8, [
    ...commentOptions(fields.comments), ...textOption(IDB_OPTION.name, fields.name), ...textOption(IDB_OPTION.description, fields.description),
    { code: IDB_OPTION.tsResolution, value: Uint8Array.of(NANOSECONDS) }, ...filterOption(fields.filter), ...textOption(IDB_OPTION.os, fields.os),
    ...textOption(IDB_OPTION.hardware, fields.hardware)
  ])
  view.setUint16(BODY, fields.linkType, true)
  view.setUint32(BODY + 4, fields.snapLength, true)
  return bytes
}

const filterOption = (filter: string | undefined): Option[] =>
  filter === undefined ? [] : [{ code: IDB_OPTION.filter, value: Uint8Array.of(FILTER_LIBPCAP, ...utf8Bytes(filter)) }]

/** Interface Statistics Block (section 4.6): running totals. May be repeated; the last one counts. */
export function encodeStatistics(fields: Pick<StatisticsFields, 'interfaceId' | 'at'> & Partial<StatisticsFields>): Uint8Array {
  const { bytes, view } = openBlock(BLOCK.interfaceStatistics, 12, [
    ...commentOptions(fields.comments), ...stampOption(ISB_OPTION.startTime, fields.started), ...stampOption(ISB_OPTION.endTime, fields.ended),
    ...countOption(ISB_OPTION.received, fields.received), ...countOption(ISB_OPTION.droppedByInterface, fields.droppedByInterface),
    ...countOption(ISB_OPTION.filterAccepted, fields.filterAccepted), ...countOption(ISB_OPTION.droppedBySystem, fields.droppedBySystem),
    ...countOption(ISB_OPTION.delivered, fields.delivered)
  ])
  view.setUint32(BODY, fields.interfaceId, true)
  writeStamp(view, BODY + 4, fields.at)
  return bytes
}

/** Stamps are two words, the upper one first in either byte order (section 4.3). */
function writeStamp(view: DataView, at: number, stamp: Stamp): void {
  const ticks = new NanosecondTicks()
  ticks.set(stamp.seconds, stamp.nanoseconds)
  view.setUint32(at, ticks.high, true)
  view.setUint32(at + 4, ticks.low, true)
}

function stampOption(code: number, stamp: Stamp | undefined): Option[] {
  if (stamp === undefined) return []
  const value = new Uint8Array(8)
  writeStamp(new DataView(value.buffer), 0, stamp)
  return [{ code, value }]
}

/** Name Resolution Block (section 4.5). */
export function encodeNames(records: readonly NameRecord[], comments: readonly string[] = []): Uint8Array {
  const values = records.map(nameRecordValue)
  const length = values.reduce((sum, value) => sum + 4 + padded(value.length), 4)
  const { bytes, view } = openBlock(BLOCK.nameResolution, length, commentOptions(comments))
  let to = BODY
  for (const [index, value] of values.entries()) {
    view.setUint16(to, records[index]?.address.length === 4 ? NRB_RECORD.ipv4 : NRB_RECORD.ipv6, true)
    view.setUint16(to + 2, value.length, true)
    bytes.set(value, to + 4)
    to += 4 + padded(value.length)
  }
  return bytes
}

/** Address, then each name ended by a zero octet. */
function nameRecordValue({ address, names }: NameRecord): Uint8Array {
  assert(address.length === 4 || address.length === 16, `an address of ${address.length} bytes`)
  assert(names.length > 0 && names.every((name) => name !== '' && !name.includes('\0')), 'a name record holds one or more names')
  const texts = utf8Bytes(names.map((name) => `${name}\0`).join(''))
  const value = new Uint8Array(address.length + texts.length)
  value.set(address)
  value.set(texts, address.length)
  return value
}
