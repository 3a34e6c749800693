import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** How a process ended. */
export interface End {
  readonly code: number | null
  readonly signal: string | null
}

/** ms a process may live: longer than its test and the hooks around it may take. */
const LIFE_MS = 300_000
/** ms from being asked to end to its end, on a loaded machine. */
const END_MS = 45_000

/** How a process ends; one that outlives its test is killed, and that is how it ended. */
export async function endOf(child: ChildProcess): Promise<End> {
  const limit = setTimeout(() => child.kill('SIGKILL'), LIFE_MS)
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  clearTimeout(limit)
  return { code, signal }
}

/** The end of a process that has been asked for it. One that does not come is killed, and is a failure. */
export async function endSoon(child: ChildProcess, ended: Promise<End>): Promise<End> {
  let limit: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    limit = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`process ${child.pid} did not end within ${END_MS / 1000} s of being asked to`))
    }, END_MS)
  })
  try {
    return await Promise.race([ended, late])
  } finally {
    clearTimeout(limit)
  }
}
