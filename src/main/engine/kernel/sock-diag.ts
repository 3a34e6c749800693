import { assert } from '../../../shared/base/assert'
import type { Nanoseconds } from '../../../shared/base/brand'
import { fail, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import type { AddressBook, AddressId } from '../../../shared/model/address'
import type { SocketSample } from '../../../shared/model/socket-sample'
import { TCP_STATES } from '../../../shared/tcp/state'
import type { Errno } from '../native/errno'
import { AF, libc } from '../native/libc'
import { familyOf } from '../native/sockaddr'
import { dumpBothRequest, dumpRequest, ExactRequest, INET_DIAG_MSG, stateMask } from './inet-diag'
import { NetlinkSocket } from './netlink'
import type { Answer } from './netlink'
import { SocketTable } from './socket-table'
import type { SocketFilter } from './socket-table'

const EVERY_STATE = stateMask(TCP_STATES)
const WITHOUT_TIME_WAIT = stateMask(TCP_STATES.filter((state) => state !== 'TIME-WAIT'))
const LISTENERS = stateMask(['LISTEN'])
/** How often a dump that the kernel calls inconsistent is asked for again. */
const ATTEMPTS = 3
const REMEDY = 'sudo modprobe tcp_diag'

interface KernelAddress {
  readonly family: number
  readonly bytes: Uint8Array
}

/**
 * The kernel's TCP sockets of this network namespace, both address families, through NETLINK_SOCK_DIAG (sock_diag(7)); no privileges needed.
 * Every question is answered within the call.
 */
export class SockDiag {
  private readonly socket: NetlinkSocket
  private readonly book: AddressBook
  private readonly now: () => Nanoseconds
  private readonly table: SocketTable
  private readonly found: SocketTable
  private readonly lookupRequest = new ExactRequest('look up')
  private readonly destroyRequest = new ExactRequest('destroy')
  private readonly addresses = new Map<AddressId, KernelAddress>()
  /** Whether this kernel still walks both families at once. */
  private walksBoth = true

  private constructor(socket: NetlinkSocket, book: AddressBook, now: () => Nanoseconds, accepts: SocketFilter | undefined) {
    this.socket = socket
    this.book = book
    this.now = now
    this.table = new SocketTable(book, accepts)
    this.found = new SocketTable(book)
  }

  /**
   * @param now the session's clock
   * @param accepts which sockets a dump takes in; all when undefined
   */
  static open(book: AddressBook, now: () => Nanoseconds, accepts?: SocketFilter, { socket, errno } = NetlinkSocket.open()): Result<SockDiag> {
    if (socket === undefined) return fail('no-sock-diag', { reason: { kind: 'no-socket-table' }, said: errno ?? '', remedy: REMEDY })
    const tried = socket.ask(dumpRequest(AF.inet, LISTENERS), () => undefined)
    if (tried.errno === null) return ok(new SockDiag(socket, book, now, accepts))
    socket.close()
    return fail('no-sock-diag', { reason: { kind: 'no-sockets-listed' }, said: tried.errno, remedy: REMEDY })
  }

  /**
   * Every socket, in a table that the next dump overwrites.
   * @param timeWait false leaves TIME-WAIT out, which is cheap where thousands wait; FIN-WAIT-2 minisocks are always in
   */
  dump(timeWait: boolean): SocketTable {
    const { table } = this
    for (let attempt = 1; ; attempt++) {
      table.clear()
      table.withoutTimeWait = !timeWait
      table.since = this.now()
      const { errno, interrupted } = this.walk(table, timeWait ? EVERY_STATE : WITHOUT_TIME_WAIT)
      table.at = this.now()
      table.interrupted = interrupted || errno !== null
      if (!table.interrupted || attempt === ATTEMPTS) return table
    }
  }

  /**
   * The one socket with this name, of whatever state; IPv4 names find sockets of dual-stack servers too (inet_lookup compares no family).
   * @returns undefined when there is none (a listener, which the kernel offers instead, is none)
   */
  lookup(local: AddressId, localPort: number, remote: AddressId, remotePort: number): SocketSample | undefined {
    const { found } = this
    const request = this.lookupRequest.fill(this.nameOf(local, localPort, remote, remotePort))
    found.clear()
    found.since = this.now()
    const { errno } = this.socket.ask(request, (offset, length) => this.take(found, offset, length))
    found.at = this.now()
    assert(errno === null || errno === 'ENOENT', `sock_diag look-up: ${errno}`)
    const same = found.count === 1 && found.localPort[0] === localPort && found.remotePort[0] === remotePort
      && found.local[0] === local && found.remote[0] === remote
    return same ? found.sample(0) : undefined
  }

  /**
   * Ends a socket at once, as `ss -K` does (SOCK_DESTROY): a full socket is aborted, a minisock removed without a packet.
   * @returns null, or EPERM without CAP_NET_ADMIN, EOPNOTSUPP in a kernel without CONFIG_INET_DIAG_DESTROY, ENOENT when it is gone
   */
  destroy({ local, localPort, remote, remotePort, cookie }: SocketSample): Errno | null {
    return this.socket.ask(this.destroyRequest.fill(this.nameOf(local, localPort, remote, remotePort), cookie), () => undefined).errno
  }

  close(): void {
    this.socket.close()
  }

  private walk(into: SocketTable, states: number): Answer {
    const take = (offset: number, length: number): void => this.take(into, offset, length)
    if (this.walksBoth) {
      const both = this.socket.ask(dumpBothRequest(AF.inet, states), take)
      if (both.errno === null) return both
      this.walksBoth = false
      into.clear()
    }
    const v4 = this.socket.ask(dumpRequest(AF.inet, states), take)
    if (v4.errno !== null) return v4
    const v6 = this.socket.ask(dumpRequest(AF.inet6, states), take)
    // A kernel without IPv6 has no handler for it.
    return { errno: v6.errno === 'ENOENT' ? null : v6.errno, interrupted: v4.interrupted || v6.interrupted }
  }

  private take(into: SocketTable, offset: number, length: number): void {
    if (length >= INET_DIAG_MSG.bytes) into.add(this.socket.bytes, this.socket.words, offset)
  }

  private nameOf(local: AddressId, localPort: number, remote: AddressId, remotePort: number) {
    const from = this.addressOf(local)
    return { family: from.family, local: from.bytes, localPort, remote: this.addressOf(remote).bytes, remotePort }
  }

  private addressOf(id: AddressId): KernelAddress {
    let known = this.addresses.get(id)
    if (known === undefined) {
      const text = this.book.text(id)
      const bytes = new Uint8Array(16)
      const family = familyOf(text)
      assert(libc().inet_pton(family, text, bytes) === 1, `not an IP address: ${text}`)
      known = { family, bytes }
      this.addresses.set(id, known)
    }
    return known
  }
}
