import { IPV4, IPV6, ipVersion, PROTOCOL } from './ip'
import { u16, u8 } from './read'
import { TCP } from './tcp'

/**
 * The internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit words. Sums are plain numbers, folded at the
 * end: the longest packet stays far below 2^53.
 */
export function sumOfWords(bytes: Uint8Array, from: number, to: number, start = 0): number {
  let sum = start
  let at = from
  for (; at + 1 < to; at += 2) sum += u16(bytes, at)
  return at < to ? sum + (u8(bytes, at) << 8) : sum
}

/** A sum folded into 16 bits, not complemented. */
export function folded(sum: number): number {
  let rest = sum
  while (rest > 0xffff) rest = (rest % 0x10000) + Math.floor(rest / 0x10000)
  return rest
}

export const internetChecksum = (bytes: Uint8Array, from: number, to: number, start = 0): number => folded(sumOfWords(bytes, from, to, start)) ^ 0xffff

/** Sum of TCP's pseudo-header (RFC 9293 section 3.1; RFC 8200 section 8.1): both addresses, the protocol, the segment's length. */
export function pseudoHeaderSum(bytes: Uint8Array, ip: number, tcpLength: number): number {
  const [from, to] = ipVersion(bytes, ip) === 4 ? [ip + IPV4.source, ip + IPV4.length] : [ip + IPV6.source, ip + IPV6.length]
  return sumOfWords(bytes, from, to, PROTOCOL.tcp + (tcpLength >>> 16) + (tcpLength & 0xffff))
}

/** Writes the right checksum into a whole TCP segment at `tcp`, ending at `end`, of the IP packet at `ip`. */
export function writeTcpChecksum(bytes: Uint8Array, ip: number, tcp: number, end: number): void {
  setChecksum(bytes, tcp + TCP.checksum, 0)
  setChecksum(bytes, tcp + TCP.checksum, internetChecksum(bytes, tcp, end, pseudoHeaderSum(bytes, ip, end - tcp)))
}

/** Writes the right header checksum into the IPv4 packet at `ip`. */
export function writeIpv4Checksum(bytes: Uint8Array, ip: number): void {
  setChecksum(bytes, ip + IPV4.checksum, 0)
  setChecksum(bytes, ip + IPV4.checksum, internetChecksum(bytes, ip, ip + (u8(bytes, ip) & 0x0f) * 4))
}

function setChecksum(bytes: Uint8Array, at: number, checksum: number): void {
  bytes[at] = checksum >>> 8
  bytes[at + 1] = checksum & 0xff
}

/**
 * What a checksum says. `partial`: it is only the pseudo-header's sum, the rest was left to the network card; on the loopback interface nobody
 * ever completes it (Linux: CHECKSUM_PARTIAL, net/ipv4/tcp_ipv4.c __tcp_v4_send_check). `unverifiable`: not all of the segment was captured.
 */
export type ChecksumState = 'good' | 'bad' | 'partial' | 'unverifiable'

/** @param tcp position of the TCP header, `packetEnd` where the segment ends by IP's lengths, `end` where what was captured ends */
export function tcpChecksumState(bytes: Uint8Array, ip: number, tcp: number, packetEnd: number, end: number): ChecksumState {
  const pseudo = pseudoHeaderSum(bytes, ip, packetEnd - tcp)
  if (u16(bytes, tcp + TCP.checksum) === folded(pseudo)) return 'partial'
  if (packetEnd > end) return 'unverifiable'
  return internetChecksum(bytes, tcp, packetEnd, pseudo) === 0 ? 'good' : 'bad'
}

/** @param ip position of an IPv4 header, wholly captured */
export const ipv4ChecksumState = (bytes: Uint8Array, ip: number): ChecksumState =>
  internetChecksum(bytes, ip, ip + (u8(bytes, ip) & 0x0f) * 4) === 0 ? 'good' : 'bad'
