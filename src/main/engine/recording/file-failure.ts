import { fail } from '../../../shared/base/result'
import type { FailureCode } from '../../../shared/ipc/failure'

/** The reasons people meet when a file is written or read, in words; the rest by the system's own code. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or folder'], ['ENOTDIR', 'no such folder'], ['EACCES', 'permission denied'], ['EPERM', 'permission denied'], ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'], ['EDQUOT', 'the disk quota is used up'], ['EIO', 'the disk reports an error'], ['EISDIR', 'is a directory'], ['EXDEV', 'is in another file system']
])

/** @throws what is not an error of the operating system: a bug */
export function fileFailure(code: FailureCode, path: string, error: unknown): ReturnType<typeof fail> {
  const reason = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (reason === undefined) throw error
  return fail(code, `${path}: ${REASONS.get(reason) ?? reason}`)
}
