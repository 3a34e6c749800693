import { access, constants } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fail, ok, type Result } from '../../../shared/base/result'
import { systemReason } from '../../../shared/base/system-error'

/** @returns the absolute path of a file that can be read; unreadable-file otherwise */
export async function readable(file: string): Promise<Result<string>> {
  const path = resolve(file)
  try {
    await access(path, constants.R_OK)
    return ok(path)
  } catch (error) {
    return fail('unreadable-file', { of: path, said: systemReason(error) })
  }
}
