import type { AddressBook } from '../../../shared/model/address'
import type { Segment } from '../../../shared/model/segment'
import { seq } from '../../../shared/tcp/sequence'
import { DECODED, type Decoded } from './decoded'
import { IPV4, ipv4End, IPV6, ipv6End, ipVersion, tcpInIpv4, tcpInIpv6 } from './ip'
import { ipPosition } from './link'
import { u16, u32, u8 } from './read'
import { readTimestamps, TCP, tcpHeaderLength, TCP_MIN_HEADER } from './tcp'

/**
 * Decodes the TCP segment in a frame. The hot path of live capture and of files: numbers only, nothing is allocated for IPv4.
 *
 * @param bytes holds the frame from `offset` on; nothing behind `offset + capturedLength` is looked at
 * @param capturedLength bytes of the frame in the capture; may be more than `length` (some writers)
 * @param length bytes of the frame on the wire
 * @param linkType LINKTYPE_ number
 * @param into is filled but for `n` and `at`, which belong to the caller; holds nothing of use unless this returns DECODED.tcp
 * @returns DECODED.tcp, or why the frame is not a TCP segment
 */
export function decodeSegment(
  bytes: Uint8Array, offset: number, capturedLength: number, length: number, linkType: number, book: AddressBook, into: Segment
): Decoded {
  const end = Math.min(offset + capturedLength, bytes.length)
  const ip = ipPosition(bytes, offset, end, linkType)
  if (ip < 0) return -ip as Decoded
  const frameEnd = offset + Math.max(length, capturedLength)
  into.length = length
  into.capturedLength = capturedLength
  const version = ipVersion(bytes, ip)
  if (version === 4) return decodeIpv4(bytes, ip, end, frameEnd, book, into)
  return version === 6 ? decodeIpv6(bytes, ip, end, frameEnd, book, into) : DECODED.malformed
}

function decodeIpv4(bytes: Uint8Array, ip: number, end: number, frameEnd: number, book: AddressBook, into: Segment): Decoded {
  const tcp = tcpInIpv4(bytes, ip, end)
  if (tcp < 0) return -tcp as Decoded
  const decoded = decodeTcp(bytes, tcp, end, ipv4End(bytes, ip, frameEnd), into)
  if (decoded === DECODED.tcp) {
    into.source = book.ipv4(u32(bytes, ip + IPV4.source))
    into.destination = book.ipv4(u32(bytes, ip + IPV4.destination))
  }
  return decoded
}

function decodeIpv6(bytes: Uint8Array, ip: number, end: number, frameEnd: number, book: AddressBook, into: Segment): Decoded {
  const tcp = tcpInIpv6(bytes, ip, end)
  if (tcp < 0) return -tcp as Decoded
  const decoded = decodeTcp(bytes, tcp, end, ipv6End(bytes, ip, frameEnd), into)
  if (decoded === DECODED.tcp) {
    into.source = book.ipv6(bytes, ip + IPV6.source)
    into.destination = book.ipv6(bytes, ip + IPV6.destination)
  }
  return decoded
}

/**
 * @param end end of what was captured
 * @param packetEnd end of the IP packet by its own lengths: the payload ends there, captured or not
 */
function decodeTcp(bytes: Uint8Array, tcp: number, end: number, packetEnd: number, into: Segment): Decoded {
  if (tcp + TCP_MIN_HEADER > packetEnd) return DECODED.malformed
  if (tcp + TCP_MIN_HEADER > end) return DECODED.truncated
  const headerEnd = tcp + tcpHeaderLength(bytes, tcp)
  if (headerEnd < tcp + TCP_MIN_HEADER || headerEnd > packetEnd) return DECODED.malformed
  into.sourcePort = u16(bytes, tcp + TCP.sourcePort)
  into.destinationPort = u16(bytes, tcp + TCP.destinationPort)
  into.seq = seq(u32(bytes, tcp + TCP.seq))
  into.ack = seq(u32(bytes, tcp + TCP.ack))
  into.flags = u8(bytes, tcp + TCP.flags)
  into.window = u16(bytes, tcp + TCP.window)
  into.payloadLength = packetEnd - headerEnd
  readTimestamps(bytes, tcp + TCP.options, Math.min(headerEnd, end), into)
  return DECODED.tcp
}
