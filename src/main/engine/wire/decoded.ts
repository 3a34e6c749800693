/** What a frame turned out to be. Everything but `tcp` is counted by its name and named once. */
export const DECODED = {
  /** A TCP segment. */
  tcp: 0,
  /** ARP, a bridge's chatter …: nothing that IP carries. */
  notIp: 1,
  /** Another transport protocol, UDP first of all. */
  notTcp: 2,
  /** ICMP or ICMPv6. A TCP header quoted in one is no segment. */
  icmp: 3,
  /** A part of an IP packet. Nothing is reassembled. */
  fragment: 4,
  /** IP within something that is not opened: IP in IP, GRE, ESP, MPLS, PPPoE. */
  tunnel: 5,
  /** Captured too short to hold the TCP header's fixed part. */
  truncated: 6,
  /** A link layer that is not decoded. */
  unknownLink: 7,
  /** A header that contradicts itself: too short a length, another version. */
  malformed: 8
} as const

export type Decoded = (typeof DECODED)[keyof typeof DECODED]

/** The names, as they are counted under, by number. */
export const DECODED_NAMES = ['tcp', 'not-ip', 'not-tcp', 'icmp', 'fragment', 'tunnel', 'truncated', 'unknown-link', 'malformed'] as const
export type DecodedName = (typeof DECODED_NAMES)[number]
