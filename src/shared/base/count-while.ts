/**
 * How many of the first values of an ordered list a condition holds for, found by halving: it holds for all up to some place, and for none behind it.
 * @param size of the list @param holds asked by index, about log2(size) times
 * @returns 0 .. size: the index of the first value for which it does not hold
 */
export function countWhile(size: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = size
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low
}
