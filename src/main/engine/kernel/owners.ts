import { readdirSync, readlinkSync } from 'node:fs'

/** Which process holds a socket: the descriptor is one of possibly several. */
export interface Owner {
  readonly pid: number
  readonly fd: number
}

/** ms between two looks through /proc, at least. */
const SCAN_EVERY = 250
/** … and so many times as long as the last look took: 2 % of one processor, however many descriptors there are. */
const REST = 50
/** ms after which an inode without a visible owner is looked for again (it may have been passed on). */
const ASK_AGAIN = 5_000

/**
 * Finds the process that holds a socket by its inode, as `ss -p` does: through the links in /proc/PID/fd. Cached; /proc is read only for inodes not
 * met before, and seldom. Other people's processes are not visible without CAP_SYS_PTRACE: their sockets have no known owner.
 */
export class Owners {
  private readonly known = new Map<number, Owner>()
  /** Inodes without a visible owner, and when they were last looked for. */
  private readonly unknown = new Map<number, number>()
  /** Inodes asked for since the last look. */
  private readonly wanted = new Set<number>()
  private nextScan = -Infinity
  private readonly proc: string
  private readonly nowMs: () => number

  constructor(proc = '/proc', nowMs: () => number = () => performance.now()) {
    this.proc = proc
    this.nowMs = nowMs
  }

  /** @returns undefined when no visible process holds it, or it was not looked for yet (ask again with the next sample); inode 0 is nobody's */
  pidOf(inode: number): number | undefined {
    return this.ownerOf(inode)?.pid
  }

  ownerOf(inode: number): Owner | undefined {
    if (inode === 0) return undefined
    const owner = this.known.get(inode)
    if (owner !== undefined) return owner
    const now = this.nowMs()
    if (now - (this.unknown.get(inode) ?? -Infinity) < ASK_AGAIN) return undefined
    this.wanted.add(inode)
    if (now < this.nextScan) return undefined
    this.scan()
    const end = this.nowMs()
    this.nextScan = now + Math.max(SCAN_EVERY, REST * (end - now))
    this.giveUp(end)
    return this.known.get(inode)
  }

  /** What is seen replaces all earlier knowledge: inodes are used again after their socket is gone. */
  private scan(): void {
    this.known.clear()
    for (const pid of namesIn(this.proc)) {
      if (!NUMBER.test(pid)) continue
      const folder = `${this.proc}/${pid}/fd`
      for (const fd of namesIn(folder)) {
        const inode = socketInode(`${folder}/${fd}`)
        if (inode !== undefined && !this.known.has(inode)) this.known.set(inode, { pid: Number(pid), fd: Number(fd) })
      }
    }
  }

  private giveUp(now: number): void {
    for (const [inode, since] of this.unknown) if (now - since > ASK_AGAIN) this.unknown.delete(inode)
    for (const inode of this.wanted) if (!this.known.has(inode)) this.unknown.set(inode, now)
    this.wanted.clear()
  }
}

const NUMBER = /^\d+$/
const SOCKET = /^socket:\[(\d+)\]$/
/** A process that has ended, or belongs to someone else. */
const GONE: ReadonlySet<unknown> = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'EINVAL', 'ENOTDIR'])

const unlessGone = <T>(error: unknown, instead: T): T => {
  if (error instanceof Error && GONE.has((error as NodeJS.ErrnoException).code)) return instead
  throw error
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    return unlessGone(error, [])
  }
}

function socketInode(link: string): number | undefined {
  try {
    const match = SOCKET.exec(readlinkSync(link))
    return match === null ? undefined : Number(match[1])
  } catch (error) {
    return unlessGone(error, undefined)
  }
}
