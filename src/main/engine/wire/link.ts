import { DECODED, type Decoded } from './decoded'
import { LINK } from './link-types'
import { u16, u32 } from './read'

/** EtherType values (IEEE 802 Numbers, IANA). */
export const ETHER_TYPE = {
  ipv4: 0x0800, ipv6: 0x86dd, vlan: 0x8100, serviceVlan: 0x88a8, oldServiceVlan: 0x9100, mpls: 0x8847, mplsMulticast: 0x8848, pppoe: 0x8864
} as const
/** IEEE 802.3. */
export const ETHERNET = { destination: 0, source: 6, etherType: 12, length: 14 } as const
/** IEEE 802.1Q: the tag's control information, then the EtherType of what follows. */
export const VLAN_TAG = { control: 0, etherType: 2, length: 4 } as const
/** LINKTYPE_LINUX_SLL: packet type, device type, address length, address (8), protocol. */
export const SLL = { packetType: 0, addressLength: 4, address: 6, protocol: 14, length: 16 } as const
/** LINKTYPE_LINUX_SLL2: protocol, reserved, interface index, device type, packet type, address length, address (8). */
export const SLL2 = { protocol: 0, interfaceIndex: 4, packetType: 10, addressLength: 11, address: 12, length: 20 } as const
/** LINKTYPE_NULL in the capturing machine's byte order, LINKTYPE_LOOP in network order: an address family, 4 bytes. */
export const LOOPBACK = { family: 0, length: 4 } as const
/** AF_INET everywhere; AF_INET6 of Linux, NetBSD and OpenBSD, FreeBSD, macOS. */
const FAMILY_IPV4 = 2
const FAMILIES_IPV6: ReadonlySet<number> = new Set([10, 24, 28, 30])
/** Tags in a row; two are QinQ. */
const MAX_TAGS = 4

/**
 * Where the IP header of a frame is. Numbers only: this is the first step of the hot path.
 * @param end end of what was captured
 * @returns the position; or, when there is none, minus the Decoded that says why (never 0)
 */
export function ipPosition(bytes: Uint8Array, offset: number, end: number, linkType: number): number {
  switch (linkType) {
    case LINK.ethernet: return afterHeader(bytes, offset + ETHERNET.etherType, offset + ETHERNET.length, end)
    case LINK.linuxSll: return afterHeader(bytes, offset + SLL.protocol, offset + SLL.length, end)
    case LINK.linuxSll2: return afterHeader(bytes, offset + SLL2.protocol, offset + SLL2.length, end)
    case LINK.null:
    case LINK.loop: return afterFamily(bytes, offset, end)
    case LINK.raw:
    case LINK.ipv4:
    case LINK.ipv6: return offset < end ? offset : -DECODED.truncated
    default: return -DECODED.unknownLink
  }
}

/** Behind a header whose EtherType is at `typeAt`, and behind VLAN tags. */
function afterHeader(bytes: Uint8Array, typeAt: number, headerEnd: number, end: number): number {
  if (headerEnd >= end) return -DECODED.truncated
  let etherType = u16(bytes, typeAt)
  let at = headerEnd
  for (let tags = 0; isVlanTag(etherType) && tags < MAX_TAGS; tags++) {
    if (at + VLAN_TAG.length >= end) return -DECODED.truncated
    etherType = u16(bytes, at + VLAN_TAG.etherType)
    at += VLAN_TAG.length
  }
  return etherType === ETHER_TYPE.ipv4 || etherType === ETHER_TYPE.ipv6 ? at : -notIp(etherType)
}

export const isVlanTag = (etherType: number): boolean =>
  etherType === ETHER_TYPE.vlan || etherType === ETHER_TYPE.serviceVlan || etherType === ETHER_TYPE.oldServiceVlan

function notIp(etherType: number): Decoded {
  const carriesIp = etherType === ETHER_TYPE.mpls || etherType === ETHER_TYPE.mplsMulticast || etherType === ETHER_TYPE.pppoe || isVlanTag(etherType)
  return carriesIp ? DECODED.tunnel : DECODED.notIp
}

function afterFamily(bytes: Uint8Array, offset: number, end: number): number {
  if (offset + LOOPBACK.length >= end) return -DECODED.truncated
  const family = addressFamily(bytes, offset)
  return family === FAMILY_IPV4 || FAMILIES_IPV6.has(family) ? offset + LOOPBACK.length : -DECODED.notIp
}

/** The family of a NULL or LOOP header, whichever byte order it is in: all families are small numbers. */
export function addressFamily(bytes: Uint8Array, offset: number): number {
  const family = u32(bytes, offset)
  return family <= 0xffff ? family : ((family >>> 24) | ((family >>> 8) & 0xff00)) >>> 0
}
