import { assert } from '../../../shared/base/assert'
import { libc, sys } from './libc'
import type { SysResult } from './libc'

/** sys/resource.h: struct rlimit { u64 soft; u64 hard } */
const RLIMIT_NOFILE = 7
/** linux/prctl.h */
const PR_SET_PDEATHSIG = 1

/** Lets this process open as many descriptors as it may (soft limit to hard limit). @returns that number */
export function raiseDescriptorLimit(): number {
  const limit = new BigUint64Array(2)
  assert(libc().getrlimit(RLIMIT_NOFILE, limit) === 0, 'getrlimit(RLIMIT_NOFILE)')
  limit[0] = limit[1] ?? 0n
  const { errno } = sys('setrlimit', RLIMIT_NOFILE, limit)
  assert(errno === null, `setrlimit(RLIMIT_NOFILE): ${errno}`)
  return Number(limit[0])
}

/** Asks the kernel to send this process a signal when the thread that started it ends (prctl(2)); a parent gone already sends none. */
export const dieWithParent = (signal: number): SysResult => sys('prctl', PR_SET_PDEATHSIG, signal, 0, 0, 0)
