import { setTimeout as delay } from 'node:timers/promises'
import { descendants } from './processes'

/** ms until killed processes must be gone: one that is still there waits for a device, and no signal reaches it. */
const KILL_LIMIT_MS = 2_000
const KILL_AGAIN_MS = 10

/** Kills what a process has started, and what that has, until nothing of it is left: a process may fork between the look and the signal. */
export async function killDescendants(of: number): Promise<void> {
  const limit = performance.now() + KILL_LIMIT_MS
  const find = (): number[] => descendants(of).filter(({ zombie }) => !zombie).map(({ pid }) => pid)
  for (let found = find(); found.length > 0 && performance.now() < limit; found = find()) {
    for (const pid of found) kill(pid)
    await delay(KILL_AGAIN_MS)
  }
}

/** SIGKILL; one that has ended by itself meanwhile needs none. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
