import { piece, type StoryLine, type Tone } from './line'
import { pad, type Words } from './words'

export interface Column<Row> {
  readonly title: string
  readonly text: (row: Row) => string
  /** Numbers line up at their last digit. */
  readonly right?: boolean
  readonly tone?: (row: Row) => Tone
}

/** A table with columns as wide as their widest text, two spaces apart. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], words: Words): StoryLine[] {
  const texts = columns.map((column) => [column.title, ...rows.map(column.text)].map((text) => piece(text).text))
  const widths = texts.map((column) => column.reduce((most, text) => Math.max(most, words.width(text)), 0))
  const line = (row: number, tone: (column: Column<Row>) => Tone): StoryLine =>
    columns.map((column, i) => {
      const text = texts[i]?.[row] ?? ''
      const width = widths[i] ?? 0
      const filled = column.right === true ? ' '.repeat(Math.max(0, width - words.width(text))) + text : pad(text, width, words)
      return piece(i === columns.length - 1 ? filled.trimEnd() : `${filled}  `, tone(column))
    })
  return [line(0, () => 'dim'), ...rows.map((row, i) => line(i + 1, (column) => column.tone?.(row) ?? 'plain'))]
}
