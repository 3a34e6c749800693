import { assert } from '../../../shared/base/assert'
import { MAX_OPTION_BYTES, OPTION, padded } from './constants'
import { utf8Bytes, utf8Text } from './utf8'

/** One option of a block (section 3.5): a code and its bytes, without padding. */
export interface Option {
  readonly code: number
  readonly value: Uint8Array
}

/** Bytes of type and length before each value. */
const HEADER = 4

/** Bytes of an option list with its end, 0 for an empty one (which is not written at all). */
export function optionsLength(options: readonly Option[]): number {
  return options.length === 0 ? 0 : options.reduce((sum, option) => sum + HEADER + padded(option.value.length), HEADER)
}

/** Writes an option list in little-endian order, ended by opt_endofopt. The bytes from `at` on are 0 beforehand. */
export function writeOptions(bytes: Uint8Array, view: DataView, at: number, options: readonly Option[]): void {
  let to = at
  for (const { code, value } of options) {
    assert(value.length <= MAX_OPTION_BYTES, `option ${code} of ${value.length} bytes`)
    view.setUint16(to, code, true)
    view.setUint16(to + 2, value.length, true)
    bytes.set(value, to + HEADER)
    to += HEADER + padded(value.length)
  }
}

/** A zero octet would end the text for every reader (section 3.5). */
const withoutZero = (text: string): string => text.replaceAll('\0', '\ufffd')

/** @returns nothing for an absent text */
export const textOption = (code: number, text: string | undefined): Option[] =>
  text === undefined ? [] : [{ code, value: utf8Bytes(withoutZero(text)) }]

/** One opt_comment for each comment; one that is too long for an option becomes several. */
export function commentOptions(comments: readonly string[] = []): Option[] {
  return comments.flatMap((comment) => pieces(utf8Bytes(withoutZero(comment))).map((value) => ({ code: OPTION.comment, value })))
}

/** Cuts UTF-8 into pieces of at most MAX_OPTION_BYTES, never within a character. */
function pieces(text: Uint8Array): Uint8Array[] {
  const cut: Uint8Array[] = []
  let from = 0
  do {
    let to = Math.min(from + MAX_OPTION_BYTES, text.length)
    while (to < text.length && ((text[to] ?? 0) & 0xc0) === 0x80) to--
    cut.push(text.subarray(from, to))
    from = to
  } while (from < text.length)
  return cut
}

/** An unsigned 64-bit count. */
export function countOption(code: number, count: number | bigint | undefined): Option[] {
  if (count === undefined) return []
  const value = new Uint8Array(8)
  new DataView(value.buffer).setBigUint64(0, BigInt(count), true)
  return [{ code, value }]
}

/** Options of one list that are read: a person writes dozens of comments on a packet; a hostile block holds four million. */
export const MOST_OPTIONS = 10_000

/** Options read, and why the rest of the list was not, if there is one: an option says that it is longer than what is left of the block, or there are too many. */
export interface OptionList {
  readonly options: readonly Option[]
  readonly trouble: string | undefined
}

const LONG_OPTIONS = 'options longer than their block'

/** Reads the list between `at` and `end`. It need not have an opt_endofopt (section 3.5). Values are views, not copies. */
export function readOptions(bytes: Uint8Array, view: DataView, at: number, end: number, littleEndian: boolean): OptionList {
  const options: Option[] = []
  let from = at
  while (end - from >= HEADER) {
    const code = view.getUint16(from, littleEndian)
    const length = view.getUint16(from + 2, littleEndian)
    if (code === OPTION.endOfOptions) return { options, trouble: undefined }
    if (from + HEADER + length > end) return { options, trouble: LONG_OPTIONS }
    if (options.length === MOST_OPTIONS) return { options, trouble: `more than ${MOST_OPTIONS} options in a block` }
    options.push({ code, value: bytes.subarray(from + HEADER, from + HEADER + length) })
    from += HEADER + padded(length)
  }
  return { options, trouble: from === end ? undefined : LONG_OPTIONS }
}

/** The first option with this code. */
export const findOption = (options: readonly Option[], code: number): Uint8Array | undefined => options.find((option) => option.code === code)?.value

/** A text ends at its first zero octet (section 3.5). */
export function optionText(value: Uint8Array): string {
  const zero = value.indexOf(0)
  return utf8Text(zero < 0 ? value : value.subarray(0, zero))
}

export function findText(options: readonly Option[], code: number): string | undefined {
  const value = findOption(options, code)
  return value === undefined ? undefined : optionText(value)
}

export const findComments = (options: readonly Option[]): string[] =>
  options.filter((option) => option.code === OPTION.comment).map((option) => optionText(option.value))

/** @returns undefined when absent, or not 8 bytes long */
export function findUint64(options: readonly Option[], code: number, littleEndian: boolean): bigint | undefined {
  const value = findOption(options, code)
  return value?.length === 8 ? new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0, littleEndian) : undefined
}

/** Counts above 2^53 - 1 read as 2^53 - 1. */
export function findCount(options: readonly Option[], code: number, littleEndian: boolean): number | undefined {
  const value = findUint64(options, code, littleEndian)
  return value === undefined ? undefined : safeCount(value)
}

export const safeCount = (value: bigint): number => (value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value))
