/** How a stretch of items differs from what it was, and where that begins. */
export interface StretchDifference {
  readonly what: 'changed' | 'added' | 'removed' | 'moved'
  /** Index in what was found: of the first item that differs, or that follows what is missing. */
  readonly at: number
}

/**
 * Compares what was recorded with what is there, each item by its check: what is left between the beginning and the end that both share.
 * @returns undefined when no check differs
 */
export function difference(recorded: readonly number[], found: readonly number[]): StretchDifference | undefined {
  const shared = Math.min(recorded.length, found.length)
  let at = 0
  while (at < shared && recorded[at] === found[at]) at++
  let tail = 0
  while (tail < shared - at && recorded.at(-1 - tail) === found.at(-1 - tail)) tail++
  const before = recorded.slice(at, recorded.length - tail)
  const now = found.slice(at, found.length - tail)
  if (before.length === 0) return now.length === 0 ? undefined : { what: 'added', at }
  if (now.length === 0) return { what: 'removed', at }
  return { what: sameItems(before, now) ? 'moved' : 'changed', at }
}

const sorted = (numbers: readonly number[]): readonly number[] => numbers.toSorted((a, b) => a - b)

function sameItems(a: readonly number[], b: readonly number[]): boolean {
  const [left, right] = [sorted(a), sorted(b)]
  return left.length === right.length && left.every((one, i) => one === right[i])
}
