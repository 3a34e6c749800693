/** One line of the bench's table: ours beside the peer's, measured in the same run. */
export interface Row {
  readonly what: string
  readonly ours: number
  readonly peer: number | null
  readonly peerName: string
  readonly unit: string
  /** Whether more is better (packets/s) or less (ms). */
  readonly better: 'more' | 'less'
  /** The goal as a ratio in our favour, where there is one (`peer` null: an upper limit for `ours`). */
  readonly goal: number | null
}

/** How many times better than the peer we are; above 1 in our favour. */
export const advantage = ({ ours, peer, better }: Row): number | null => (peer === null ? null : better === 'more' ? ours / peer : peer / ours)

export function reached(row: Row): boolean | null {
  if (row.goal === null) return null
  const ratio = advantage(row)
  return ratio === null ? row.ours <= row.goal : ratio >= row.goal
}

const number = (value: number): string => (value >= 1000 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2))

export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => {
    const ratio = advantage(row)
    const verdict = reached(row)
    return [
      row.what, `${number(row.ours)} ${row.unit}`, row.peer === null ? '' : `${number(row.peer)} ${row.unit}`, row.peerName, ratio === null ? '' : `${ratio.toFixed(2)}x`,
      row.goal === null ? '' : row.peer === null ? `<= ${row.goal} ${row.unit}` : `>= ${row.goal}x`, verdict === null ? '' : verdict ? 'reached' : 'MISSED'
    ]
  })
  const all = [['what', 'ours', 'peer', '', 'ratio', 'goal', ''], ...cells]
  const widths = [0, 1, 2, 3, 4, 5, 6].map((column) => Math.max(...all.map((line) => (line[column] ?? '').length)))
  return all.map((line) => line.map((cell, column) => (column === 0 || column === 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd()).join('\n')
}

/** The one in the middle; of an even number the upper of the two, of none 0. */
export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
