import { fail } from '../../../shared/base/result'
import type { Failure } from '../../../shared/base/result'
import { systemReason } from '../../../shared/base/system-error'

/** @throws what is not an error of the operating system: a bug */
export const unreadable = (path: string, error: unknown): { readonly ok: false; readonly error: Failure } => fail('unreadable-file', { of: path, said: systemReason(error) })
