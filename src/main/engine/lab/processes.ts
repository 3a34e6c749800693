import { readdirSync, readFileSync } from 'node:fs'

/** A process as /proc/PID/stat shows it (proc(5)). */
export interface ProcessSeen {
  readonly pid: number
  readonly parent: number
  /** It has ended, and its parent has not taken note. */
  readonly zombie: boolean
}

/** Every process of this pid namespace at this moment. */
export function processes(): ProcessSeen[] {
  return readdirSync('/proc').flatMap((name) => {
    const seen = /^[0-9]+$/.test(name) ? readStat(name) : undefined
    return seen === undefined ? [] : [seen]
  })
}

/** @returns undefined when it has ended meanwhile */
function readStat(pid: string): ProcessSeen | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return undefined
  }
  // "12 (a name with ) in it) S 1 …": the name ends at the last parenthesis.
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { pid: Number(pid), parent: Number(parent), zombie: state === 'Z' || state === 'X' }
}

/** Children, their children, and so on; not the process itself. */
export function descendants(of: number, among: readonly ProcessSeen[] = processes()): ProcessSeen[] {
  const found: ProcessSeen[] = []
  const parents = [of]
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    for (const process of among) {
      if (process.parent !== parent) continue
      found.push(process)
      parents.push(process.pid)
    }
  }
  return found
}
