import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** How a process ended. */
export interface End {
  readonly code: number | null
  readonly signal: string | null
}

export async function endOf(child: ChildProcess): Promise<End> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return { code, signal }
}
