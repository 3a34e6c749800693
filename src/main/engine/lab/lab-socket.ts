import { ns } from '../../../shared/base/brand'
import type { Nanoseconds } from '../../../shared/base/brand'
import { err, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import { MOST_DATA, SHOWN_BYTES } from '../../../shared/model/call-text'
import { formatEndpoint } from '../../../shared/model/endpoint'
import type { Endpoint } from '../../../shared/model/endpoint'
import type { End } from '../../../shared/tcp/state'
import { errnoName } from '../native/errno'
import { addressOf, AF, MSG, SHUT, SO, SOCK, SOL_SOCKET, sys } from '../native/libc'
import type { SysResult } from '../native/libc'
import type { Interest, Reactor } from '../native/reactor'
import { acceptFrom, bindTo, connectTo, getOption, setLinger, setOption } from '../native/sockets'
import type { SocketAddress } from '../native/sockets'
import { decodeSockaddr, encodeSockaddr, SOCKADDR_BYTES } from '../native/sockaddr'
import { SocketClosed } from './api-call'
import type { ApiCall, CallFailure } from './api-call'
import { bytesText, sockaddrLength, sockaddrText } from './call-args'
import type { CallArg, Family } from './call-args'
import { isDispensable, optionValue, OPTIONS } from './socket-options'
import type { SocketOptions } from './socket-options'

/** What sockets share. */
export interface SocketParts {
  readonly reactor: Reactor
  /** The session's clock. */
  readonly now: () => Nanoseconds
  readonly onCall: (call: ApiCall) => void
  readonly onClosed: (socket: LabSocket) => void
}

/** How long an operation may wait, and what ends it early. */
export interface Wait {
  readonly limitMs: number
  readonly signal: AbortSignal
}

export interface SocketIdentity {
  readonly name: string
  readonly end: End
}

type Done<T> = Result<T, CallFailure>

const CHUNK = 65_536
/** ms: half of the shortest delayed ACK (TCP_DELACK_MIN of include/net/tcp.h, HZ/25 = 40 ms), which a close() that follows is to be ahead of. */
const BLOCKED_MS = 20
/** struct pollfd { int fd; short events; short revents } (poll.h). */
const POLLFD_BYTES = 8
const POLLIN = 1
const NOBODY_THERE: ReadonlySet<string> = new Set(['EAGAIN', 'ECONNABORTED'])
const HOW = { read: [SHUT.read, 'SHUT_RD'], write: [SHUT.write, 'SHUT_WR'], both: [SHUT.both, 'SHUT_RDWR'] } as const

/**
 * A real TCP socket, asked with exact system calls; each of them is told. Non-blocking: an operation waits until the kernel says that the socket is
 * ready, then makes the call. An operation that waits throws the signal's reason when it is aborted, and SocketClosed when the socket is closed under it.
 */
export class LabSocket {
  local: Endpoint | undefined
  remote: Endpoint | undefined
  private readonly closing = new AbortController()
  private wildcard = false

  private constructor(readonly fd: number, readonly identity: SocketIdentity, readonly family: Family, private readonly parts: SocketParts) {}

  /** A descriptor that is connected already. */
  static adopted(fd: number, identity: SocketIdentity, family: Family, parts: SocketParts, ends: { readonly local: Endpoint; readonly remote: Endpoint }): LabSocket {
    const socket = new LabSocket(fd, identity, family, parts)
    socket.local = ends.local
    socket.remote = ends.remote
    return socket
  }

  /** socket(2) */
  static open(identity: SocketIdentity, family: Family, parts: SocketParts): Done<LabSocket> {
    const at = parts.now()
    const { result, errno } = sys('socket', family === 'AF_INET' ? AF.inet : AF.inet6, SOCK.stream | SOCK.nonblock | SOCK.cloexec, 0)
    const took = ns(parts.now() - at)
    const args = [family, 'SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK', 'IPPROTO_IP']
    parts.onCall({ at, took, call: 'socket', args, result, errno, socket: identity.name, end: identity.end, local: undefined, remote: undefined })
    return errno === null ? ok(new LabSocket(result, identity, family, parts)) : err({ kind: 'errno', call: 'socket', errno })
  }

  /** Options that must be set before bind(), connect() and listen(); the first refusal ends it. */
  prepare(options: SocketOptions): Done<null> {
    for (const { option, level, levelName, number, name } of OPTIONS) {
      const wanted = options[option]
      if (wanted === undefined || wanted === false) continue
      const value = optionValue(wanted)
      const call = this.told('setsockopt', [this.fd, levelName, name, `[${value}]`, 4], () => setOption(this.fd, level, number, value))
      if (call.errno !== null && !(call.errno === 'ENOPROTOOPT' && isDispensable(option))) return this.done(call, 'setsockopt')
    }
    return ok(null)
  }

  /** bind(2) */
  bind(address: SocketAddress): Done<null> {
    const call = this.told('bind', [this.fd, sockaddrText(this.family, address), sockaddrLength(this.family)], () => {
      const outcome = bindTo(this.fd, address)
      if (outcome.errno === null && address.port !== 0) this.local = endpointOf(address)
      return outcome
    })
    this.wildcard = address.address === '0.0.0.0' || address.address === '::'
    if (call.errno === null && address.port === 0) this.tell(this.askLocal())
    return this.done(call, 'bind')
  }

  /** listen(2). A socket not bound before listens on a port the kernel chooses. */
  listen(backlog: number): Done<null> {
    return this.done(this.told('listen', [this.fd, backlog], () => sys('listen', this.fd, backlog)), 'listen')
  }

  /**
   * connect(2), and, when the handshake is done or refused, the question how it went: getsockopt(SO_ERROR).
   * @param done false: only the call, whatever becomes of the handshake
   */
  async connect(to: SocketAddress, wait: Wait, done = true): Promise<Done<null>> {
    const args = [this.fd, sockaddrText(this.family, to), sockaddrLength(this.family)]
    const begun = this.timed('connect', args, () => connectTo(this.fd, to))
    this.remote = endpointOf(to)
    // Asked before connect() is told, so that its record knows the port the kernel chose.
    const asked = this.local === undefined || this.local.endsWith(':0') ? this.askLocal() : undefined
    this.tell(begun)
    if (asked !== undefined) this.tell(asked)
    if (begun.errno !== 'EINPROGRESS') return this.done(begun, 'connect')
    if (!done) return ok(null)
    if (!(await this.ready('write', wait))) return err({ kind: 'timeout', call: 'connect', limitMs: wait.limitMs })
    const error = this.socketError()
    return error === null ? ok(null) : err({ kind: 'errno', call: 'connect', errno: error })
  }

  /** accept4(2), once a connection waits. */
  async accept(identity: SocketIdentity, wait: Wait, owner: SocketParts = this.parts): Promise<Done<LabSocket>> {
    for (;;) {
      if (!(await this.ready('read', wait))) return err({ kind: 'timeout', call: 'accept4', limitMs: wait.limitMs })
      const accepted = this.acceptNow(identity, owner)
      // Someone was there and is gone again: nothing to accept after all.
      if (accepted.ok || accepted.error.kind !== 'errno' || !NOBODY_THERE.has(accepted.error.errno)) return accepted
    }
  }

  /**
   * accept4(2), at once.
   * @param owner who is told of the calls and of the new socket's end; the listener's own by default
   * @returns EAGAIN when no connection waits
   */
  acceptNow(identity: SocketIdentity, owner: SocketParts = this.parts): Done<LabSocket> {
    const call = this.timed('accept4', [], () => acceptFrom(this.fd))
    const { result, errno, peer } = call
    const told = { ...call, args: [this.fd, ...this.filledIn(peer), 'SOCK_CLOEXEC|SOCK_NONBLOCK'] }
    if (errno !== null) {
      this.tell(told, owner)
      return err({ kind: 'errno', call: 'accept4', errno })
    }
    const accepted = this.adopt(result, identity, peer, owner)
    accepted.tell(told)
    if (accepted.local === undefined) accepted.tell(accepted.askLocal())
    return ok(accepted)
  }

  /** send(2) until all is taken. No SIGPIPE: a closed stream answers EPIPE. */
  async send(bytes: Uint8Array, wait: Wait): Promise<Done<null>> {
    const deadline = performance.now() + wait.limitMs
    for (let sent = 0; sent < bytes.length;) {
      const left = { limitMs: Math.max(0, deadline - performance.now()), signal: wait.signal }
      if (!(await this.ready('write', left))) return err({ kind: 'timeout', call: 'send', limitMs: wait.limitMs })
      const rest = bytes.subarray(sent)
      const { result, errno } = this.told('send', [this.fd, bytesText(rest), rest.length, 'MSG_NOSIGNAL'], () => sys('send', this.fd, rest, rest.length, MSG.noSignal))
      if (errno === null) sent += result
      else if (errno !== 'EAGAIN') return err({ kind: 'errno', call: 'send', errno })
    }
    return ok(null)
  }

  /**
   * recv(2) until so many bytes have come, or until the end of the stream (recv() returns 0).
   * @param blocking what comes within `BLOCKED_MS` is read before anything else gets its turn on the event loop, and so is what is done next
   * @returns how many came
   */
  async receive(wanted: number | 'end', wait: Wait, blocking = false): Promise<Done<number>> {
    const deadline = performance.now() + wait.limitMs
    const enough = wanted === 'end' ? Infinity : wanted
    let received = 0
    while (received < enough) {
      const left = { limitMs: Math.max(0, deadline - performance.now()), signal: wait.signal }
      if (!(blocking && this.blockedRead()) && !(await this.ready('read', left))) return err({ kind: 'timeout', call: 'recv', limitMs: wait.limitMs })
      const { result, errno } = this.receiveOnce(Math.min(CHUNK, enough - received))
      if (result > 0) received += result
      else if (result === 0) return wanted === 'end' ? ok(received) : err({ kind: 'ended', call: 'recv', received, wanted })
      else if (errno !== null && errno !== 'EAGAIN') return err({ kind: 'errno', call: 'recv', errno })
    }
    return ok(received)
  }

  /** What has happened to the connection since: SO_ERROR, which reading clears. */
  error(): Done<null> {
    const error = this.socketError()
    return error === null ? ok(null) : err({ kind: 'errno', call: 'getsockopt', errno: error })
  }

  /** One recv(2), at once. @param blocking or when something has come, `BLOCKED_MS` later at the latest @returns how many bytes came; 0 at the end of the stream */
  receiveNow(blocking = false): Done<number> {
    if (blocking) this.blockedRead()
    const { result, errno } = this.receiveOnce(CHUNK)
    return errno === null ? ok(result) : err({ kind: 'errno', call: 'recv', errno })
  }

  /** shutdown(2): `write` sends the FIN and leaves the socket open for reading. */
  shutdown(how: keyof typeof HOW): Done<null> {
    const [number, name] = HOW[how]
    return this.done(this.told('shutdown', [this.fd, name], () => sys('shutdown', this.fd, number)), 'shutdown')
  }

  /** SO_LINGER with 0 seconds, then close(2): the connection is aborted with a RST. */
  reset(): Done<null> {
    const lingering = this.told('setsockopt', [this.fd, 'SOL_SOCKET', 'SO_LINGER', '{l_onoff=1, l_linger=0}', 8], () => setLinger(this.fd, 0))
    const closed = this.close()
    return lingering.errno === null ? closed : this.done(lingering, 'setsockopt')
  }

  /** close(2). The descriptor is gone whatever it returns; whoever waits on it is told by SocketClosed. */
  close(): Done<null> {
    this.closing.abort(new SocketClosed(this.identity.name))
    const call = this.told('close', [this.fd], () => sys('close', this.fd))
    this.parts.onClosed(this)
    return this.done(call, 'close')
  }

  /** The socket that accept4() made. Its own address is the listener's, unless that listens on all of them. */
  private adopt(fd: number, identity: SocketIdentity, peer: SocketAddress | undefined, owner: SocketParts): LabSocket {
    const accepted = new LabSocket(fd, identity, this.family, owner)
    if (peer !== undefined) accepted.remote = formatEndpoint(peer.address, peer.port)
    if (!this.wildcard) accepted.local = this.local
    return accepted
  }

  private receiveOnce(most: number): SysResult {
    const buffer = new Uint8Array(most)
    const call = this.timed('recv', [], () => sys('recv', this.fd, buffer, most, 0))
    const read = buffer.subarray(0, Math.max(0, call.result))
    const data = read.length > SHOWN_BYTES ? { data: bytesText(read, MOST_DATA) } : {}
    this.tell({ ...call, ...data, args: [this.fd, call.result >= 0 ? bytesText(read) : `0x${addressOf(buffer).toString(16)}`, most, 0] })
    return call
  }

  /** Whether there is something to read, or comes while the whole process waits for it (poll(2)). */
  private blockedRead(): boolean {
    const asked = new Uint8Array(POLLFD_BYTES)
    const view = new DataView(asked.buffer)
    view.setInt32(0, this.fd, true)
    view.setInt16(4, POLLIN, true)
    return sys('poll', asked, 1, BLOCKED_MS).result > 0
  }

  private socketError(): string | null {
    const call = this.timed('getsockopt', [], () => getOption(this.fd, SOL_SOCKET, SO.error))
    const error = call.value === 0 ? null : errnoName(call.value)
    this.tell({ ...call, args: [this.fd, 'SOL_SOCKET', 'SO_ERROR', `[${error ?? 0}]`, '[4]'] })
    return call.errno ?? error
  }

  /** getsockname(2), not yet told. */
  private askLocal(): Timed & SysResult {
    const bytes = new Uint8Array(SOCKADDR_BYTES)
    const length = new Uint32Array([bytes.length])
    const call = this.timed('getsockname', [], () => sys('getsockname', this.fd, bytes, length))
    const address = call.errno === null ? decodeSockaddr(bytes, length[0] ?? 0) : undefined
    if (address !== undefined) this.local = formatEndpoint(address.address, address.port)
    return { ...call, args: [this.fd, ...this.filledIn(address)] }
  }

  /** The two arguments in which the kernel gives an address. */
  private filledIn(address: SocketAddress | undefined): readonly CallArg[] {
    if (address === undefined) return ['NULL', `[${SOCKADDR_BYTES}]`]
    return [sockaddrText(this.family, address), lengthText(sockaddrLength(this.family))]
  }

  private async ready(interest: Interest, { limitMs, signal }: Wait): Promise<boolean> {
    const answer = await this.parts.reactor.ready(this.fd, interest, limitMs, AbortSignal.any([signal, this.closing.signal]))
    return answer === 'ready'
  }

  private timed<T extends SysResult>(call: string, args: readonly CallArg[], make: () => T): T & Timed {
    const at = this.parts.now()
    const outcome = make()
    return { ...outcome, at, took: ns(this.parts.now() - at), call, args }
  }

  private tell({ at, took, call, args, result, errno, data }: Timed & SysResult, owner: SocketParts = this.parts): void {
    const { name, end } = this.identity
    owner.onCall({ at, took, call, args, result, errno, ...(data === undefined ? {} : { data }), socket: name, end, local: this.local, remote: this.remote })
  }

  private told<T extends SysResult>(call: string, args: readonly CallArg[], make: () => T): T & Timed {
    const outcome = this.timed(call, args, make)
    this.tell(outcome)
    return outcome
  }

  private done({ errno }: SysResult, call: string): Done<null> {
    return errno === null ? ok(null) : err({ kind: 'errno', call, errno })
  }
}

/** In the one spelling that packets and kernel are told in: `0:0:0:0:0:0:0:1` is `::1`. */
function endpointOf({ address, port }: SocketAddress): Endpoint {
  const bytes = encodeSockaddr(address, port)
  const name = bytes === undefined ? undefined : decodeSockaddr(bytes, bytes.length)
  return formatEndpoint(name?.address ?? address, port)
}

/** A length that the kernel read and wrote. */
const lengthText = (written: number): string => (written === SOCKADDR_BYTES ? `[${written}]` : `[${SOCKADDR_BYTES} => ${written}]`)

interface Timed {
  readonly at: Nanoseconds
  readonly took: Nanoseconds
  readonly call: string
  readonly args: readonly CallArg[]
  readonly data?: string
}
