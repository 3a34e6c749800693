/** Room that is made at first. */
const FIRST = 1_024
/** How far ahead of those that are known a connection's number may be: so much is allocated for the boldest recording. */
const AHEAD = 65_536

/** The number in a connection's name, `c123`; -1 for a name that has none. */
export function numberIn(conn: string): number {
  let number = 0
  for (let i = 1; i < conn.length; i++) {
    const digit = conn.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return conn.length > 1 ? number : -1
}

/** Connections by the number in their name, each with another number: 4 bytes for each. Their numbers begin at 1 and leave few out. */
export class ConnectionNumbers {
  /** The other number, plus 1; empty while each connection's is the one before its own, as in every foreign capture. */
  private rows = new Uint32Array(0)
  private inTurn = true
  /** How many are known. */
  count = 0

  /** @returns -1 when it is not known */
  get(number: number): number {
    if (this.inTurn) return number > 0 && number <= this.count ? number - 1 : -1
    return (this.rows[number] ?? 0) - 1
  }

  /** @returns up to where, from `from` to `to`, these are numbers of known connections that are in turn: each one's other number is the one before its own */
  inTurnUntil(numbers: Uint32Array, from: number, to: number): number {
    const { count } = this
    let end = from
    if (this.inTurn) while (end < to && (numbers[end] ?? 0) - 1 >>> 0 < count) end++
    return end
  }

  /** @returns false for a number that is too far from those before */
  set(number: number, row: number): boolean {
    if (number < 0 || number >= 2 * this.count + AHEAD) return false
    if (this.inTurn && (number !== this.count + 1 || row !== this.count)) this.keepRows()
    if (!this.inTurn) {
      if (number >= this.rows.length) {
        const larger = new Uint32Array(Math.max(number + 1, 2 * this.rows.length))
        larger.set(this.rows)
        this.rows = larger
      }
      this.rows[number] = row + 1
    }
    this.count++
    return true
  }

  private keepRows(): void {
    this.inTurn = false
    this.rows = Uint32Array.from({ length: Math.max(FIRST, this.count + 1) }, (_, number) => (number <= this.count ? number : 0))
  }
}
