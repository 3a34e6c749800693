/** The words of a filter: every one must occur in a row, upper or lower case. */
export const filterWords = (filter: string): readonly string[] => filter.toLowerCase().split(/\s+/).filter((word) => word !== '')

export const matches = (text: string, words: readonly string[]): boolean => {
  const lower = text.toLowerCase()
  return words.every((word) => lower.includes(word))
}

/**
 * Which rows of a growing list match a filter. Rows are looked at once, so many at a time that a frame can afford it;
 * without a filter nothing is looked at and nothing is kept.
 */
export class FilteredRows {
  private words: readonly string[] = []
  private found: number[] = []
  private looked = 0

  constructor(private readonly textOf: (index: number) => string) {}

  /** Whether a filter is set. */
  get active(): boolean {
    return this.words.length > 0
  }

  setFilter(filter: string): void {
    this.words = filterWords(filter)
    this.restart()
  }

  /** The list is another one, or its rows have changed. */
  restart(): void {
    this.found = []
    this.looked = 0
  }

  /** Looks at `budget` more rows at most. @returns whether rows are left to look at */
  advance(total: number, budget: number): boolean {
    if (!this.active) return false
    const end = Math.min(total, this.looked + budget)
    for (; this.looked < end; this.looked++) if (matches(this.textOf(this.looked), this.words)) this.found.push(this.looked)
    return this.looked < total
  }

  /** Rows to show, of `total`. */
  count(total: number): number {
    return this.active ? this.found.length : total
  }

  /** The row shown at a position. @returns -1 past the end */
  at(position: number): number {
    return this.active ? (this.found[position] ?? -1) : position
  }

  /** Where a row is shown. @returns -1 when it is filtered out */
  positionOf(index: number): number {
    if (!this.active) return index
    let low = 0
    let high = this.found.length - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const value = this.found[middle] ?? 0
      if (value === index) return middle
      if (value < index) low = middle + 1
      else high = middle - 1
    }
    return -1
  }
}
