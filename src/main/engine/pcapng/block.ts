import { BLOCK_OVERHEAD, padded } from './constants'
import { optionsLength, writeOptions, type Option } from './options'

/** Where the body of a block begins. */
export const BODY = 8

/** One block being written: little-endian, zeroed, its type and both lengths in place. */
export interface OpenBlock {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/**
 * A whole block in one array (for one write): `fixedLength` bytes of body for the caller to fill from BODY on, padded, then the options.
 * Section 3.1.
 */
export function openBlock(type: number, fixedLength: number, options: readonly Option[] = []): OpenBlock {
  const length = BLOCK_OVERHEAD + padded(fixedLength) + optionsLength(options)
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, type, true)
  view.setUint32(4, length, true)
  view.setUint32(length - 4, length, true)
  writeOptions(bytes, view, BODY + padded(fixedLength), options)
  return { bytes, view }
}
