import type { FileHandle } from 'node:fs/promises'
import { BLOCK, BYTE_ORDER_MAGIC, BYTE_ORDER_MAGIC_SWAPPED } from '../pcapng/constants'

/** Bytes that are looked at, at either end. */
const LOOKED_AT = 1024 * 1024
/** Type, length and length again. */
const SMALLEST = 12

/**
 * The whole blocks at the beginning and at the end of a pcapng file, up to 1 MiB each: every block has its length at both ends, so that the last ones are found backwards.
 * @returns undefined when the file does not begin with a section; `last` is empty when it ends in the middle of a block
 */
export async function endBlocks(handle: FileHandle, size: number): Promise<{ readonly first: Uint8Array; readonly last: Uint8Array } | undefined> {
  const begin = await bytesAt(handle, 0, Math.min(size, LOOKED_AT))
  const little = byteOrder(begin)
  if (little === undefined) return undefined
  const end = await bytesAt(handle, Math.max(begin.length, size - LOOKED_AT), LOOKED_AT)
  return { first: begin.subarray(0, wholeBlocks(begin, little)), last: end.subarray(firstFromEnd(end, little)) }
}

/** Whether numbers are little-endian; undefined when no section begins here. */
function byteOrder(bytes: Uint8Array): boolean | undefined {
  if (bytes.length < 28) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (view.getUint32(0) !== BLOCK.sectionHeader) return undefined
  const magic = view.getUint32(8, true)
  return magic === BYTE_ORDER_MAGIC ? true : magic === BYTE_ORDER_MAGIC_SWAPPED ? false : undefined
}

/** Bytes of the blocks that are whole. */
function wholeBlocks(bytes: Uint8Array, little: boolean): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  while (at + SMALLEST <= bytes.length) {
    const length = view.getUint32(at + 4, little)
    if (length < SMALLEST || length % 4 !== 0 || at + length > bytes.length) break
    at += length
  }
  return at
}

/** Where the first block lies from which on all are whole. */
function firstFromEnd(bytes: Uint8Array, little: boolean): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = bytes.length
  while (at >= SMALLEST) {
    const length = view.getUint32(at - 4, little)
    if (length < SMALLEST || length % 4 !== 0 || length > at || view.getUint32(at - length + 4, little) !== length) break
    at -= length
  }
  return at
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  const { bytesRead } = await handle.read(bytes, 0, length, position)
  return bytes.subarray(0, bytesRead)
}
