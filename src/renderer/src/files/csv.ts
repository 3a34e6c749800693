/** Tab-separated text as CSV (RFC 4180: CRLF, quotes where they are needed). A text that a spreadsheet would take for a formula gets an apostrophe before it. */
export const csvOf = (tabbed: string): string => `${tabbed.split('\n').map((line) => line.split('\t').map(csvCell).join(',')).join('\r\n')}\r\n`

function csvCell(text: string): string {
  const plain = /^[=+\-@]/.test(text) && !/^[+-]?[0-9.,]+$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
