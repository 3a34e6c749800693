import { DECODED, type Decoded } from './decoded'
import { u16, u8 } from './read'

/** IPv4 header (RFC 791 section 3.1). */
export const IPV4 = {
  versionAndLength: 0, typeOfService: 1, totalLength: 2, identification: 4, flagsAndOffset: 6, timeToLive: 8, protocol: 9, checksum: 10, source: 12,
  destination: 16, length: 20
} as const
/** IPv4's Don't Fragment, and More Fragments together with Fragment Offset: any of these means a fragment. */
export const IPV4_DONT_FRAGMENT = 0x4000
const IPV4_FRAGMENT_BITS = 0x3fff

/** IPv6 header (RFC 8200 section 3). */
export const IPV6 = { versionClassAndFlow: 0, payloadLength: 4, nextHeader: 6, hopLimit: 7, source: 8, destination: 24, length: 40 } as const
/** Every IPv6 extension header but the two below: next header, length in units of 8 bytes beyond the first 8 (RFC 8200 section 4). */
const EXTENSION = { nextHeader: 0, length: 1 } as const
/** Fragment header (RFC 8200 section 4.5): offset and More bit in one word. */
const FRAGMENT = { offsetAndMore: 2, length: 8 } as const
const FRAGMENT_BITS = 0xfff9
/** Extension headers walked of one packet. RFC 8200 foresees seven; a hostile packet may have a hundred. */
const MAX_EXTENSIONS = 16

/** Protocol numbers (IANA): transports, and the extension headers of IPv6. */
export const PROTOCOL = {
  hopByHop: 0, icmp: 1, ipInIp: 4, tcp: 6, udp: 17, ipv6InIp: 41, routing: 43, fragment: 44, gre: 47, esp: 50, authentication: 51, icmpv6: 58,
  noNextHeader: 59, destinationOptions: 60, etherIp: 97, mobility: 135, hostIdentity: 139, shim6: 140
} as const

export const ipVersion = (bytes: Uint8Array, at: number): number => u8(bytes, at) >>> 4

/**
 * Where the TCP header of an IPv4 packet is.
 * @returns the position; or minus the Decoded that says why there is none
 */
export function tcpInIpv4(bytes: Uint8Array, at: number, end: number): number {
  if (at + IPV4.length > end) return -DECODED.truncated
  const headerLength = (u8(bytes, at) & 0x0f) * 4
  if (headerLength < IPV4.length) return -DECODED.malformed
  if ((u16(bytes, at + IPV4.flagsAndOffset) & IPV4_FRAGMENT_BITS) !== 0) return -DECODED.fragment
  const protocol = u8(bytes, at + IPV4.protocol)
  return protocol === PROTOCOL.tcp ? at + headerLength : -transport(protocol)
}

/**
 * Where an IPv4 packet ends.
 * @param frameEnd where the frame ended on the wire: taken when Total Length is 0, as of a segment that the network card was to cut up (TSO)
 */
export function ipv4End(bytes: Uint8Array, at: number, frameEnd: number): number {
  const totalLength = u16(bytes, at + IPV4.totalLength)
  return totalLength === 0 ? frameEnd : at + totalLength
}

/** Where the TCP header of an IPv6 packet is, behind its extension headers. @returns the position; or minus the Decoded that says why not */
export function tcpInIpv6(bytes: Uint8Array, at: number, end: number): number {
  if (at + IPV6.length > end) return -DECODED.truncated
  let next = u8(bytes, at + IPV6.nextHeader)
  let header = at + IPV6.length
  for (let walked = 0; walked < MAX_EXTENSIONS; walked++) {
    if (next === PROTOCOL.tcp) return header
    if (!isExtension(next)) return -transport(next)
    if (header + FRAGMENT.length > end) return -DECODED.truncated
    // A fragment header that cuts nothing off is an atomic fragment (RFC 6946): the packet is whole.
    if (next === PROTOCOL.fragment && (u16(bytes, header + FRAGMENT.offsetAndMore) & FRAGMENT_BITS) !== 0) return -DECODED.fragment
    const length = extensionLength(next, u8(bytes, header + EXTENSION.length))
    next = u8(bytes, header + EXTENSION.nextHeader)
    header += length
  }
  return -DECODED.malformed
}

/** Where an IPv6 packet ends. Payload Length is 0 for a jumbogram (RFC 2675) and for what the network card was to cut up: then the frame's end. */
export function ipv6End(bytes: Uint8Array, at: number, frameEnd: number): number {
  const payloadLength = u16(bytes, at + IPV6.payloadLength)
  return payloadLength === 0 ? frameEnd : at + IPV6.length + payloadLength
}

/** The fragment header is 8 bytes; the authentication header counts in units of 4 (RFC 4302 section 2.2); all others in units of 8. */
function extensionLength(kind: number, length: number): number {
  if (kind === PROTOCOL.fragment) return FRAGMENT.length
  return kind === PROTOCOL.authentication ? (length + 2) * 4 : (length + 1) * 8
}

function isExtension(protocol: number): boolean {
  switch (protocol) {
    case PROTOCOL.hopByHop:
    case PROTOCOL.routing:
    case PROTOCOL.fragment:
    case PROTOCOL.authentication:
    case PROTOCOL.destinationOptions:
    case PROTOCOL.mobility:
    case PROTOCOL.hostIdentity:
    case PROTOCOL.shim6: return true
    default: return false
  }
}

/** What a packet is whose transport is not TCP. */
function transport(protocol: number): Decoded {
  switch (protocol) {
    case PROTOCOL.icmp:
    case PROTOCOL.icmpv6: return DECODED.icmp
    case PROTOCOL.ipInIp:
    case PROTOCOL.ipv6InIp:
    case PROTOCOL.gre:
    case PROTOCOL.esp:
    case PROTOCOL.authentication:
    case PROTOCOL.etherIp: return DECODED.tunnel
    default: return DECODED.notTcp
  }
}

