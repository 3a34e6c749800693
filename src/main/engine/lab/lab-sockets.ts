import type { Nanoseconds } from '../../../shared/base/brand'
import { ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import type { Reactor } from '../native/reactor'
import type { SocketAddress } from '../native/sockets'
import type { ApiCall, CallFailure } from './api-call'
import { formatEndpoint } from '../../../shared/model/endpoint'
import { repairedSocket } from '../native/tcp-repair'
import type { RepairRequest } from '../native/tcp-repair'
import { LabSocket } from './lab-socket'
import type { SocketOptions } from './socket-options'
import type { SocketIdentity, SocketParts, Wait } from './lab-socket'

/** Where a listening socket listens. */
export interface ListenRequest {
  readonly address: string
  /** 0: the kernel chooses. */
  readonly port: number
  readonly backlog: number
  readonly options?: SocketOptions
}

export interface ConnectRequest {
  readonly to: SocketAddress
  /** bind() to this before connect(). */
  readonly from?: SocketAddress
  readonly options?: SocketOptions
  /** Whether the handshake is waited for. */
  readonly done?: boolean
}

/** Owns every socket of the laboratory, from its first system call to its close(). */
export class LabSockets {
  private readonly sockets = new Set<LabSocket>()
  private readonly parts: SocketParts

  /**
   * @param now the session's clock
   * @param onCall told of every system call, in the order they were made
   */
  constructor(reactor: Reactor, now: () => Nanoseconds, onCall: (call: ApiCall) => void) {
    this.parts = { reactor, now, onCall, onClosed: (socket) => this.sockets.delete(socket) }
  }

  /** Sockets that are open. */
  get open(): number {
    return this.sockets.size
  }

  /** socket(), bind(), listen(). A socket that cannot listen is closed again. */
  listen(identity: SocketIdentity, { address, port, backlog, options }: ListenRequest): Result<LabSocket, CallFailure> {
    const opened = this.create(identity, address, options, { address, port })
    if (!opened.ok) return opened
    const listening = opened.value.listen(backlog)
    if (listening.ok) return opened
    opened.value.close()
    return listening
  }

  /** socket(), bind() when asked to, connect(). A socket that cannot connect is closed again. */
  async connect(identity: SocketIdentity, { to, from, options, done = true }: ConnectRequest, wait: Wait): Promise<Result<LabSocket, CallFailure>> {
    const opened = this.create(identity, to.address, options, from)
    if (!opened.ok) return opened
    const connected = await opened.value.connect(to, wait, done)
    if (connected.ok) return opened
    opened.value.close()
    return connected
  }

  /** A socket of a connection that was made by TCP_REPAIR: ESTABLISHED without a handshake. */
  restore(identity: SocketIdentity, request: RepairRequest): Result<LabSocket, CallFailure> {
    const repaired = repairedSocket(request)
    if (!repaired.ok) return repaired
    const { local, remote } = request
    const family = local.address.includes(':') ? 'AF_INET6' : 'AF_INET'
    const socket = LabSocket.adopted(repaired.value, identity, family, this.parts, { local: formatEndpoint(local.address, local.port), remote: formatEndpoint(remote.address, remote.port) })
    this.sockets.add(socket)
    return ok(socket)
  }

  /** accept4() */
  async accept(listener: LabSocket, identity: SocketIdentity, wait: Wait): Promise<Result<LabSocket, CallFailure>> {
    const accepted = await listener.accept(identity, wait, this.parts)
    if (accepted.ok) this.sockets.add(accepted.value)
    return accepted
  }

  /** accept4() at once. @returns EAGAIN when no connection waits */
  acceptNow(listener: LabSocket, identity: SocketIdentity): Result<LabSocket, CallFailure> {
    const accepted = listener.acceptNow(identity, this.parts)
    if (accepted.ok) this.sockets.add(accepted.value)
    return accepted
  }

  /** Closes whatever is still open, newest first; each close() is told. Safe to call twice. */
  dispose(): void {
    for (const socket of [...this.sockets].reverse()) socket.close()
  }

  private create(identity: SocketIdentity, family: string, options: SocketOptions | undefined, from: SocketAddress | undefined): Result<LabSocket, CallFailure> {
    const opened = LabSocket.open(identity, family.includes(':') ? 'AF_INET6' : 'AF_INET', this.parts)
    if (!opened.ok) return opened
    const socket = opened.value
    this.sockets.add(socket)
    const prepared = options === undefined ? ok(null) : socket.prepare(options)
    const bound = prepared.ok && from !== undefined ? socket.bind(from) : prepared
    if (bound.ok) return opened
    socket.close()
    return bound
  }
}
