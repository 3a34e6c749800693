import { libc, SO, SOCK, SOL_SOCKET, sys } from './libc'
import type { SysResult } from './libc'
import { decodeSockaddr, encodeSockaddr, SOCKADDR_BYTES } from './sockaddr'

/** An IP address in text and a port. */
export interface SocketAddress {
  readonly address: string
  readonly port: number
}

const INVALID: SysResult = { result: -1, errno: 'EINVAL' }
const word = new Uint32Array(1)
const length = new Uint32Array(1)
const name = new Uint8Array(SOCKADDR_BYTES)

/** connect(2). On a non-blocking socket the usual answer is EINPROGRESS. EINVAL when the text is no address. */
export function connectTo(fd: number, { address, port }: SocketAddress): SysResult {
  const bytes = encodeSockaddr(address, port)
  return bytes === undefined ? INVALID : sys('connect', fd, bytes, bytes.length)
}

/** bind(2). EINVAL when the text is no address. */
export function bindTo(fd: number, { address, port }: SocketAddress): SysResult {
  const bytes = encodeSockaddr(address, port)
  return bytes === undefined ? INVALID : sys('bind', fd, bytes, bytes.length)
}

/** accept4(2): the new descriptor is close-on-exec and non-blocking. EAGAIN when no connection waits. */
export function acceptFrom(fd: number): SysResult & { readonly peer: SocketAddress | undefined } {
  length[0] = name.length
  const { result, errno } = sys('accept4', fd, name, length, SOCK.nonblock | SOCK.cloexec)
  return { result, errno, peer: result < 0 ? undefined : decodeSockaddr(name, length[0]) }
}

/** getsockname(2). @returns undefined when the descriptor is not a bound TCP socket */
export function localAddress(fd: number): SocketAddress | undefined {
  length[0] = name.length
  return libc().getsockname(fd, name, length) === 0 ? decodeSockaddr(name, length[0]) : undefined
}

/** getpeername(2). @returns undefined when not connected (any more) */
export function peerAddress(fd: number): SocketAddress | undefined {
  length[0] = name.length
  return libc().getpeername(fd, name, length) === 0 ? decodeSockaddr(name, length[0]) : undefined
}

/** setsockopt(2) with an int. */
export function setOption(fd: number, level: number, option: number, value: number): SysResult {
  word[0] = value
  return sys('setsockopt', fd, level, option, word, 4)
}

/** getsockopt(2) of an int. On success `result` is 0 and `value` the option. */
export function getOption(fd: number, level: number, option: number): SysResult & { readonly value: number } {
  length[0] = 4
  const { result, errno } = sys('getsockopt', fd, level, option, word, length)
  return { result, errno, value: (word[0] ?? 0) | 0 }
}

/** SO_LINGER (socket(7)): with 0 seconds close() sends RST at once. */
export function setLinger(fd: number, seconds: number): SysResult {
  return sys('setsockopt', fd, SOL_SOCKET, SO.linger, new Int32Array([1, seconds]), 8)
}
