import { folded, pseudoHeaderSum, sumOfWords, tcpChecksumState } from './checksum'
import { IPV4, ipv4End, IPV6, ipv6End, ipVersion, PROTOCOL, tcpInIpv4 } from './ip'
import { ETHERNET, ipPosition, SLL, SLL2 } from './link'
import { LINK } from './link-types'
import { u16, u8 } from './read'
import { TCP, TCP_MIN_HEADER, tcpHeaderLength } from './tcp'

/** What is changed in a frame. */
export interface FramePrivacy {
  /** The new address for one of 4 or 16 bytes, as many bytes; undefined: addresses stay. */
  readonly address: ((bytes: Uint8Array) => Uint8Array) | undefined
  readonly withoutPayload: boolean
}

/** Options of IPv4 that could name addresses become this (RFC 791 section 3.1: no operation). */
const NO_OPERATION = 1

/**
 * Takes addresses and payload out of a captured TCP segment, in place. Checksums stay what they were: a right one is right for the new addresses, a wrong one is as wrong as
 * before, one that was left to the network card is still only the pseudo-header's sum (RFC 1624). Lengths in the headers stay: a payload that was removed is
 * one that was not captured.
 * @param frame the captured bytes, the caller's own copy
 * @param length bytes of the frame on the wire
 * @returns how many of the captured bytes are left; undefined when the frame is no TCP segment whose parts are all known, and nothing of it may be handed on
 */
export function makePrivate(frame: Uint8Array, length: number, linkType: number, privacy: FramePrivacy): number | undefined {
  const ip = ipPosition(frame, 0, frame.length, linkType)
  if (ip < 0) return undefined
  const version = ipVersion(frame, ip)
  const tcp = version === 4 ? tcpInIpv4(frame, ip, frame.length) : version === 6 ? plainTcpInIpv6(frame, ip) : -1
  if (tcp < 0 || tcp + TCP_MIN_HEADER > frame.length) return undefined
  const frameEnd = Math.max(length, frame.length)
  const packetEnd = version === 4 ? ipv4End(frame, ip, frameEnd) : ipv6End(frame, ip, frameEnd)
  if (privacy.address !== undefined) {
    const before = tcpChecksumState(frame, ip, tcp, packetEnd, frame.length)
    const pseudo = folded(pseudoHeaderSum(frame, ip, packetEnd - tcp))
    if (version === 4) replaceIpv4(frame, ip, tcp, privacy.address)
    else for (const at of [ip + IPV6.source, ip + IPV6.destination]) frame.set(privacy.address(frame.slice(at, at + 16)), at)
    const after = folded(pseudoHeaderSum(frame, ip, packetEnd - tcp))
    put16(frame, tcp + TCP.checksum, before === 'partial' ? after : updated(u16(frame, tcp + TCP.checksum), pseudo, after))
    clearHardwareAddresses(frame, linkType)
  }
  if (!privacy.withoutPayload) return frame.length
  return Math.min(frame.length, Math.max(tcp + TCP_MIN_HEADER, Math.min(tcp + tcpHeaderLength(frame, tcp), packetEnd)))
}

/** Extension headers may hold addresses (RFC 8200 section 4.4): only a packet without any is handed on. */
function plainTcpInIpv6(frame: Uint8Array, ip: number): number {
  if (ip + IPV6.length > frame.length) return -1
  return u8(frame, ip + IPV6.nextHeader) === PROTOCOL.tcp ? ip + IPV6.length : -1
}

function replaceIpv4(frame: Uint8Array, ip: number, headerEnd: number, address: (bytes: Uint8Array) => Uint8Array): void {
  const before = folded(sumOfWords(frame, ip + IPV4.source, headerEnd))
  for (const at of [ip + IPV4.source, ip + IPV4.destination]) frame.set(address(frame.slice(at, at + 4)), at)
  frame.fill(NO_OPERATION, ip + IPV4.length, headerEnd)
  put16(frame, ip + IPV4.checksum, updated(u16(frame, ip + IPV4.checksum), before, folded(sumOfWords(frame, ip + IPV4.source, headerEnd))))
}

/** RFC 1624 equation 3: HC' = ~(~HC + ~m + m'). */
const updated = (checksum: number, before: number, after: number): number => folded((checksum ^ 0xffff) + (before ^ 0xffff) + after) ^ 0xffff

function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8
  bytes[at + 1] = value & 0xff
}

function clearHardwareAddresses(frame: Uint8Array, linkType: number): void {
  if (linkType === LINK.ethernet) frame.fill(0, ETHERNET.destination, ETHERNET.etherType)
  else if (linkType === LINK.linuxSll) frame.fill(0, SLL.address, SLL.protocol)
  else if (linkType === LINK.linuxSll2) frame.fill(0, SLL2.address, SLL2.length)
}
