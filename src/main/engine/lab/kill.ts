import { setTimeout as delay } from 'node:timers/promises'
import { descendants, processes } from './processes'
import type { ProcessSeen } from './processes'

/** ms until killed processes must be gone: one that is still there waits for a device, and no signal reaches it. */
const KILL_LIMIT_MS = 2_000
const LOOK_AGAIN_MS = 10

/**
 * Kills a process and everything it has started that is still its descendant; resolves when nothing of it runs. All of them are stopped before the first is killed: one that forks between the look
 * and the signal would leave a child behind that has lost its parent and is found no more. A fork that a signal overtakes is not done (fork.c, copy_process: signal_pending under the same lock).
 */
export async function killTree(root: number): Promise<void> {
  const stopped = new Set<number>()
  for (let found = [root]; found.length > 0; found = living(descendants(root)).filter((pid) => !stopped.has(pid))) {
    for (const pid of found) {
      signal(pid, 'SIGSTOP')
      stopped.add(pid)
    }
  }
  for (const pid of stopped) signal(pid, 'SIGKILL')
  await gone(() => living(processes()).filter((pid) => stopped.has(pid)))
}

/** Kills what this process has started, and what was left to it as the subreaper, until nothing of it runs: whatever is forked meanwhile becomes its own. */
export async function killDescendants(): Promise<void> {
  await gone(() => {
    const found = living(descendants(process.pid))
    for (const pid of found) signal(pid, 'SIGKILL')
    return found
  })
}

const living = (seen: readonly ProcessSeen[]): number[] => seen.filter(({ zombie }) => !zombie).map(({ pid }) => pid)

async function gone(look: () => readonly number[]): Promise<void> {
  const limit = performance.now() + KILL_LIMIT_MS
  while (look().length > 0 && performance.now() < limit) await delay(LOOK_AGAIN_MS)
}

/** One that has ended by itself meanwhile needs none. */
function signal(pid: number, name: 'SIGSTOP' | 'SIGKILL'): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
