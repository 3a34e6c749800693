import { BLOCK, EPB_OPTION } from '../../../../src/main/engine/pcapng/constants'

/**
 * The same little-endian pcapng file in big-endian order, as a machine of that kind would have written it: every number swapped, every
 * text and address left. Written apart from the codec, from the draft's figures.
 */
export function bigEndian(file: Uint8Array): Uint8Array {
  const swapped = file.slice()
  const view = new DataView(swapped.buffer)
  for (let at = 0; at < file.length;) {
    const type = view.getUint32(at, true)
    const length = view.getUint32(at + 4, true)
    swapBody(view, type, at + 8, at + length - 4)
    for (const place of [at, at + 4, at + length - 4]) swap32(view, place)
    at += length
  }
  return swapped
}

const swap16 = (view: DataView, at: number): void => view.setUint16(at, view.getUint16(at, true))
const swap32 = (view: DataView, at: number): void => view.setUint32(at, view.getUint32(at, true))
const swap64 = (view: DataView, at: number): void => view.setBigUint64(at, view.getBigUint64(at, true))
const padded = (length: number): number => (length + 3) & ~3

/** Options whose value is one number, by block: [32-bit codes], [64-bit codes], [codes of two 32-bit words]. */
const NUMBERS: Readonly<Record<number, readonly [readonly number[], readonly number[], readonly number[]]>> = {
  [BLOCK.interfaceDescription]: [[], [8, 14], []], [BLOCK.enhancedPacket]: [[2], [4, 5], []], [BLOCK.packet]: [[2], [], []],
  [BLOCK.interfaceStatistics]: [[], [4, 5, 6, 7, 8], [2, 3]]
}

function swapBody(view: DataView, type: number, from: number, end: number): void {
  switch (type) {
    case BLOCK.sectionHeader:
      swap32(view, from)
      swap16(view, from + 4)
      swap16(view, from + 6)
      swap64(view, from + 8)
      return swapOptions(view, type, from + 16, end)
    case BLOCK.interfaceDescription:
      swap16(view, from)
      swap32(view, from + 4)
      return swapOptions(view, type, from + 8, end)
    case BLOCK.interfaceStatistics:
      for (const at of [0, 4, 8]) swap32(view, from + at)
      return swapOptions(view, type, from + 12, end)
    case BLOCK.enhancedPacket: {
      const captured = view.getUint32(from + 12, true)
      for (const at of [0, 4, 8, 12, 16]) swap32(view, from + at)
      return swapOptions(view, type, from + 20 + padded(captured), end)
    }
    case BLOCK.simplePacket: return swap32(view, from)
    case BLOCK.nameResolution: return swapRecords(view, from, end)
    default:
  }
}

function swapOptions(view: DataView, type: number, from: number, end: number): void {
  const [words = [], doubles = [], pairs = []] = NUMBERS[type] ?? []
  for (let at = from; at < end;) {
    const code = view.getUint16(at, true)
    const length = view.getUint16(at + 2, true)
    swap16(view, at)
    swap16(view, at + 2)
    if (words.includes(code)) swap32(view, at + 4)
    if (doubles.includes(code)) swap64(view, at + 4)
    if (type === BLOCK.enhancedPacket && code === EPB_OPTION.verdict && [1, 2].includes(view.getUint8(at + 4))) swap64(view, at + 5)
    if (pairs.includes(code)) for (const word of [4, 8]) swap32(view, at + word)
    at += 4 + padded(length)
  }
}

function swapRecords(view: DataView, from: number, end: number): void {
  let at = from
  for (let type = -1; type !== 0 && at < end;) {
    type = view.getUint16(at, true)
    const length = view.getUint16(at + 2, true)
    swap16(view, at)
    swap16(view, at + 2)
    at += 4 + padded(length)
  }
  swapOptions(view, BLOCK.nameResolution, at, end)
}
