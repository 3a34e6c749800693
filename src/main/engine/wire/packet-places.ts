import { IPV4, IPV6, ipVersion, tcpInIpv4, tcpInIpv6 } from './ip'
import { u16 } from './read'

/** Where the TCP header of an IP packet (from its first byte on) is; below 0 when there is none. */
export const tcpPosition = (packet: Uint8Array): number => (ipVersion(packet, 0) === 4 ? tcpInIpv4(packet, 0, packet.length) : tcpInIpv6(packet, 0, packet.length))

/** Bytes of the IP packet by its own length field. */
export const ipEnd = (packet: Uint8Array): number =>
  (ipVersion(packet, 0) === 4 ? u16(packet, IPV4.totalLength) : IPV6.length + u16(packet, IPV6.payloadLength))
