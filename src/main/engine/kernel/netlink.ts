import { AF, libc, MSG, SOCK, sys } from '../native/libc'
import { errnoName } from '../native/errno'
import type { Errno } from '../native/errno'

/** linux/netlink.h: struct nlmsghdr { u32 len; u16 type; u16 flags; u32 seq; u32 pid }; messages are aligned to 4 bytes. */
export const NLMSGHDR = { len: 0, type: 4, flags: 6, seq: 8, bytes: 16 } as const
export const NLM_F = { request: 0x1, ack: 0x4, dump: 0x300, dumpInterrupted: 0x10 } as const
const NLMSG_ERROR = 2
const NLMSG_DONE = 3
const NETLINK_SOCK_DIAG = 4
/** The kernel fills at most 32 KiB a datagram of a dump (net/netlink/af_netlink.c, netlink_recvmsg). */
const BUFFER_BYTES = 65_536
/** Datagrams of one answer: 32 KiB each, so this bounds an answer to 4 GiB. */
const MAX_DATAGRAMS = 131_072

/** What came back, with the messages themselves already handed over. */
export interface Answer {
  /** null, or why the kernel refused. */
  readonly errno: Errno | null
  /** The kernel's table changed in a way that made the dump inconsistent. */
  readonly interrupted: boolean
}

/** A NETLINK_SOCK_DIAG socket (sock_diag(7)). Requests are answered before the call returns: the kernel works within send and recv. */
export class NetlinkSocket {
  /** The last datagram, in three widths; messages start at multiples of 4. */
  readonly bytes: Uint8Array
  readonly words: Uint32Array
  private readonly halves: Uint16Array
  private readonly fd: number
  private sequence = 0
  private closed = false

  private constructor(fd: number) {
    const buffer = new ArrayBuffer(BUFFER_BYTES)
    this.bytes = new Uint8Array(buffer)
    this.words = new Uint32Array(buffer)
    this.halves = new Uint16Array(buffer)
    this.fd = fd
  }

  static open(): { readonly socket: NetlinkSocket | undefined; readonly errno: Errno | null } {
    const { result, errno } = sys('socket', AF.netlink, SOCK.raw | SOCK.cloexec, NETLINK_SOCK_DIAG)
    return { socket: errno === null ? new NetlinkSocket(result) : undefined, errno }
  }

  /**
   * Sends one request and hands each message of its answer to `take`, as the offset of its payload in `bytes` and the payload's length.
   * @param request a whole message; its length and sequence number are filled in here
   */
  ask(request: Uint8Array, take: (offset: number, length: number) => void): Answer {
    this.sequence = (this.sequence + 1) >>> 0
    const view = new DataView(request.buffer, request.byteOffset, request.byteLength)
    view.setUint32(NLMSGHDR.len, request.length, true)
    view.setUint32(NLMSGHDR.seq, this.sequence, true)
    const sent = sys('send', this.fd, request, request.length, 0)
    if (sent.errno !== null) return { errno: sent.errno, interrupted: false }
    const dump = (view.getUint16(NLMSGHDR.flags, true) & NLM_F.dump) === NLM_F.dump
    let interrupted = false
    for (let i = 0; i < MAX_DATAGRAMS; i++) {
      const { result, errno } = sys('recv', this.fd, this.bytes, BUFFER_BYTES, MSG.dontWait)
      if (errno !== null) return { errno, interrupted }
      for (let offset = 0; offset + NLMSGHDR.bytes <= result; ) {
        const length = this.words[offset >> 2] ?? 0
        if (length < NLMSGHDR.bytes || offset + length > result) return { errno: 'EBADMSG', interrupted }
        const type = this.halves[(offset + NLMSGHDR.type) >> 1] ?? 0
        const own = this.words[(offset + NLMSGHDR.seq) >> 2] === this.sequence
        if (own) {
          interrupted ||= ((this.halves[(offset + NLMSGHDR.flags) >> 1] ?? 0) & NLM_F.dumpInterrupted) !== 0
          if (type === NLMSG_DONE) return { errno: this.errorAt(offset, length), interrupted }
          if (type === NLMSG_ERROR) return { errno: this.errorAt(offset, length), interrupted }
          take(offset + NLMSGHDR.bytes, length - NLMSGHDR.bytes)
          if (!dump) return { errno: null, interrupted }
        }
        offset += (length + 3) & ~3
      }
    }
    return { errno: 'EMSGSIZE', interrupted }
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    libc().close(this.fd)
  }

  /** NLMSG_ERROR and NLMSG_DONE carry an int: 0 or a negative errno. */
  private errorAt(offset: number, length: number): Errno | null {
    const number = length >= NLMSGHDR.bytes + 4 ? (this.words[(offset + NLMSGHDR.bytes) >> 2] ?? 0) | 0 : 0
    return number < 0 ? errnoName(-number) : null
  }
}
