import koffi from 'koffi'
import type { node } from 'koffi'
import { assert } from '../../../shared/base/assert'
import { libc, sys } from './libc'

export type Interest = 'read' | 'write'

/** A standing interest in a descriptor. */
export interface Watch {
  /** Stops the callbacks for a while, at the cost of one epoll_ctl; safe to call twice. */
  pause(): void
  resume(): void
  /** Ends it. Do so before the descriptor is closed: its number may be given to another file at once. Safe to call twice. */
  dispose(): void
}

interface Watcher {
  readonly interest: Interest
  readonly callback: () => void
  paused: boolean
}

/** All watchers of one descriptor share its single entry in the epoll set. */
interface Entry {
  readonly fd: number
  /** Distinguishes this use of the number from earlier ones in events already fetched. */
  readonly generation: number
  readonly watchers: Set<Watcher>
  /** Events asked of the kernel; 0 = not in the set (epoll reports errors even for an empty mask). */
  mask: number
}

/** sys/epoll.h */
const EPOLLIN = 0x001
const EPOLLOUT = 0x004
const EPOLLERR = 0x008
const EPOLLHUP = 0x010
const EPOLL_CLOEXEC = 0o2000000
const ADD = 1
const DELETE = 2
const MODIFY = 3
/** struct epoll_event { u32 events; u64 data }, packed on x86 only (EPOLL_PACKED). data: descriptor, then generation. */
const PACKED = process.arch === 'x64' || process.arch === 'ia32'
const EVENT_BYTES = PACKED ? 12 : 16
const EVENT_DATA = PACKED ? 4 : 8
const EVENTS_AT_ONCE = 256

const BITS: Readonly<Record<Interest, number>> = { read: EPOLLIN | EPOLLERR | EPOLLHUP, write: EPOLLOUT | EPOLLERR | EPOLLHUP }

/**
 * Readiness of raw descriptors on Node's event loop: one epoll set (epoll(7)) for all of them, and the loop polls that set's own descriptor.
 * No thread, no timer: an idle reactor costs nothing, and nothing outstanding keeps the process from exiting. Level-triggered.
 * While something is watched the process stays alive.
 */
export class Reactor {
  private readonly epoll: number
  private readonly entries = new Map<number, Entry>()
  private readonly events = Buffer.alloc(EVENT_BYTES * EVENTS_AT_ONCE)
  private readonly request = Buffer.alloc(EVENT_BYTES)
  private readonly poll: node.PollHandle
  private generations = 0
  /** Entries that are in the set. */
  private members = 0
  private closed = false

  /** @throws when the kernel has no descriptor left for the set */
  constructor() {
    const { result, errno } = sys('epoll_create1', EPOLL_CLOEXEC)
    assert(result >= 0, `epoll_create1: ${errno}`)
    this.epoll = result
    this.poll = koffi.node.poll(this.epoll, { readable: true }, () => this.dispatch())
    this.poll.unref()
  }

  /**
   * Calls back on the event loop whenever the descriptor is ready (again and again until what made it ready is taken).
   * An error or hang-up of the descriptor is readiness for both interests: the next system call on it tells which.
   */
  watch(fd: number, interest: Interest, callback: () => void): Watch {
    assert(!this.closed, 'watch on a closed reactor')
    const watcher: Watcher = { interest, callback, paused: false }
    const entry = this.entryOf(fd)
    entry.watchers.add(watcher)
    this.update(entry)
    const pause = (paused: boolean): void => {
      if (watcher.paused === paused || !entry.watchers.has(watcher)) return
      watcher.paused = paused
      this.update(entry)
    }
    return {
      pause: () => pause(true),
      resume: () => pause(false),
      dispose: () => {
        if (!entry.watchers.delete(watcher)) return
        this.update(entry)
        if (entry.watchers.size === 0) this.entries.delete(fd)
      }
    }
  }

  /**
   * Waits until the descriptor is ready, at most so long.
   * @throws the signal's reason when it is aborted first
   */
  ready(fd: number, interest: Interest, timeoutMs: number, signal?: AbortSignal): Promise<'ready' | 'timeout'> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason)
        return
      }
      const end = (settle: () => void): void => {
        watch.dispose()
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        settle()
      }
      const abort = (): void => end(() => reject(signal?.reason))
      const watch = this.watch(fd, interest, () => end(() => resolve('ready')))
      const timer = setTimeout(() => end(() => resolve('timeout')), timeoutMs)
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  /** Ends every watch. Safe to call twice. */
  close(): void {
    if (this.closed) return
    this.closed = true
    for (const entry of this.entries.values()) entry.watchers.clear()
    this.entries.clear()
    this.poll.close()
    libc().close(this.epoll)
  }

  private entryOf(fd: number): Entry {
    const known = this.entries.get(fd)
    if (known !== undefined) return known
    this.generations = (this.generations + 1) >>> 0
    const entry: Entry = { fd, generation: this.generations, watchers: new Set(), mask: 0 }
    this.entries.set(fd, entry)
    return entry
  }

  private update(entry: Entry): void {
    if (this.closed) return
    let mask = 0
    for (const watcher of entry.watchers) if (!watcher.paused) mask |= watcher.interest === 'read' ? EPOLLIN : EPOLLOUT
    if (mask === entry.mask) return
    const operation = entry.mask === 0 ? ADD : mask === 0 ? DELETE : MODIFY
    this.request.writeUInt32LE(mask, 0)
    this.request.writeUInt32LE(entry.fd, EVENT_DATA)
    this.request.writeUInt32LE(entry.generation, EVENT_DATA + 4)
    const { errno } = sys('epoll_ctl', this.epoll, operation, entry.fd, this.request)
    // A descriptor closed before its watch was disposed has left the set by itself.
    assert(errno === null || (operation === DELETE && (errno === 'EBADF' || errno === 'ENOENT')), `epoll_ctl on descriptor ${entry.fd}: ${errno}`)
    entry.mask = mask
    if (operation === ADD && ++this.members === 1) this.poll.ref()
    if (operation === DELETE && --this.members === 0) this.poll.unref()
  }

  private dispatch(): void {
    if (this.closed) return
    const { result } = sys('epoll_wait', this.epoll, this.events, EVENTS_AT_ONCE, 0)
    for (let i = 0; i < result; i++) {
      const offset = i * EVENT_BYTES
      const happened = this.events.readUInt32LE(offset)
      const entry = this.entries.get(this.events.readUInt32LE(offset + EVENT_DATA))
      if (entry === undefined || entry.generation !== this.events.readUInt32LE(offset + EVENT_DATA + 4)) continue
      for (const watcher of entry.watchers) if (!watcher.paused && (BITS[watcher.interest] & happened) !== 0) watcher.callback()
    }
  }
}
