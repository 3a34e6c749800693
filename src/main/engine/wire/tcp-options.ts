import type { SeqNumber } from '../../../shared/tcp/sequence'
import { seq } from '../../../shared/tcp/sequence'
import { assertNever } from '../../../shared/base/assert'
import { u16, u32, u8 } from './read'
import { TCP_OPTION } from './tcp'

/** One TCP option. No-operation and end-of-list are padding and are left out. */
export type TcpOption =
  | { readonly kind: 'mss'; readonly bytes: number }
  /** The window field counts in units of 2^shift (RFC 7323 section 2.2; shifts above 14 mean 14). */
  | { readonly kind: 'window-scale'; readonly shift: number }
  | { readonly kind: 'sack-permitted' }
  | { readonly kind: 'sack'; readonly blocks: readonly { readonly left: SeqNumber; readonly right: SeqNumber }[] }
  | { readonly kind: 'timestamps'; readonly value: number; readonly echo: number }
  /** Any other kind, or a known one of the wrong length. */
  | { readonly kind: 'unknown'; readonly code: number; readonly data: Uint8Array }

interface OptionPlace {
  readonly offset: number
  readonly length: number
}

/** Bytes of an option's kind and length. */
const HEADER = 2
/** Most bytes of options: the Data Offset reaches 60 bytes, 20 of them are fixed. */
const MAX_BYTES = 40

/**
 * The options between `from` and `end`.
 * @returns the options in their order, and whether the list was whole: false when one says that it is longer than what is there
 */
export function tcpOptions(bytes: Uint8Array, from: number, end: number): { readonly options: readonly TcpOption[]; readonly whole: boolean } {
  const { places, whole } = optionPlaces(bytes, from, end)
  return { options: places.map(({ offset, length }) => readOption(bytes, offset, length)), whole }
}

/** Where the options between `from` and `end` are, in the order in which tcpOptions gives them. */
export function optionPlaces(bytes: Uint8Array, from: number, end: number): { readonly places: readonly OptionPlace[]; readonly whole: boolean } {
  const places: OptionPlace[] = []
  let at = from
  while (at < end && u8(bytes, at) !== TCP_OPTION.end) {
    if (u8(bytes, at) === TCP_OPTION.noOperation) {
      at++
      continue
    }
    const length = at + 1 < end ? u8(bytes, at + 1) : 0
    if (length < HEADER || at + length > end) return { places, whole: false }
    places.push({ offset: at, length })
    at += length
  }
  return { places, whole: true }
}

function readOption(bytes: Uint8Array, at: number, length: number): TcpOption {
  const code = u8(bytes, at)
  const data = at + HEADER
  if (code === TCP_OPTION.mss && length === 4) return { kind: 'mss', bytes: u16(bytes, data) }
  if (code === TCP_OPTION.windowScale && length === 3) return { kind: 'window-scale', shift: u8(bytes, data) }
  if (code === TCP_OPTION.sackPermitted && length === HEADER) return { kind: 'sack-permitted' }
  if (code === TCP_OPTION.timestamps && length === 10) return { kind: 'timestamps', value: u32(bytes, data), echo: u32(bytes, data + 4) }
  if (code === TCP_OPTION.sack && length > HEADER && (length - HEADER) % 8 === 0) return { kind: 'sack', blocks: sackBlocks(bytes, data, at + length) }
  return { kind: 'unknown', code, data: bytes.slice(data, at + length) }
}

function sackBlocks(bytes: Uint8Array, from: number, end: number): { readonly left: SeqNumber; readonly right: SeqNumber }[] {
  const blocks = []
  for (let at = from; at < end; at += 8) blocks.push({ left: seq(u32(bytes, at)), right: seq(u32(bytes, at + 4)) })
  return blocks
}

/**
 * Options as they stand in a header: in the order given, padded with no-operations to a multiple of 4 bytes.
 * @throws when they are longer than a header can hold (a bug of the caller)
 */
export function encodeTcpOptions(options: readonly TcpOption[]): Uint8Array {
  const list = options.flatMap(optionBytes)
  while (list.length % 4 !== 0) list.push(TCP_OPTION.noOperation)
  if (list.length > MAX_BYTES) throw new Error(`bug: ${list.length} bytes of TCP options`)
  return Uint8Array.from(list)
}

function optionBytes(option: TcpOption): number[] {
  switch (option.kind) {
    case 'mss': return [TCP_OPTION.mss, 4, option.bytes >>> 8, option.bytes & 0xff]
    case 'window-scale': return [TCP_OPTION.windowScale, 3, option.shift]
    case 'sack-permitted': return [TCP_OPTION.sackPermitted, HEADER]
    case 'sack': return [TCP_OPTION.sack, HEADER + 8 * option.blocks.length, ...option.blocks.flatMap(({ left, right }) => [...word(left), ...word(right)])]
    case 'timestamps': return [TCP_OPTION.timestamps, 10, ...word(option.value), ...word(option.echo)]
    case 'unknown': return [option.code, HEADER + option.data.length, ...option.data]
    default: return assertNever(option, 'TCP option')
  }
}

const word = (value: number): number[] => [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]
