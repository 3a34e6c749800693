import { MICROSECONDS, NANOSECONDS } from './constants'

/** The header of a classic pcap file (draft-ietf-opsawg-pcap section 4). */
export interface PcapHeader {
  readonly littleEndian: boolean
  /** Digits of the stamps' fractions: 6 or 9, as if_tsresol. */
  readonly resolution: number
  /** Bytes of a record's header: 16, or 24 in the modified form (magic a1b2cd34) of some older Linux distributions. */
  readonly recordBytes: number
  readonly snapLength: number
  readonly linkType: number
}

export const PCAP_HEADER_BYTES = 24
const OFFSET = { magic: 0, snapLength: 16, linkType: 20 } as const
/** The upper bits of the last word tell the frame check sequence's length. */
const LINK_TYPE_BITS = 0xffff

/** Magic numbers, and what they mean for the records. */
const KINDS: ReadonlyMap<number, { readonly resolution: number; readonly recordBytes: number }> = new Map([
  [0xa1b2c3d4, { resolution: MICROSECONDS, recordBytes: 16 }],
  [0xa1b23c4d, { resolution: NANOSECONDS, recordBytes: 16 }],
  [0xa1b2cd34, { resolution: MICROSECONDS, recordBytes: 24 }]
])

/** @param view at least PCAP_HEADER_BYTES from `at` on. @returns undefined when this is not classic pcap */
export function pcapHeader(view: DataView, at: number): PcapHeader | undefined {
  for (const littleEndian of [true, false]) {
    const kind = KINDS.get(view.getUint32(at + OFFSET.magic, littleEndian))
    if (kind !== undefined) {
      const linkType = view.getUint32(at + OFFSET.linkType, littleEndian) & LINK_TYPE_BITS
      return { ...kind, littleEndian, snapLength: view.getUint32(at + OFFSET.snapLength, littleEndian), linkType }
    }
  }
  return undefined
}
