/** What one packet carries beside its bytes. */
export interface PacketOptions {
  readonly comments: readonly string[]
  /** epb_flags, see EPB_FLAG; undefined when absent. */
  readonly flags: number | undefined
  /** Packets lost since the one before it on its interface. */
  readonly dropCount: number | undefined
  readonly packetId: bigint | undefined
  readonly verdicts: readonly PacketVerdict[]
}

/** epb_verdict: 0 the hardware's, 1 of eBPF TC, 2 of XDP; `data` is the bytes after that octet, as they stand in the file. */
export interface PacketVerdict {
  readonly kind: number
  readonly data: Uint8Array
}

/** A packet of a batch with options worth an object (any but epb_flags alone). */
export interface PacketAnnotation extends PacketOptions {
  /** Index in the batch. */
  readonly index: number
}
