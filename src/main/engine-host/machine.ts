import { readFileSync } from 'node:fs'
import { NAMESPACE_KINDS, type NamespaceSysctls } from './namespace-refusal'

/** @returns the text of a file in /proc, trimmed; undefined when it cannot be read (which for a sysctl means: this kernel has none) */
export function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}

export const readNamespaceSysctls = (): NamespaceSysctls => ({
  userNamespaceClone: readProc('/proc/sys/kernel/unprivileged_userns_clone'),
  apparmorRestricts: readProc('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
  maxima: Object.fromEntries(NAMESPACE_KINDS.map((kind) => [kind, readProc(`/proc/sys/user/max_${kind}_namespaces`)]))
})

/**
 * The number, outside, of a sandbox's first process: the only child of the process we started.
 * @returns undefined when it has none (not a sandbox, or gone)
 */
export function firstProcessOf(pid: number): number | undefined {
  const children = readProc(`/proc/${pid}/task/${pid}/children`)?.split(/\s+/).filter((text) => text !== '') ?? []
  return children.length === 1 ? Number(children[0]) : undefined
}

/** ms a tick of proc_pid_stat(5) lasts: USER_HZ is 100 on every Linux architecture Node runs on. */
const TICK_MS = 10

/** CPU time of a process so far, ms; undefined where there is no /proc or no such process. */
export function cpuMsOf(pid: number): number | undefined {
  const stat = readProc(`/proc/${pid}/stat`)
  // The name, in parentheses, may hold anything; utime and stime are fields 14 and 15, the 12th and 13th after it.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) * TICK_MS
}
