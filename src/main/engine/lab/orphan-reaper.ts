import { assert } from '../../../shared/base/assert'
import { libc, PR_SET_CHILD_SUBREAPER, sys, WNOHANG } from '../native/libc'
import { processes } from './processes'

/** ms between two looks; at least one turn of the event loop lies between them. */
const LOOK_MS = 100

/**
 * A program's children outlive it and become ours: this process is their subreaper (prctl(2)), and the first of its pid namespace in the sandbox.
 * When they end, nobody else takes note of it, and they would stay zombies. Node takes note of its own children by their pid, within the turn of the event
 * loop that brings SIGCHLD; so what is a zombie at two looks in a row is nobody's but ours.
 */
export class OrphanReaper {
  private suspects: ReadonlySet<number> = new Set()
  private timer: NodeJS.Timeout | undefined
  private readonly onChild = (): void => this.lookSoon()

  constructor() {
    const { errno } = sys('prctl', PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    assert(errno === null, `prctl(PR_SET_CHILD_SUBREAPER): ${errno}`)
    process.on('SIGCHLD', this.onChild)
  }

  dispose(): void {
    process.off('SIGCHLD', this.onChild)
    clearTimeout(this.timer)
  }

  private lookSoon(): void {
    this.timer ??= setTimeout(() => this.look(), LOOK_MS).unref()
  }

  private look(): void {
    this.timer = undefined
    const zombies = processes().filter(({ parent, zombie }) => zombie && parent === process.pid).map(({ pid }) => pid)
    const orphans = zombies.filter((pid) => this.suspects.has(pid))
    for (const pid of orphans) libc().waitpid(pid, null, WNOHANG)
    this.suspects = new Set(zombies.filter((pid) => !orphans.includes(pid)))
    if (this.suspects.size > 0) this.lookSoon()
  }
}
