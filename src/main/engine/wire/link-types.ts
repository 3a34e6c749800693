/** LINKTYPE_ numbers (tcpdump.org/linktypes.html) of the link layers that are decoded. */
export const LINK = { null: 0, ethernet: 1, raw: 101, loop: 108, linuxSll: 113, ipv4: 228, ipv6: 229, linuxSll2: 276 } as const
