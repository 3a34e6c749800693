import { BLOCK, OPTION, padded } from './constants'
import { EPB, EPB_OVERHEAD } from './encode-packet'
import { commentOptions, type Option } from './options'

/** What is to become of a packet's comments: by their place among them, a new text or null to take one out; and new ones behind them. */
export interface CommentChanges {
  readonly replaced: ReadonlyMap<number, string | null>
  readonly added: readonly string[]
}

/** Bytes of an option's code and length. */
const HEADER = 4

/**
 * The same packet block with other comments: all else of it stays as it is, byte for byte, in its own byte order; lengths are made right.
 * @param block a whole Enhanced Packet Block, or the obsolete Packet Block
 * @returns undefined when it can hold no comment, or its options cannot be read to their end
 */
export function withComments(block: Uint8Array, littleEndian: boolean, { replaced, added }: CommentChanges): Uint8Array | undefined {
  const view = new DataView(block.buffer, block.byteOffset, block.length)
  const type = block.length >= EPB_OVERHEAD ? view.getUint32(0, littleEndian) : 0
  if (type !== BLOCK.enhancedPacket && type !== BLOCK.packet) return undefined
  const from = EPB.data + padded(view.getUint32(EPB.capturedLength, littleEndian))
  const end = block.length - 4
  if (from > end) return undefined
  const parts: Uint8Array[] = [block.subarray(0, from)]
  let at = from
  let comments = 0
  while (end - at >= HEADER && view.getUint16(at, littleEndian) !== OPTION.endOfOptions) {
    const next = at + HEADER + padded(view.getUint16(at + 2, littleEndian))
    if (next > end) return undefined
    const isComment = view.getUint16(at, littleEndian) === OPTION.comment
    const change = isComment ? replaced.get(comments++) : undefined
    if (change === undefined) parts.push(block.subarray(at, next))
    else if (change !== null) parts.push(...encoded(commentOptions([change]), littleEndian))
    at = next
  }
  parts.push(...encoded(commentOptions(added), littleEndian))
  return joined([...parts, listEnd(block.subarray(at, end), from === end, parts.length > 1)], littleEndian)
}

/** What ends a list stays as it is; a list that begins here is given its end, and one that has become empty is no list. */
function listEnd(rest: Uint8Array, wasEmpty: boolean, hasOptions: boolean): Uint8Array {
  if (hasOptions) return wasEmpty ? new Uint8Array(HEADER) : rest
  return rest.every((byte) => byte === 0) ? new Uint8Array(0) : rest
}

function encoded(options: readonly Option[], littleEndian: boolean): Uint8Array[] {
  return options.map(({ code, value }) => {
    const bytes = new Uint8Array(HEADER + padded(value.length))
    const view = new DataView(bytes.buffer)
    view.setUint16(0, code, littleEndian)
    view.setUint16(2, value.length, littleEndian)
    bytes.set(value, HEADER)
    return bytes
  })
}

/** A block of these parts, but for the length behind them, which is put there, and before. */
function joined(parts: readonly Uint8Array[], littleEndian: boolean): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 4)
  const block = new Uint8Array(length)
  let to = 0
  for (const part of parts) {
    block.set(part, to)
    to += part.length
  }
  const view = new DataView(block.buffer)
  view.setUint32(4, length, littleEndian)
  view.setUint32(length - 4, length, littleEndian)
  return block
}

/** A block that was written little-endian and whose body is text, for a section of the other byte order. */
export function inOrder(block: Uint8Array, littleEndian: boolean): Uint8Array {
  if (littleEndian) return block
  const swapped = block.slice()
  const view = new DataView(swapped.buffer)
  for (const at of [0, 4, swapped.length - 4]) view.setUint32(at, view.getUint32(at, true), false)
  return swapped
}

