import { fail } from '../../../shared/base/result'
import { systemReason } from '../../../shared/base/system-error'
import type { FailureCode } from '../../../shared/ipc/failure'

/** @throws what is not an error of the operating system: a bug */
export const fileFailure = (code: FailureCode, path: string, error: unknown): ReturnType<typeof fail> => fail(code, `${path}: ${systemReason(error)}`)
