/** What one packet carries beside its bytes. */
export interface PacketOptions {
  readonly comments: readonly string[]
  /** epb_flags (draft-ietf-opsawg-pcapng, section 4.3.1); undefined when absent. */
  readonly flags: number | undefined
  /** Packets lost since the one before it on its interface. */
  readonly dropCount: number | undefined
  readonly packetId: bigint | undefined
  readonly verdicts: readonly PacketVerdict[]
}

/**
 * epb_verdict (section 4.3): its type is 0 for the hardware's, 1 for eBPF TC's (TC_ACT_…), 2 for XDP's (xdp_action). The two latter are one
 * 64-bit number, in the section's byte order; anything else is bytes.
 */
export interface PacketVerdict {
  readonly type: number
  readonly value: bigint | Uint8Array
}

/** A packet of a batch with options worth an object (any but epb_flags alone). */
export interface PacketAnnotation extends PacketOptions {
  /** Index in the batch. */
  readonly index: number
}
