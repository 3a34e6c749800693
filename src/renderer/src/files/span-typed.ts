import { NS_PER_S } from '../../../shared/base/brand'

/** ns since the session's start, both included. */
export interface TypedSpan {
  readonly from: number
  readonly to: number
}

const SECONDS = /^\d{1,7}(?:[.,]\d{1,9})?$/

/** Seconds since the session's start as people type them, with a point or a comma. @returns undefined for two empty fields: everything; `wrong` for what is no span */
export function spanTyped(from: string, to: string): TypedSpan | undefined | 'wrong' {
  const [first, last] = [from.trim(), to.trim()]
  if (first === '' && last === '') return undefined
  const [start, end] = [first === '' ? 0 : nanoseconds(first), last === '' ? Number.MAX_SAFE_INTEGER : nanoseconds(last)]
  return start <= end ? { from: start, to: end } : 'wrong'
}

/** NaN, which is no part of any span, for what is no number. */
const nanoseconds = (text: string): number => (SECONDS.test(text) ? Math.round(Number(text.replace(',', '.')) * NS_PER_S) : Number.NaN)
