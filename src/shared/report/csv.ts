import { escapeControls } from '../story/line'
import type { TransitionObserved } from '../model/events'
import type { TextWriter } from './text-writer'

/** Columns of the table of transitions, with the field each holds. `at_ns` is exact, `at_s` for people and spreadsheets. */
const COLUMNS: readonly (readonly [name: string, value: (event: TransitionObserved) => string | number | undefined])[] = [
  ['at_ns', ({ at }) => at], ['at_s', ({ at }) => (at / 1e9).toFixed(9)], ['conn', ({ conn }) => conn], ['end', ({ end }) => end], ['local', ({ local }) => local],
  ['remote', ({ remote }) => remote], ['from', ({ from }) => from], ['to', ({ to }) => to], ['evidence', ({ evidence }) => evidence], ['cause', ({ cause }) => cause],
  ['packet', ({ packet }) => packet]
]

/** Transitions as CSV (RFC 4180: CRLF, a header line, quotes where they are needed). */
export function csvWriter(): TextWriter {
  let begun = false
  const header = (): string => {
    if (begun) return ''
    begun = true
    return row(COLUMNS.map(([name]) => name))
  }
  return {
    take: (event) => (event.type === 'transition' ? header() + row(COLUMNS.map(([, value]) => String(value(event) ?? ''))) : ''),
    finish: header
  }
}

const row = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`

/** One cell. Control characters are shown as escapes: a table is read in terminals too. A text that a spreadsheet would take for a formula gets an apostrophe before it: a name in a foreign file is no program. */
export function csvCell(text: string): string {
  const shown = escapeControls(text)
  // Where the country's separator is a semicolon, what follows one is a cell of its own.
  const inner = shown.replaceAll(/;(?=[=+\-@＝＋－＠])/g, ";'")
  const plain = /^[=+\-@＝＋－＠\t\r\n]/.test(text) && !/^-?[0-9.]+$/.test(text) ? `'${inner}` : inner
  return /[",;]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
