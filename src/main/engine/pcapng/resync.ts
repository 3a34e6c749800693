import { BLOCK, BLOCK_OVERHEAD, BYTE_ORDER_MAGIC, BYTE_ORDER_MAGIC_SWAPPED, MAX_BLOCK_BYTES } from './constants'

/** What a block's lengths say about the bytes at hand. */
export type Framing =
  | { readonly verdict: 'whole'; readonly length: number }
  /** More bytes are needed to tell, or for the block to be whole. */
  | { readonly verdict: 'more' }
  | { readonly verdict: 'broken'; readonly reason: string }

/** Shortest Section Header Block (section 4.1). */
const SECTION_HEADER_BYTES = 28
const MORE: Framing = { verdict: 'more' }
/** Standardised types without gaps, up to here; beyond are the section header and the custom blocks. */
const LAST_IN_ROW = BLOCK.decryptionSecrets

/** Asked of every byte behind damage: comparisons are faster than a set. */
const isKnownType = (type: number): boolean =>
  (type > 0 && type <= LAST_IN_ROW) || type === BLOCK.sectionHeader || type === BLOCK.custom || type === BLOCK.customNoCopy

/**
 * Judges the block at `at` by its lengths (section 3.1): at least a header, a multiple of 4, at most MAX_BLOCK_BYTES, the same at both ends.
 * A Section Header Block tells its own byte order; the others have their section's.
 */
export function frameAt(view: DataView, at: number, end: number, littleEndian: boolean): Framing {
  if (end - at < BLOCK_OVERHEAD) return MORE
  let order = littleEndian
  let least = BLOCK_OVERHEAD
  if (view.getUint32(at) === BLOCK.sectionHeader) {
    const magic = view.getUint32(at + 8, true)
    if (magic !== BYTE_ORDER_MAGIC && magic !== BYTE_ORDER_MAGIC_SWAPPED) return broken(`byte-order magic 0x${magic.toString(16).padStart(8, '0')}`)
    order = magic === BYTE_ORDER_MAGIC
    least = SECTION_HEADER_BYTES
  }
  const length = view.getUint32(at + 4, order)
  if (length < least || length > MAX_BLOCK_BYTES) return broken(`block length ${length}`)
  if (length % 4 !== 0) return broken(`block length ${length}, not a multiple of 4`)
  if (end - at < length) return MORE
  const trailing = view.getUint32(at + length - 4, order)
  return trailing === length ? { verdict: 'whole', length } : broken(`block length ${length} at its start and ${trailing} at its end`)
}

const broken = (reason: string): Framing => ({ verdict: 'broken', reason })

/** Where to go on. When none was found, there is none before this place, and more bytes are needed from there on. */
export interface FoundBlock {
  readonly at: number
  readonly found: boolean
}

/**
 * Looks for the next block after damage: bytes that bear a known type and the same sound length at both ends. Byte by byte, since after a
 * torn write nothing is aligned any more.
 * @param final no more bytes will come: what is cut short is no block
 */
export function findBlock(view: DataView, from: number, end: number, littleEndian: boolean, final: boolean): FoundBlock {
  for (let at = from; at + 4 <= end; at++) {
    // What a power cut or a hole leaves are gigabytes of zeroes: within eight of them no type begins in the first four.
    while (at + 8 <= end && view.getUint32(at) === 0 && view.getUint32(at + 4) === 0) at += 4
    if (!isKnownType(view.getUint32(at, littleEndian))) continue
    const framing = frameAt(view, at, end, littleEndian)
    if (framing.verdict === 'whole') return { at, found: true }
    if (framing.verdict === 'more' && !final) return { at, found: false }
  }
  return { at: final ? end : Math.max(from, end - 3), found: false }
}
