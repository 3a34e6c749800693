import { addressFamily, ETHERNET, isVlanTag, LOOPBACK, SLL, SLL2, VLAN_TAG } from './link'
import { LINK } from './link-types'
import { u16, u32, u8 } from './read'

/** The link layer's header, and its VLAN tags. Station addresses are written `00:1b:21:3c:4d:5e`. */
export type LinkDescription =
  | {
      readonly kind: 'ethernet'
      readonly length: number
      readonly source: string
      readonly destination: string
      readonly etherType: number
      readonly vlans: readonly number[]
    }
  | {
      readonly kind: 'linux-cooked'
      readonly length: number
      /** 0 to us, 1 broadcast, 2 multicast, 3 to another host, 4 from us (linux/if_packet.h). */
      readonly packetType: number
      readonly source: string
      /** Only LINKTYPE_LINUX_SLL2 has it. */
      readonly interfaceIndex: number | undefined
      readonly etherType: number
      readonly vlans: readonly number[]
    }
  | { readonly kind: 'loopback'; readonly length: number; readonly family: number }
  /** IP from the first byte on. */
  | { readonly kind: 'raw'; readonly length: 0 }

/**
 * @param ip where the IP header is, 0 when there is none
 * @returns undefined for a link type that is not decoded, or a header that was not wholly captured
 */
export function describeLink(frame: Uint8Array, linkType: number, ip: number): LinkDescription | undefined {
  switch (linkType) {
    case LINK.ethernet: return frame.length < ETHERNET.length ? undefined : ethernet(frame, ip)
    case LINK.linuxSll: return frame.length < SLL.length ? undefined : sll(frame, ip)
    case LINK.linuxSll2: return frame.length < SLL2.length ? undefined : sll2(frame, ip)
    case LINK.null:
    case LINK.loop: return frame.length < LOOPBACK.length ? undefined : { kind: 'loopback', length: LOOPBACK.length, family: addressFamily(frame, 0) }
    case LINK.raw:
    case LINK.ipv4:
    case LINK.ipv6: return { kind: 'raw', length: 0 }
    default: return undefined
  }
}

function ethernet(frame: Uint8Array, ip: number): LinkDescription {
  return {
    kind: 'ethernet', length: Math.max(ip, ETHERNET.length), source: station(frame, ETHERNET.source, 6), destination: station(frame, ETHERNET.destination, 6),
    ...tagged(frame, ETHERNET.etherType, ETHERNET.length)
  }
}

function sll(frame: Uint8Array, ip: number): LinkDescription {
  return {
    kind: 'linux-cooked', length: Math.max(ip, SLL.length), packetType: u16(frame, SLL.packetType), interfaceIndex: undefined,
    source: station(frame, SLL.address, u16(frame, SLL.addressLength)), ...tagged(frame, SLL.protocol, SLL.length)
  }
}

function sll2(frame: Uint8Array, ip: number): LinkDescription {
  return {
    kind: 'linux-cooked', length: Math.max(ip, SLL2.length), packetType: u8(frame, SLL2.packetType), interfaceIndex: u32(frame, SLL2.interfaceIndex),
    source: station(frame, SLL2.address, u8(frame, SLL2.addressLength)), ...tagged(frame, SLL2.protocol, SLL2.length)
  }
}

/** An address field of the cooked headers holds 8 bytes, whatever length it claims. */
const station = (frame: Uint8Array, at: number, length: number): string =>
  [...frame.subarray(at, at + Math.min(length, 8))].map((byte) => byte.toString(16).padStart(2, '0')).join(':')

/** The EtherType behind all tags that were captured, and the tags' VLAN identifiers (12 bits). */
function tagged(frame: Uint8Array, typeAt: number, headerEnd: number): { readonly etherType: number; readonly vlans: readonly number[] } {
  const vlans: number[] = []
  let etherType = u16(frame, typeAt)
  for (let at = headerEnd; isVlanTag(etherType) && at + VLAN_TAG.length <= frame.length; at += VLAN_TAG.length) {
    vlans.push(u16(frame, at + VLAN_TAG.control) & 0x0fff)
    etherType = u16(frame, at + VLAN_TAG.etherType)
  }
  return { etherType, vlans }
}
