import { fail } from '../../../shared/base/result'
import type { Failure } from '../../../shared/base/result'

/** The reasons people meet, in words; the rest by the system's own code. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'], ['ENOTDIR', 'no such file'], ['EACCES', 'permission denied'], ['EPERM', 'permission denied'],
  ['EIO', 'the disk reports an error'],
  ['EMFILE', 'too many open files'], ['ENAMETOOLONG', 'the name is too long'], ['ELOOP', 'too many symbolic links']
])

/** @throws what is not an error of the operating system: a bug */
export function unreadable(path: string, error: unknown): { readonly ok: false; readonly error: Failure } {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code === undefined) throw error
  return fail('unreadable-file', `${path}: ${REASONS.get(code) ?? code}`)
}
