import { countWhile } from '../../../shared/base/count-while'
import type { RowTest } from '../../../shared/filter/compile'

/** Which of two rows comes first: below 0, the first one. Equal rows keep the list's order. */
export type RowCompare = (a: number, b: number) => number

/** Rows that are looked at, sorted and merged at once: some ms of work. */
const CHUNK = 4_096

/**
 * Which rows of a growing list are shown, and in what order. Rows are looked at once, so many at a time that a frame can afford it; new ones are merged into the order
 * from its end. While a new filter or order is being worked out, the earlier one stays on the screen. Without either nothing is looked at and nothing is kept.
 */
export class RowOrder {
  private test: RowTest | null = null
  private compare: RowCompare | null = null
  private shown = new Rows(null)
  private next = new Rows(null)

  /** Whether there is a filter or an order: else rows are shown as they stand in the list. */
  get active(): boolean {
    return this.test !== null || this.compare !== null
  }

  set(test: RowTest | null, compare: RowCompare | null): void {
    // Rows in the list's own order cannot be found by another order, and the reverse: the earlier rows stay with the order they were made by.
    this.test = test
    this.compare = compare
    this.restart()
  }

  /** Rows have changed: all are looked at again, those shown stay meanwhile. */
  restart(): void {
    this.next = new Rows(this.compare)
  }

  /** The list is another one. */
  reset(): void {
    this.shown = this.next = new Rows(this.compare)
  }

  /** Looks at more rows. @param enough asked between chunks: whether this frame has done its share @returns whether rows are left to look at */
  advance(total: number, enough: () => boolean): boolean {
    if (!this.active) {
      this.shown = this.next
      return false
    }
    while (this.next.looked < total) {
      this.next.look(Math.min(total, this.next.looked + CHUNK), this.test)
      if (this.next.looked < total && enough()) return true
    }
    this.shown = this.next
    return false
  }

  /** Rows to show, of `total`. */
  count(total: number): number {
    return this.active ? this.shown.count : total
  }

  /** The row shown at a position. @returns -1 past the end */
  at(position: number): number {
    return this.active ? this.shown.at(position) : position
  }

  /** Where a row is shown. @returns -1 when it is filtered out */
  positionOf(row: number): number {
    return this.active ? this.shown.positionOf(row) : row
  }
}

/** Some rows of a list, in one order. */
class Rows {
  looked = 0
  count = 0
  private rows = new Uint32Array(CHUNK)

  constructor(private readonly compare: RowCompare | null) {}

  at(position: number): number {
    return position < 0 || position >= this.count ? -1 : (this.rows[position] ?? -1)
  }

  look(end: number, test: RowTest | null): void {
    const fresh = new Uint32Array(end - this.looked)
    let found = 0
    for (; this.looked < end; this.looked++) if (test === null || test(this.looked)) fresh[found++] = this.looked
    this.merge(this.compare === null ? fresh.subarray(0, found) : fresh.subarray(0, found).sort(this.order))
  }

  positionOf(row: number): number {
    const position = countWhile(this.count, (index) => this.order(this.rows[index] ?? 0, row) < 0)
    return position < this.count && this.order(this.rows[position] ?? 0, row) === 0 ? position : -1
  }

  private readonly order = (a: number, b: number): number => this.compare?.(a, b) || a - b

  /** From the end, so that rows which belong there cost nothing but themselves. */
  private merge(fresh: Uint32Array): void {
    const total = this.count + fresh.length
    if (total > this.rows.length) {
      const rows = new Uint32Array(Math.max(total, this.rows.length * 2))
      rows.set(this.rows)
      this.rows = rows
    }
    const { rows } = this
    let old = this.count - 1
    let added = fresh.length - 1
    for (let to = total - 1; added >= 0; to--) {
      const candidate = fresh[added] ?? 0
      if (old >= 0 && this.order(rows[old] ?? 0, candidate) > 0) rows[to] = rows[old--] ?? 0
      else {
        rows[to] = candidate
        added--
      }
    }
    this.count = total
  }
}

/** Orders by a number of each row. */
export const byNumber = (of: (row: number) => number): RowCompare => (a, b) => of(a) - of(b)
/** Orders by a text of each row, by code units: what is compared are names and addresses. */
export const byText = (of: (row: number) => string): RowCompare => (a, b) => {
  const [first, second] = [of(a), of(b)]
  return first < second ? -1 : first > second ? 1 : 0
}
export const reversed = (compare: RowCompare): RowCompare => (a, b) => compare(b, a)
