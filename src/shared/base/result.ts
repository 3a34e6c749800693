import type { FailureCode } from '../ipc/failure'
import type { Told } from './reason'

/** An expected failure: a code for programs, and what else is to be told of it. Whoever shows it has the words: the catalogues `failures` and `reasons`. */
export interface Failure extends Told {
  readonly code: FailureCode
}

/** Expected failures are values; bugs throw. */
export type Result<T, E = Failure> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error })
export const fail = (code: FailureCode, told: Told = {}): { readonly ok: false; readonly error: Failure } => err({ code, ...told })
