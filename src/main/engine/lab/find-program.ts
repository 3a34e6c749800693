import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fail, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import { errorWords } from '../../../shared/base/system-error'
import type { ProgramRequest } from './programs'

/**
 * The file that a program's name means, looked up as execvp(3) does it: for what starts programs without telling why it could not.
 * @returns no-program with the reason, or usage when no name is given
 */
export function findProgram({ command, env, cwd }: ProgramRequest): Result<string> {
  const [name = ''] = command
  if (name === '') return fail('usage', { reason: { kind: 'no-program-given' } })
  if (command.some((word) => word.includes('\0'))) return fail('no-program', { of: JSON.stringify(name), reason: { kind: 'zero-byte' } })
  if (!existsSync(cwd)) return fail('no-program', { of: cwd, reason: { kind: 'no-directory' } })
  const candidates = name.includes('/') ? [resolve(cwd, name)] : (env['PATH'] ?? '').split(':').map((folder) => resolve(cwd, join(folder, name)))
  const files = candidates.filter(isFile)
  const found = files.find(mayRun)
  if (found !== undefined) return ok(found)
  return fail('no-program', { of: name, ...(files.length > 0 ? { said: errorWords('EACCES') } : { reason: { kind: 'not-found' } }) })
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
