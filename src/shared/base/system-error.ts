import type { Told } from './reason'

/** The reasons people meet when a file or a folder is used (errno(3)), in words; the rest by the system's own code. */
export const ERROR_WORDS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or folder'], ['ENOTDIR', 'no such folder'], ['EACCES', 'permission denied'], ['EPERM', 'permission denied'], ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'], ['EDQUOT', 'the disk quota is used up'], ['EFBIG', 'a file may not be that large here'], ['EIO', 'the disk reports an error'], ['EISDIR', 'is a directory'],
  ['EXDEV', 'is in another file system'], ['EMFILE', 'too many open files'], ['ENAMETOOLONG', 'the name is too long'], ['ELOOP', 'too many symbolic links'], ['ETXTBSY', 'a program runs from it']
])

/** What the operating system means by a code (`ENOSPC`). */
export const errorWords = (code: string): string => ERROR_WORDS.get(code) ?? code

/** The operating system's code (`ENOSPC`); undefined for an error that is not the operating system's. */
export const errorCode = (error: unknown): string | undefined => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined)

/** Why what lies at a path is not to be read as a file; undefined for one. @param facts of stat(2) */
export const noFileReason = (facts: { isFile(): boolean; isDirectory(): boolean }): Told | undefined =>
  (facts.isFile() ? undefined : facts.isDirectory() ? { said: errorWords('EISDIR') } : { reason: { kind: 'not-regular' } })

/**
 * Why the operating system refused, in words.
 * @throws what is no error of the operating system: a bug
 */
export function systemReason(error: unknown): string {
  const code = errorCode(error)
  if (code === undefined) throw error
  return errorWords(code)
}
