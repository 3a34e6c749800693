import { execFileSync } from 'node:child_process'
import { libc, SHUT, SO, SOCK, SOL_SOCKET, sys } from '../../../src/main/engine/native/libc'
import type { SysResult } from '../../../src/main/engine/native/libc'
import { acceptFrom, connectTo, localAddress, setOption } from '../../../src/main/engine/native/sockets'
import type { SocketAddress } from '../../../src/main/engine/native/sockets'
import { familyOf } from '../../../src/main/engine/native/sockaddr'
import { listenOn, must } from '../flood'

/** Both ends of a connection: descriptors (-1 when there is none) and names. */
export interface Pair {
  readonly client: number
  readonly server: number
  readonly clientAddress: SocketAddress
  readonly serverAddress: SocketAddress
}

const NOWHERE: SocketAddress = { address: '0.0.0.0', port: 0 }

/** Connects over loopback. @param listenAddress where the server listens, when not where the client connects (`::` takes both families) */
export function connectPair(address = '127.0.0.1', listenAddress = address): Pair {
  const listener = listenOn(listenAddress)
  const client = must('socket', sys('socket', familyOf(address), SOCK.stream | SOCK.cloexec | SOCK.nonblock, 0))
  const serverAddress = { address, port: listener.port }
  const { errno } = connectTo(client, serverAddress)
  if (errno !== null && errno !== 'EINPROGRESS') throw new Error(`connect: ${errno}`)
  const server = must('accept', acceptedSoon(listener.fd))
  libc().close(listener.fd)
  return { client, server, clientAddress: localAddress(client) ?? NOWHERE, serverAddress }
}

/** On a busy machine the handshake is ksoftirqd's, and ends a moment after connect() has returned. */
function acceptedSoon(listener: number): SysResult {
  const end = performance.now() + 30_000
  let accepted = acceptFrom(listener)
  while (accepted.errno === 'EAGAIN' && performance.now() < end) accepted = acceptFrom(listener)
  return accepted
}

/** A connection that hangs in its handshake: the listener stays open, since closing it would reset the connection. */
export function connectInto(listener: { readonly port: number }, address = '127.0.0.1'): Pair {
  const client = must('socket', sys('socket', familyOf(address), SOCK.stream | SOCK.cloexec | SOCK.nonblock, 0))
  const serverAddress = { address, port: listener.port }
  connectTo(client, serverAddress)
  return { client, server: -1, clientAddress: localAddress(client) ?? NOWHERE, serverAddress }
}

export const close = (fd: number): void => void must('close', sys('close', fd))
export const halfClose = (fd: number): void => void must('shutdown', sys('shutdown', fd, SHUT.write))
export const keepAlive = (fd: number): void => void must('setsockopt', setOption(fd, SOL_SOCKET, KEEPALIVE, 1))
const KEEPALIVE = 9

/** Fills the peer's window until the kernel takes no more. */
export function fill(fd: number): void {
  must('setsockopt', setOption(fd, SOL_SOCKET, SO.sndbuf, 1 << 22))
  const bytes = new Uint8Array(1 << 16)
  while (sys('send', fd, bytes, bytes.length, 0).errno === null) continue
}

/** Installs one rule at the door of every socket, in the language of nft. */
export function rule(text: string): void {
  execFileSync('nft', ['-f', '-'], { input: `table inet t { chain c { type filter hook input priority 0; }; }\nadd rule inet t c ${text}\n` })
}
