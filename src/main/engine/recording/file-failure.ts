import { stat } from 'node:fs/promises'
import { fail } from '../../../shared/base/result'
import { noFileReason, systemReason } from '../../../shared/base/system-error'
import type { FailureCode } from '../../../shared/ipc/failure'

/** @throws what is not an error of the operating system: a bug */
export const fileFailure = (code: FailureCode, path: string, error: unknown): ReturnType<typeof fail> => fail(code, { of: path, said: systemReason(error) })

/** Why a path is not to be opened: to open a pipe would wait for somebody who writes into it. @returns undefined for a file. @throws errors of the operating system */
export async function notAFile(path: string): Promise<ReturnType<typeof fail> | undefined> {
  const reason = noFileReason(await stat(path))
  return reason === undefined ? undefined : fail('unreadable-file', { of: path, ...reason })
}
