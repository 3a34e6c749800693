/**
 * Codes of the pcapng format, named as in draft-ietf-opsawg-pcapng (section numbers of its 2026 text) and, for the journal block, in
 * draft-richardson-opsawg-pcapng-extras. Option codes are numbers of their own within each kind of block.
 */

/** Block Type codes (section 11.1, "Standardized Block Type Codes"). */
export const BLOCK = {
  /** Interface Description Block, section 4.2. */
  interfaceDescription: 0x00000001,
  /** Packet Block, obsolete (appendix A): read, never written. */
  packet: 0x00000002,
  /** Simple Packet Block, section 4.4: a packet without a stamp. Read, never written. */
  simplePacket: 0x00000003,
  /** Name Resolution Block, section 4.5. */
  nameResolution: 0x00000004,
  /** Interface Statistics Block, section 4.6. */
  interfaceStatistics: 0x00000005,
  /** Enhanced Packet Block, section 4.3. */
  enhancedPacket: 0x00000006,
  /** systemd Journal Export Block, of the extras draft. */
  journal: 0x00000009,
  /** Decryption Secrets Block, section 4.7. */
  decryptionSecrets: 0x0000000a,
  /** Custom Block that a rewriting program may copy, and one that it must not (section 4.8). */
  custom: 0x00000bad,
  customNoCopy: 0x40000bad,
  /** Section Header Block, section 4.1: the same number in both byte orders. */
  sectionHeader: 0x0a0d0d0a
} as const

/** Byte-Order Magic of a Section Header Block (section 4.1), and how it looks when the section has the other byte order. */
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d
export const BYTE_ORDER_MAGIC_SWAPPED = 0x4d3c2b1a

/** Options that any block may carry (section 3.5). */
export const OPTION = { endOfOptions: 0, comment: 1 } as const
/** Options of a Section Header Block (section 4.1). */
export const SHB_OPTION = { hardware: 2, os: 3, userApplication: 4 } as const
/** Options of an Interface Description Block (section 4.2). */
export const IDB_OPTION = { name: 2, description: 3, speed: 8, tsResolution: 9, filter: 11, os: 12, tsOffset: 14, hardware: 15 } as const
/** Options of an Enhanced Packet Block (section 4.3). */
export const EPB_OPTION = { flags: 2, dropCount: 4, packetId: 5, verdict: 7 } as const
/** pack_flags of the obsolete Packet Block (appendix A); its option 3 is a hash. */
export const PACK_OPTION = { flags: 2 } as const
/** Options of an Interface Statistics Block (section 4.6). */
export const ISB_OPTION = { startTime: 2, endTime: 3, received: 4, droppedByInterface: 5, filterAccepted: 6, droppedBySystem: 7, delivered: 8 } as const
/** Records of a Name Resolution Block (section 4.5). */
export const NRB_RECORD = { end: 0, ipv4: 1, ipv6: 2 } as const

/** Types of epb_verdict whose value is one 64-bit number (section 4.3). */
export const NUMBER_VERDICTS: ReadonlySet<number> = new Set([1, 2])

/** First octet of if_filter: the rest is a filter in libpcap's language. */
export const FILTER_LIBPCAP = 0

/** if_tsresol values: powers of ten. Without the option a section's stamps are microseconds. */
export const MICROSECONDS = 6
export const NANOSECONDS = 9

/** Section Length of a section whose length is not known in advance (section 4.1): all ones. */
export const LENGTH_UNSPECIFIED = -1n

/** Bytes of a block beside its body: type, total length, total length again (section 3.1). */
export const BLOCK_OVERHEAD = 12
/** Largest option value: Option Length has 16 bits (section 3.5). */
export const MAX_OPTION_BYTES = 0xffff
/**
 * Longest block that is read, bytes. No packet of a captured link is near it; a longer length is damage, and believing it would mean waiting
 * for (and holding) as many bytes. Wireshark draws the line at the same place (wiretap/pcapng.c, MAX_BLOCK_SIZE).
 */
export const MAX_BLOCK_BYTES = 16 * 1024 * 1024

/** Everything in a section is padded to 32 bits (section 3.6). */
export const padded = (bytes: number): number => (bytes + 3) & ~3
