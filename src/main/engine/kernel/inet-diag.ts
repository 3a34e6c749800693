import { TCP_STATES, fromKernelState } from '../../../shared/tcp/state'
import type { TcpState } from '../../../shared/tcp/state'
import { TIMER_KINDS } from '../../../shared/model/socket-sample'
import type { TimerKind } from '../../../shared/model/socket-sample'
import { NLM_F, NLMSGHDR } from './netlink'
import { IPPROTO } from '../native/libc'

/** linux/sock_diag.h and linux/inet_diag.h: message types. */
const SOCK_DIAG_BY_FAMILY = 20
const SOCK_DESTROY = 21
/** The request from before families had their own: the only one that walks the kernel's table once for both (net/ipv4/inet_diag.c, inet_diag_dump_compat). */
const TCPDIAG_GETSOCK = 18

/**
 * struct inet_diag_sockid {   48 bytes
 *   be16 sport, dport;
 *   be32 src[4], dst[4];      an IPv4 address fills the first
 *   u32  if;
 *   u32  cookie[2];           all ones: any
 * }
 */
const SOCKID = { sport: 0, dport: 2, src: 4, dst: 20, interface: 36, cookie: 40, bytes: 48 } as const

/** struct inet_diag_req_v2 { u8 family, protocol, ext, pad; u32 states; sockid id }   56 bytes */
const REQ_V2 = { family: 0, protocol: 1, states: 4, id: 8, bytes: 56 } as const

/** struct inet_diag_req { u8 family, src_len, dst_len, ext; sockid id; u32 states; u32 dbs }   60 bytes */
const REQ_V1 = { family: 0, id: 4, states: 52, bytes: 60 } as const

/** struct inet_diag_msg { u8 family, state, timer, retrans; sockid id; u32 expires, rqueue, wqueue, uid, inode }   72 bytes, attributes follow */
export const INET_DIAG_MSG = {
  family: 0, state: 1, timer: 2, retrans: 3, sport: 4, dport: 6, src: 8, dst: 24, cookie: 44, expires: 52, rqueue: 56, wqueue: 60, uid: 64, inode: 68, bytes: 72
} as const

const KERNEL_STATES = 16
/** Index into TCP_STATES for each kernel number; 255 for one this program does not know. */
export const STATE_INDEX = Uint8Array.from({ length: KERNEL_STATES }, (_, number) => {
  const state = fromKernelState(number)
  return state === undefined ? 255 : TCP_STATES.indexOf(state)
})

/** The kernel's mask of states: bit n for state number n. SYN-RECEIVED stands for its two numbers. */
export const stateMask = (states: readonly TcpState[]): number =>
  Array.from({ length: KERNEL_STATES }, (_, number) => number).reduce((mask, number) => {
    const state = fromKernelState(number)
    return state !== undefined && states.includes(state) ? mask | (1 << number) : mask
  }, 0)

/** Index into TIMER_KINDS plus 1. */
const timerNumber = (kind: TimerKind): number => TIMER_KINDS.indexOf(kind) + 1
const TIME_WAIT_STATE = 6
const TIMERS = [0, timerNumber('retransmit'), timerNumber('keepalive'), timerNumber('time-wait'), timerNumber('probe')] as const
const FIN_WAIT_2_TIMER = timerNumber('fin-wait-2')

/**
 * @param idiagTimer 0 none, 1 retransmit, 2 keepalive, 3 a minisock's, 4 zero-window probe (net/ipv4/inet_diag.c, inet_sk_diag_fill)
 * @param kernelState of a minisock: its substate, TIME-WAIT or FIN-WAIT-2
 * @returns index into TIMER_KINDS plus 1, 0 for none
 */
export const timerOf = (idiagTimer: number, kernelState: number): number =>
  idiagTimer === 3 && kernelState !== TIME_WAIT_STATE ? FIN_WAIT_2_TIMER : (TIMERS[idiagTimer] ?? 0)

/** A dump of one family's TCP sockets. */
export function dumpRequest(family: number, states: number): Uint8Array {
  const { request, view } = message(SOCK_DIAG_BY_FAMILY, NLM_F.request | NLM_F.dump, REQ_V2.bytes)
  request[NLMSGHDR.bytes + REQ_V2.family] = family
  request[NLMSGHDR.bytes + REQ_V2.protocol] = IPPROTO.tcp
  view.setUint32(NLMSGHDR.bytes + REQ_V2.states, states, true)
  return request
}

/** A dump of both families in one walk. */
export function dumpBothRequest(family: number, states: number): Uint8Array {
  const { request, view } = message(TCPDIAG_GETSOCK, NLM_F.request | NLM_F.dump, REQ_V1.bytes)
  request[NLMSGHDR.bytes + REQ_V1.family] = family
  view.setUint32(NLMSGHDR.bytes + REQ_V1.states, states, true)
  return request
}

/** One socket's name for the kernel: family and addresses as 16 bytes each. */
export interface SocketName {
  readonly family: number
  readonly local: Uint8Array
  readonly localPort: number
  readonly remote: Uint8Array
  readonly remotePort: number
}

/** A request about exactly one socket, to be filled again and again. */
export class ExactRequest {
  readonly bytes: Uint8Array
  private readonly view: DataView

  constructor(purpose: 'look up' | 'destroy') {
    const { request, view } = purpose === 'destroy'
      ? message(SOCK_DESTROY, NLM_F.request | NLM_F.ack, REQ_V2.bytes)
      : message(SOCK_DIAG_BY_FAMILY, NLM_F.request, REQ_V2.bytes)
    request[NLMSGHDR.bytes + REQ_V2.protocol] = IPPROTO.tcp
    view.setUint32(NLMSGHDR.bytes + REQ_V2.states, 0xffffffff, true)
    this.bytes = request
    this.view = view
  }

  /** @param cookie undefined: whichever socket has this name */
  fill(name: SocketName, cookie?: bigint): Uint8Array {
    const id = NLMSGHDR.bytes + REQ_V2.id
    this.bytes[NLMSGHDR.bytes + REQ_V2.family] = name.family
    this.view.setUint16(id + SOCKID.sport, name.localPort)
    this.view.setUint16(id + SOCKID.dport, name.remotePort)
    this.bytes.set(name.local, id + SOCKID.src)
    this.bytes.set(name.remote, id + SOCKID.dst)
    this.view.setBigUint64(id + SOCKID.cookie, cookie ?? 0xffffffffffffffffn, true)
    return this.bytes
  }
}

function message(type: number, flags: number, payload: number): { readonly request: Uint8Array; readonly view: DataView } {
  const request = new Uint8Array(NLMSGHDR.bytes + payload)
  const view = new DataView(request.buffer)
  view.setUint16(NLMSGHDR.type, type, true)
  view.setUint16(NLMSGHDR.flags, flags, true)
  return { request, view }
}
