/** Names that are remembered, a power of two. */
const REMEMBERED = 1024

const numbers = new Int32Array(REMEMBERED)
const names: string[] = Array.from({ length: REMEMBERED }, () => '')

/** Public name of the connection with this number: `c1`. Those asked for last are remembered: the events of one follow each other. */
export function connectionName(number: number): string {
  const at = number & (REMEMBERED - 1)
  if (numbers[at] !== number) {
    numbers[at] = number
    names[at] = `c${number}`
  }
  return names[at] ?? ''
}
