import type { Nanoseconds } from '../base/brand'
import type { TcpState } from '../tcp/state'
import type { AddressId } from './address'

/** The timer a socket waits on (include/uapi/linux/inet_diag.h idiag_timer: 1 retransmit, 2 keepalive, 3 time-wait, 4 probe). */
export const TIMER_KINDS = ['time-wait', 'fin-wait-2', 'retransmit', 'keepalive', 'probe'] as const
export type TimerKind = (typeof TIMER_KINDS)[number]

/** One kernel socket at one instant, as NETLINK_SOCK_DIAG told it. */
export interface SocketSample {
  /** The clock just before and just after the kernel was asked: the state held at some instant between. */
  readonly since: Nanoseconds
  readonly at: Nanoseconds
  readonly local: AddressId
  readonly localPort: number
  readonly remote: AddressId
  readonly remotePort: number
  readonly state: TcpState
  /** A minisock (the kernel keeps no full socket any more): TIME-WAIT, or FIN-WAIT-2 after close(). */
  readonly timer: TimerKind | undefined
  /** ms until that timer fires; 0 when overdue. The kernel's own number, in steps of one jiffy. */
  readonly remainingMs: number
  readonly retransmits: number
  readonly receiveQueue: number
  readonly sendQueue: number
  readonly uid: number
  /** 0 for minisocks and for sockets no process has accepted yet. */
  readonly inode: number
  /** Survives ESTABLISHED, FIN-WAIT-2, TIME-WAIT: the key that joins samples over time (net/core/sock_diag.c, sock_gen_cookie). */
  readonly cookie: bigint
}

/** Every socket of one dump, without an object for each: `sample(i)` makes one on demand. */
export interface SocketSnapshot {
  readonly since: Nanoseconds
  readonly at: Nanoseconds
  readonly count: number
  /** True when the dump left TIME-WAIT out (it was asked so, to be cheap). */
  readonly withoutTimeWait: boolean
  readonly local: Int32Array
  readonly localPort: Uint16Array
  readonly remote: Int32Array
  readonly remotePort: Uint16Array
  /** Index into TCP_STATES. */
  readonly state: Uint8Array
  /** Index into TIMER_KINDS plus 1; 0 for none. */
  readonly timer: Uint8Array
  readonly remainingMs: Uint32Array
  readonly cookie: BigUint64Array
  sample(index: number): SocketSample
}
