import type { Segment } from '../../../shared/model/segment'
import { u32, u8 } from './read'

/** TCP header (RFC 9293 section 3.1). */
export const TCP = {
  sourcePort: 0, destinationPort: 2, seq: 4, ack: 8, dataOffset: 12, flags: 13, window: 14, checksum: 16, urgentPointer: 18, options: 20
} as const
/** Bytes of a header without options. */
export const TCP_MIN_HEADER = TCP.options

/** Option kinds (RFC 9293 section 3.2; RFC 7323; RFC 2018). */
export const TCP_OPTION = { end: 0, noOperation: 1, mss: 2, windowScale: 3, sackPermitted: 4, sack: 5, timestamps: 8 } as const
/** The timestamps option: kind, length, TSval, TSecr (RFC 7323 section 3.2). */
export const TIMESTAMPS = { value: 2, echo: 6, length: 10 } as const
/** What nearly every segment's options begin with: NOP, NOP, timestamps, 10 (RFC 7323 appendix A). */
const ALIGNED_TIMESTAMPS = 0x0101080a

/** Bytes of header, from the Data Offset; the caller has checked that TCP_MIN_HEADER bytes are there. */
export const tcpHeaderLength = (bytes: Uint8Array, at: number): number => (u8(bytes, at + TCP.dataOffset) >>> 4) * 4

/** TSval and TSecr into the segment, or -1 for both. @param end end of the options, or of what was captured of them */
export function readTimestamps(bytes: Uint8Array, options: number, end: number, into: Segment): void {
  let at = options
  if (end - at >= 2 + TIMESTAMPS.length && u32(bytes, at) === ALIGNED_TIMESTAMPS) at += 2
  else at = findTimestamps(bytes, at, end)
  into.tsVal = at < 0 ? -1 : u32(bytes, at + TIMESTAMPS.value)
  into.tsEcr = at < 0 ? -1 : u32(bytes, at + TIMESTAMPS.echo)
}

/** @returns where the option begins, or -1 */
function findTimestamps(bytes: Uint8Array, options: number, end: number): number {
  let at = options
  while (at < end) {
    const kind = u8(bytes, at)
    if (kind === TCP_OPTION.end) return -1
    if (kind === TCP_OPTION.noOperation) {
      at++
      continue
    }
    const length = at + 1 < end ? u8(bytes, at + 1) : 0
    if (length < 2 || at + length > end) return -1
    if (kind === TCP_OPTION.timestamps && length === TIMESTAMPS.length) return at
    at += length
  }
  return -1
}

