import { setImmediate } from 'node:timers/promises'
import { libc, SO, SOCK, SOL_SOCKET, sys } from '../../src/main/engine/native/libc'
import type { SysResult } from '../../src/main/engine/native/libc'
import { encodeSockaddr, familyOf, SOCKADDR_BYTES } from '../../src/main/engine/native/sockaddr'
import { localAddress, setOption } from '../../src/main/engine/native/sockets'

export interface FloodOptions {
  readonly connections: number
  /** Where client and server live (`127.0.0.1`); the servers' ports are chosen by the kernel. */
  readonly address?: string
  /** Bytes the client sends and the server echoes on each connection; 0, the default, for none: 6 packets a connection instead of 10. */
  readonly payload?: number
  /** Who closes first, and so waits; `client` by default. */
  readonly first?: 'client' | 'server'
  /** The other end closes when the first one's FIN has come, as it mostly does; on a busy machine ksoftirqd delivers it late, both close at the same time, and both are in TIME-WAIT. */
  readonly inOrder?: boolean
}

/** Beyond half the port range to one destination the kernel hunts for a free port on every connect(): 20 times slower. */
const CONNECTIONS_TO_ONE_PORT = 10_000
/** Connections between two breaths of floodGently. */
const SLICE = 200

export const must = (call: string, { result, errno }: SysResult): number => {
  if (errno !== null) throw new Error(`${call}: ${errno}`)
  return result
}

/** A listening socket on a port of the kernel's choice, and that port. `::` takes IPv4 connections too (Node's default). */
export function listenOn(address: string, backlog = 128): { readonly fd: number; readonly port: number } {
  const fd = must('socket', sys('socket', familyOf(address), SOCK.stream | SOCK.cloexec | SOCK.nonblock, 0))
  must('setsockopt', setOption(fd, SOL_SOCKET, SO.reuseAddr, 1))
  const any = encodeSockaddr(address, 0) ?? new Uint8Array(SOCKADDR_BYTES)
  must('bind', sys('bind', fd, any, any.length))
  must('listen', sys('listen', fd, backlog))
  return { fd, port: localAddress(fd)?.port ?? 0 }
}

/**
 * Connects, accepts, exchanges and closes, one connection after the other, as fast as one thread can: the load of tests and benches.
 * On loopback the kernel completes each step before the call returns, so blocking sockets hardly ever wait.
 */
function* cycles({ connections, address = '127.0.0.1', payload = 0, first = 'client', inOrder = false }: FloodOptions): Generator<void, void, void> {
  const { connect, accept4, send, recv, close, socket } = libc()
  const family = familyOf(address)
  const bytes = new Uint8Array(Math.max(1, payload))
  for (let done = 0; done < connections; ) {
    const { fd: listener, port } = listenOn(address)
    const target = encodeSockaddr(address, port) ?? new Uint8Array(SOCKADDR_BYTES)
    for (const end = Math.min(connections, done + CONNECTIONS_TO_ONE_PORT); done < end; done++) {
      const client = socket(family, SOCK.stream | SOCK.cloexec, 0)
      const connected = connect(client, target, target.length)
      const server = accept4(listener, null, null, SOCK.cloexec)
      if (connected < 0 || server < 0) throw new Error(`connection ${done}: connect ${connected}, accept ${server}`)
      if (payload > 0) {
        send(client, bytes, payload, 0)
        recv(server, bytes, payload, 0)
        send(server, bytes, payload, 0)
        recv(client, bytes, payload, 0)
      }
      const [closing, other] = first === 'client' ? [client, server] : [server, client]
      close(closing)
      if (inOrder) recv(other, bytes, 1, 0)
      close(other)
      if (done % SLICE === 0) yield
    }
    close(listener)
  }
}

/** Without a breath: the event loop stands still until it is over. @returns ms it took */
export function flood(options: FloodOptions): number {
  const began = performance.now()
  for (const _ of cycles(options)) continue
  return performance.now() - began
}

/** Letting the event loop run after every 200 connections. @returns ms it took */
export async function floodGently(options: FloodOptions): Promise<number> {
  const began = performance.now()
  for (const _ of cycles(options)) await setImmediate()
  return performance.now() - began
}
