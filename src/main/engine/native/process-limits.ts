import { assert } from '../../../shared/base/assert'
import { libc, sys } from './libc'

/** sys/resource.h: struct rlimit { u64 soft; u64 hard } */
const RLIMIT_NOFILE = 7

/** Lets this process open as many descriptors as it may (soft limit to hard limit). @returns that number */
export function raiseDescriptorLimit(): number {
  const limit = new BigUint64Array(2)
  assert(libc().getrlimit(RLIMIT_NOFILE, limit) === 0, 'getrlimit(RLIMIT_NOFILE)')
  limit[0] = limit[1] ?? 0n
  const { errno } = sys('setrlimit', RLIMIT_NOFILE, limit)
  assert(errno === null, `setrlimit(RLIMIT_NOFILE): ${errno}`)
  return Number(limit[0])
}
