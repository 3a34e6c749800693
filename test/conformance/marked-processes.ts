import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { PATIENCE_MS } from './patience'

export interface MarkedProcess {
  readonly pid: number
  readonly command: string
}

/** Every process whose environment holds the mark: a lab's shell, its engine, and whatever runs in it inherit it. */
export function markedProcesses(mark: string): readonly MarkedProcess[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'latin1').includes(mark)) return []
      return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ').trim() }]
    } catch {
      // It ended while it was looked at.
      return []
    }
  })
}

/** Waits, while there is patience, until none is left. @returns those still there */
export async function remaining(mark: string): Promise<readonly MarkedProcess[]> {
  const limit = performance.now() + PATIENCE_MS
  let left = markedProcesses(mark)
  while (left.length > 0 && performance.now() < limit) {
    await delay(20)
    left = markedProcesses(mark)
  }
  return left
}
