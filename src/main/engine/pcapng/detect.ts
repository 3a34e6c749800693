import { BLOCK, BYTE_ORDER_MAGIC, BYTE_ORDER_MAGIC_SWAPPED } from './constants'
import { pcapHeader, PCAP_HEADER_BYTES } from './pcap-header'

/** What the first bytes of a file say that it is. `short`: a capture's beginning, but not even its header is whole. */
export type FileFormat = 'pcapng' | 'pcap' | 'short' | 'gzip' | 'zstd' | 'lz4' | 'empty' | 'unknown'

/** Bytes that detectFormat wants to see, where the file has so many. */
export const DETECT_BYTES = 24

/** First bytes of compressed files, which Wireshark opens too and people therefore try. */
const COMPRESSED: readonly (readonly [FileFormat, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]], ['zstd', [0x28, 0xb5, 0x2f, 0xfd]], ['lz4', [0x04, 0x22, 0x4d, 0x18]]
]

export function detectFormat(head: Uint8Array): FileFormat {
  if (head.length === 0) return 'empty'
  const compressed = COMPRESSED.find(([, magic]) => head.length >= magic.length && magic.every((byte, i) => head[i] === byte))
  if (compressed !== undefined) return compressed[0]
  const whole = new Uint8Array(Math.max(head.length, PCAP_HEADER_BYTES))
  whole.set(head)
  const view = new DataView(whole.buffer)
  if (pcapHeader(view, 0) !== undefined) return head.length < PCAP_HEADER_BYTES ? 'short' : 'pcap'
  if (view.getUint32(0) !== BLOCK.sectionHeader) return 'unknown'
  const magic = view.getUint32(8)
  if (magic !== BYTE_ORDER_MAGIC && magic !== BYTE_ORDER_MAGIC_SWAPPED) return head.length < 12 ? 'short' : 'unknown'
  return 'pcapng'
}
