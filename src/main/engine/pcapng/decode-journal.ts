import type { JournalField } from './items'
import { utf8Text, utf8TextOrNothing } from './utf8'

const NEWLINE = 0x0a
const EQUALS = 0x3d
/** Bytes of a binary field's length. */
const LENGTH_BYTES = 8
/** Fields of one entry that are read; systemd's own limit is the same (journal-file.h, ENTRY_FIELD_COUNT_MAX). */
const MAX_FIELDS = 1024

/**
 * The fields of one entry in the Journal Export Format (systemd.io/JOURNAL_EXPORT_FORMATS): lines `NAME=value`, or `NAME`, a newline, 64 bits
 * of length little-endian, so many bytes and a newline. Trailing zeroes of the block are padding; an empty line ends the entry.
 * @returns what could be read, and whether that was all of it
 */
export function decodeJournalEntry(body: Uint8Array): { readonly fields: readonly JournalField[]; readonly whole: boolean } {
  const entry = body.subarray(0, withoutPadding(body))
  const fields: JournalField[] = []
  let from = 0
  while (from < entry.length && entry[from] !== NEWLINE) {
    const next = fields.length < MAX_FIELDS ? readField(entry, from, fields) : undefined
    if (next === undefined) return { fields, whole: false }
    from = next
  }
  return { fields, whole: true }
}

function withoutPadding(body: Uint8Array): number {
  let length = body.length
  while (length > 0 && body[length - 1] === 0) length--
  return length
}

/** Appends the field at `from`. @returns where the next one begins, or undefined when this one is broken */
function readField(entry: Uint8Array, from: number, fields: JournalField[]): number | undefined {
  const newline = entry.indexOf(NEWLINE, from)
  const lineEnd = newline < 0 ? entry.length : newline
  const equals = entry.indexOf(EQUALS, from)
  if (equals >= 0 && equals < lineEnd) {
    fields.push([utf8Text(entry.subarray(from, equals)), textOrBytes(entry.subarray(equals + 1, lineEnd))])
    return lineEnd + 1
  }
  const data = lineEnd + 1 + LENGTH_BYTES
  if (data > entry.length) return undefined
  const length = new DataView(entry.buffer, entry.byteOffset + lineEnd + 1, LENGTH_BYTES).getBigUint64(0, true)
  if (length > BigInt(entry.length - data)) return undefined
  const end = data + Number(length)
  if (end < entry.length && entry[end] !== NEWLINE) return undefined
  fields.push([utf8Text(entry.subarray(from, lineEnd)), textOrBytes(entry.subarray(data, end))])
  return end + 1
}

const textOrBytes = (value: Uint8Array): string | Uint8Array => utf8TextOrNothing(value) ?? value.slice()
