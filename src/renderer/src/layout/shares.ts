/** What part of a length each of several neighbours has. They add up to 1. */
export type Shares = readonly number[]

/**
 * Moves the border between two neighbours; the others keep theirs.
 * @param border 0: between the first and the second
 * @param by part of the whole length, above 0: towards the end
 * @param least what each keeps at least, part of the whole length
 */
export function moveBorder(shares: Shares, border: number, by: number, least: Shares): Shares {
  const before = shares[border]
  const after = shares[border + 1]
  if (before === undefined || after === undefined) return shares
  const both = before + after
  const most = Math.max(least[border] ?? 0, both - (least[border + 1] ?? 0))
  const moved = Math.min(Math.max(before + by, least[border] ?? 0), most)
  return shares.map((share, i) => (i === border ? moved : i === border + 1 ? both - moved : share))
}

/** @returns undefined unless the value is so many numbers above 0; they are made to add up to 1 */
export function sharesFrom(value: unknown, count: number): Shares | undefined {
  if (!Array.isArray(value) || value.length !== count) return undefined
  const numbers = value.filter((share): share is number => typeof share === 'number' && Number.isFinite(share) && share > 0)
  const sum = numbers.reduce((total, share) => total + share, 0)
  return numbers.length === count ? numbers.map((share) => share / sum) : undefined
}
