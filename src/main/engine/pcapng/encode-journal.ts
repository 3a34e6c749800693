import { assert } from '../../../shared/base/assert'
import { BODY, openBlock } from './block'
import { BLOCK } from './constants'
import type { JournalField } from './items'
import { utf8Bytes } from './utf8'

const NEWLINE = 0x0a
/** systemd journal-file.c, journal_field_valid: at most 64 characters, the first no digit. Protected and trusted names begin with underscores. */
const FIELD_NAME = /^[A-Z_][A-Z0-9_]{0,63}$/
/** What the text form cannot carry: control characters other than the tab (systemd's utf8_is_printable). */
// oxlint-disable-next-line no-control-regex
const NOT_ONE_LINE = /[\0-\x08\x0a-\x1f\x7f]/

/**
 * systemd Journal Export Block: one entry in the Journal Export Format (systemd.io/JOURNAL_EXPORT_FORMATS), in the fields' order.
 * Wireshark shows it as a row at `__REALTIME_TIMESTAMP` (us since 1970, required by the draft) whose Info is `MESSAGE`.
 */
export function encodeJournalEntry(fields: readonly JournalField[]): Uint8Array {
  assert(fields.some(([name]) => name === '__REALTIME_TIMESTAMP'), 'a journal entry has a __REALTIME_TIMESTAMP')
  const parts = fields.map(encodeField)
  const { bytes } = openBlock(BLOCK.journal, parts.reduce((sum, part) => sum + part.length, 0))
  let to = BODY
  for (const part of parts) {
    bytes.set(part, to)
    to += part.length
  }
  return bytes
}

/** A journal block as we write it, of an entry read from whatever file: little-endian, padded anew. */
export function canonicalJournal(entry: Uint8Array): Uint8Array {
  let length = entry.length
  while (length > 0 && entry[length - 1] === 0) length--
  const { bytes } = openBlock(BLOCK.journal, length)
  bytes.set(entry.subarray(0, length), BODY)
  return bytes
}

function encodeField([name, value]: JournalField): Uint8Array {
  assert(FIELD_NAME.test(name), `journal field name ${name}`)
  return typeof value === 'string' && !NOT_ONE_LINE.test(value) ? utf8Bytes(`${name}=${value}\n`) : binaryField(name, value)
}

/** Name, newline, length as 64 bits little-endian (in either byte order of the section), the bytes, newline. */
function binaryField(name: string, value: string | Uint8Array): Uint8Array {
  const data = typeof value === 'string' ? utf8Bytes(value) : value
  const field = new Uint8Array(name.length + 1 + 8 + data.length + 1)
  field.set(utf8Bytes(name))
  field[name.length] = NEWLINE
  new DataView(field.buffer).setBigUint64(name.length + 1, BigInt(data.length), true)
  field.set(data, name.length + 9)
  field[field.length - 1] = NEWLINE
  return field
}
