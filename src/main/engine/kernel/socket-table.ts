import { ns } from '../../../shared/base/brand'
import { assert } from '../../../shared/base/assert'
import type { Nanoseconds } from '../../../shared/base/brand'
import type { AddressBook, AddressId } from '../../../shared/model/address'
import { TIMER_KINDS } from '../../../shared/model/socket-sample'
import type { SocketSample, SocketSnapshot } from '../../../shared/model/socket-sample'
import { TCP_STATES } from '../../../shared/tcp/state'
import { AF } from '../native/libc'
import { INET_DIAG_MSG, STATE_INDEX, timerOf } from './inet-diag'

const FIRST_CAPACITY = 64
/** Last 32-bit word of ::ffff:0:0/96 before the IPv4 address, read little-endian. */
const MAPPED = 0xffff0000
const V6_WORDS = 4

/** Intern addresses straight from netlink messages; the last IPv6 address is remembered, since a dump mostly repeats it. */
class AddressReader {
  private readonly book: AddressBook
  private readonly last = new Uint32Array(V6_WORDS)
  private lastId: AddressId | undefined

  constructor(book: AddressBook) {
    this.book = book
  }

  read(family: number, bytes: Uint8Array, words: Uint32Array, offset: number): AddressId {
    const word = offset >> 2
    if (family === AF.inet) return this.book.ipv4(swapped(words[word] ?? 0))
    const a = words[word] ?? 0
    const b = words[word + 1] ?? 0
    const c = words[word + 2] ?? 0
    const d = words[word + 3] ?? 0
    if (a === 0 && b === 0 && c === MAPPED) return this.book.ipv4(swapped(d))
    const { last } = this
    if (this.lastId !== undefined && last[0] === a && last[1] === b && last[2] === c && last[3] === d) return this.lastId
    last.set([a, b, c, d])
    this.lastId = this.book.ipv6(bytes, offset)
    return this.lastId
  }
}

/** Whether a socket of this name belongs to what is watched. */
export type SocketFilter = (local: AddressId, localPort: number, remote: AddressId, remotePort: number) => boolean

/** Every TCP socket of one dump in columns, used again for the next dump: whoever keeps a snapshot across dumps copies it. Arrays may be longer than `count`. */
export class SocketTable implements SocketSnapshot {
  since: Nanoseconds = ns(0)
  at: Nanoseconds = ns(0)
  count = 0
  withoutTimeWait = false
  /** The kernel could not list its table undisturbed, several times over: rows may be missing. */
  interrupted = false
  local = new Int32Array(FIRST_CAPACITY)
  localPort = new Uint16Array(FIRST_CAPACITY)
  remote = new Int32Array(FIRST_CAPACITY)
  remotePort = new Uint16Array(FIRST_CAPACITY)
  state = new Uint8Array(FIRST_CAPACITY)
  timer = new Uint8Array(FIRST_CAPACITY)
  remainingMs = new Uint32Array(FIRST_CAPACITY)
  cookie = new BigUint64Array(FIRST_CAPACITY)
  retransmits = new Uint8Array(FIRST_CAPACITY)
  receiveQueue = new Uint32Array(FIRST_CAPACITY)
  sendQueue = new Uint32Array(FIRST_CAPACITY)
  uid = new Uint32Array(FIRST_CAPACITY)
  inode = new Uint32Array(FIRST_CAPACITY)
  private cookieWords = new Uint32Array(this.cookie.buffer)
  /** Open addressing from cookie to row + 1. */
  private rows = new Int32Array(2 * FIRST_CAPACITY)
  private readonly addresses: AddressReader

  /** @param accepts which sockets are taken in; all when undefined */
  constructor(book: AddressBook, private readonly accepts?: SocketFilter) {
    this.addresses = new AddressReader(book)
  }

  /** @throws for an index outside 0..count-1 */
  sample(index: number): SocketSample {
    const { local, remote, localPort, remotePort, state, timer, remainingMs, retransmits, receiveQueue, sendQueue, uid, inode, cookie } = this
    assert(index >= 0 && index < this.count, `row ${index} of ${this.count}`)
    return {
      since: this.since, at: this.at,
      local: (local[index] ?? 0) as AddressId, localPort: localPort[index] ?? 0, remote: (remote[index] ?? 0) as AddressId, remotePort: remotePort[index] ?? 0,
      state: TCP_STATES[state[index] ?? 0] ?? 'CLOSED', timer: TIMER_KINDS[(timer[index] ?? 0) - 1], remainingMs: remainingMs[index] ?? 0,
      retransmits: retransmits[index] ?? 0, receiveQueue: receiveQueue[index] ?? 0, sendQueue: sendQueue[index] ?? 0,
      uid: uid[index] ?? 0, inode: inode[index] ?? 0, cookie: cookie[index] ?? 0n
    }
  }

  clear(): void {
    this.count = 0
    this.interrupted = false
    this.rows.fill(0)
  }

  /**
   * Takes one struct inet_diag_msg. A socket met twice in a walk (it moved while the walk went on) stays one row: the later word counts.
   * @param offset of the structure in both views, a multiple of 4
   */
  add(bytes: Uint8Array, words: Uint32Array, offset: number): void {
    const kernelState = bytes[offset + INET_DIAG_MSG.state] ?? 0
    const state = STATE_INDEX[kernelState] ?? 255
    if (state === 255) return
    const family = bytes[offset + INET_DIAG_MSG.family] ?? 0
    const local = this.addresses.read(family, bytes, words, offset + INET_DIAG_MSG.src)
    const remote = this.addresses.read(family, bytes, words, offset + INET_DIAG_MSG.dst)
    const localPort = port(bytes, offset + INET_DIAG_MSG.sport)
    const remotePort = port(bytes, offset + INET_DIAG_MSG.dport)
    if (this.accepts !== undefined && !this.accepts(local, localPort, remote, remotePort)) return
    if (this.count === this.local.length) this.grow()
    const word = offset >> 2
    const low = words[word + INET_DIAG_MSG.cookie / 4] ?? 0
    const high = words[word + INET_DIAG_MSG.cookie / 4 + 1] ?? 0
    const row = this.rowOf(low, high)
    this.cookieWords[2 * row] = low
    this.cookieWords[2 * row + 1] = high
    this.state[row] = state
    this.timer[row] = timerOf(bytes[offset + INET_DIAG_MSG.timer] ?? 0, kernelState)
    this.retransmits[row] = bytes[offset + INET_DIAG_MSG.retrans] ?? 0
    this.localPort[row] = localPort
    this.remotePort[row] = remotePort
    this.local[row] = local
    this.remote[row] = remote
    const expires = words[word + INET_DIAG_MSG.expires / 4] ?? 0
    this.remainingMs[row] = expires > 0x7fffffff ? 0 : expires
    this.receiveQueue[row] = words[word + INET_DIAG_MSG.rqueue / 4] ?? 0
    this.sendQueue[row] = words[word + INET_DIAG_MSG.wqueue / 4] ?? 0
    this.uid[row] = words[word + INET_DIAG_MSG.uid / 4] ?? 0
    this.inode[row] = words[word + INET_DIAG_MSG.inode / 4] ?? 0
  }

  /** The row of a cookie: the one it has, or a new last one. */
  private rowOf(low: number, high: number): number {
    const mask = this.rows.length - 1
    let slot = (Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 7) & mask
    for (;;) {
      const taken = this.rows[slot] ?? 0
      if (taken === 0) break
      if (this.cookieWords[2 * taken - 2] === low && this.cookieWords[2 * taken - 1] === high) return taken - 1
      slot = (slot + 1) & mask
    }
    this.rows[slot] = this.count + 1
    return this.count++
  }

  private grow(): void {
    const capacity = 2 * this.local.length
    this.local = wider(this.local, new Int32Array(capacity))
    this.localPort = wider(this.localPort, new Uint16Array(capacity))
    this.remote = wider(this.remote, new Int32Array(capacity))
    this.remotePort = wider(this.remotePort, new Uint16Array(capacity))
    this.state = wider(this.state, new Uint8Array(capacity))
    this.timer = wider(this.timer, new Uint8Array(capacity))
    this.remainingMs = wider(this.remainingMs, new Uint32Array(capacity))
    this.cookie = wider(this.cookie, new BigUint64Array(capacity))
    this.cookieWords = new Uint32Array(this.cookie.buffer)
    this.retransmits = wider(this.retransmits, new Uint8Array(capacity))
    this.receiveQueue = wider(this.receiveQueue, new Uint32Array(capacity))
    this.sendQueue = wider(this.sendQueue, new Uint32Array(capacity))
    this.uid = wider(this.uid, new Uint32Array(capacity))
    this.inode = wider(this.inode, new Uint32Array(capacity))
    this.rehash(2 * capacity)
  }

  private rehash(slots: number): void {
    this.rows = new Int32Array(slots)
    const { count } = this
    this.count = 0
    for (let row = 0; row < count; row++) this.rowOf(this.cookieWords[2 * row] ?? 0, this.cookieWords[2 * row + 1] ?? 0)
  }
}

type Column = Int32Array | Uint16Array | Uint8Array | Uint32Array | BigUint64Array
const wider = <T extends Column>(old: T, made: T): T => {
  made.set(old as never)
  return made
}

const port = (bytes: Uint8Array, offset: number): number => ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0)
/** From the network's byte order to a number. */
const swapped = (word: number): number => ((word >>> 24) | ((word >>> 8) & 0xff00) | ((word << 8) & 0xff0000) | (word << 24)) >>> 0
