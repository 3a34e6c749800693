import type { FailureCode } from '../ipc/failure'

/** An expected failure: a code for programs, a sentence for people, and, where there is one, a command to paste that mends it. */
export interface Failure {
  readonly code: FailureCode
  readonly message: string
  readonly remedy?: string
}

/** Expected failures are values; bugs throw. */
export type Result<T, E = Failure> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error })
export const fail = (code: FailureCode, message: string, remedy?: string): { readonly ok: false; readonly error: Failure } =>
  err(remedy === undefined ? { code, message } : { code, message, remedy })
