import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'

/** How a process ended. */
export interface End {
  readonly code: number | null
  readonly signal: string | null
}

/** @param folder what it worked in: removed when it has ended */
export async function endOf(child: ChildProcess, folder: string): Promise<End> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  await rm(folder, { recursive: true, force: true })
  return { code, signal }
}
