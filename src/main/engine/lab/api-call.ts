import type { Nanoseconds } from '../../../shared/base/brand'
import type { Endpoint } from '../../../shared/model/endpoint'
import type { End } from '../../../shared/tcp/state'
import type { Errno } from '../native/errno'
import type { CallArg } from './call-args'

/** A system call that a socket of the laboratory really made. */
export interface ApiCall {
  /** Session time when it was made, and how long it took. */
  readonly at: Nanoseconds
  readonly took: Nanoseconds
  /** The C library's name: `connect`, `send`. */
  readonly call: string
  readonly args: readonly CallArg[]
  readonly result: number
  readonly errno: Errno | null
  /** What was read, where `args` shows only the beginning of it: in the same writing, at most MOST_DATA bytes. */
  readonly data?: string
  /** Name of the socket in the experiment, and which end of its connection it is. */
  readonly socket: string
  readonly end: End
  /** As far as known when the call had returned. A listening socket has no remote. */
  readonly local: Endpoint | undefined
  readonly remote: Endpoint | undefined
}

/** Why a socket could not do what it was asked. */
export type CallFailure =
  | { readonly kind: 'errno'; readonly call: string; readonly errno: Errno }
  /** It was not ready within the limit. */
  | { readonly kind: 'timeout'; readonly call: string; readonly limitMs: number }
  /** The stream ended before all the bytes had come. */
  | { readonly kind: 'ended'; readonly call: string; readonly received: number; readonly wanted: number }

/** The socket was closed while something waited on it. */
export class SocketClosed extends Error {
  override readonly name = 'SocketClosed'

  constructor(socket: string) {
    super(`socket ${socket} was closed`)
  }
}
