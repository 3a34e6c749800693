import { err, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import type { Errno } from './errno'
import { AF, IPPROTO, libc, SOCK, sys, TCP } from './libc'
import { bindTo, connectTo, setOption } from './sockets'
import type { SocketAddress } from './sockets'

/** One end of a connection that is to stand without a handshake (TCP_REPAIR: linux/tcp.h, net/ipv4/tcp.c tcp_repair_…; needs CAP_NET_ADMIN). */
export interface RepairRequest {
  readonly local: SocketAddress
  readonly remote: SocketAddress
  /** Sequence number of the next byte it sends, and of the next it expects. */
  readonly send: number
  readonly receive: number
  /** Its timestamps option begins with this value; undefined: it has none. */
  readonly timestamp: number | undefined
}

const REPAIR = { on: 1, offWithoutProbe: -1 } as const
/** linux/tcp.h: TCP_RECV_QUEUE, TCP_SEND_QUEUE. */
const QUEUE = { receive: 1, send: 2 } as const
/** struct tcp_repair_opt { u32 code; u32 value }: the codes are those of TCP options. */
const OPTION = { mss: 2, windowScale: 3, sackPermitted: 4, timestamps: 8 } as const
/** As a connection on lo agrees on: MSS of an MTU of 65,536, and windows that count in units of 2^7. */
const LOOPBACK_MSS = 65_483
const SCALE = 7
/** Bytes that either end may send before it hears of the other. */
const WINDOW = 65_536

/** @returns a connected non-blocking descriptor; the caller closes it */
export function repairedSocket(request: RepairRequest): Result<number, { readonly kind: 'errno'; readonly call: string; readonly errno: Errno }> {
  const family = request.local.address.includes(':') ? AF.inet6 : AF.inet
  const { result: fd, errno } = sys('socket', family, SOCK.stream | SOCK.nonblock | SOCK.cloexec, 0)
  if (errno !== null) return err({ kind: 'errno', call: 'socket', errno })
  for (const [call, make] of steps(fd, request)) {
    const refused = make()
    if (refused === null) continue
    libc().close(fd)
    return err({ kind: 'errno', call, errno: refused })
  }
  return ok(fd)
}

function steps(fd: number, { local, remote, send, receive, timestamp }: RepairRequest): readonly (readonly [string, () => Errno | null])[] {
  const tcp = (option: number, value: number): (() => Errno | null) => () => setOption(fd, IPPROTO.tcp, option, value).errno
  const options = new Uint32Array([
    OPTION.mss, LOOPBACK_MSS, OPTION.windowScale, SCALE | (SCALE << 16), OPTION.sackPermitted, 0, ...(timestamp === undefined ? [] : [OPTION.timestamps, 0])
  ])
  // struct tcp_repair_window { u32 snd_wl1, snd_wnd, max_window, rcv_wnd, rcv_wup }
  const windows = new Uint32Array([receive, WINDOW, WINDOW, WINDOW, receive])
  return [
    ['setsockopt(TCP_REPAIR)', tcp(TCP.repair, REPAIR.on)],
    // TCP_REPAIR itself lets bind() take an address that a listener has (SK_FORCE_REUSE); SO_REUSEADDR would take that back.
    ['bind', () => bindTo(fd, local).errno],
    ['setsockopt(TCP_REPAIR_QUEUE)', tcp(TCP.repairQueue, QUEUE.send)], ['setsockopt(TCP_QUEUE_SEQ)', tcp(TCP.queueSeq, send)],
    ['setsockopt(TCP_REPAIR_QUEUE)', tcp(TCP.repairQueue, QUEUE.receive)], ['setsockopt(TCP_QUEUE_SEQ)', tcp(TCP.queueSeq, receive)],
    ['connect', () => connectTo(fd, remote).errno],
    ['setsockopt(TCP_REPAIR_OPTIONS)', () => sys('setsockopt', fd, IPPROTO.tcp, TCP.repairOptions, options, options.byteLength).errno],
    ['setsockopt(TCP_REPAIR_WINDOW)', () => sys('setsockopt', fd, IPPROTO.tcp, TCP.repairWindow, windows, windows.byteLength).errno],
    ...(timestamp === undefined ? [] : [['setsockopt(TCP_TIMESTAMP)', tcp(TCP.timestamp, timestamp)] as const]),
    ['setsockopt(TCP_REPAIR)', tcp(TCP.repair, REPAIR.offWithoutProbe)]
  ]
}
