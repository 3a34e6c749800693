export interface Column {
  readonly id: string
  readonly label: string
  /** px; the least when `grow`. */
  readonly width: number
  readonly grow?: boolean
  readonly align?: 'end'
}

export interface Cell {
  readonly text: string
  /** Of a swatch before the text. */
  readonly colour?: string
}

export interface TableRow {
  readonly cells: readonly Cell[]
  readonly tone?: 'bad' | 'warn' | 'faint'
}

export const cell = (text: string): Cell => ({ text })

/** On a narrow table loopback addresses, which are all the same, are left out. */
export const shortLoopback = (endpoint: string): string => endpoint.replace(/^(?:127\.0\.0\.1|\[::1\])(?=:)/, '')

/** Tab-separated, with a line of headings: what a spreadsheet takes. */
export function tableText(columns: readonly Column[], count: number, rowAt: (position: number) => TableRow | null): string {
  const lines = [columns.map(({ label }) => label).join('\t')]
  for (let position = 0; position < count; position++) {
    const row = rowAt(position)
    if (row !== null) lines.push(row.cells.map(({ text }) => text).join('\t'))
  }
  return `${lines.join('\n')}\n`
}
