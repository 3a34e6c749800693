import { csvCell } from '../../../shared/report/csv'

/** Tab-separated text as CSV (RFC 4180: CRLF, quotes where they are needed). */
export const csvOf = (tabbed: string): string => `${tabbed.split('\n').map((line) => line.split('\t').map(csvCell).join(',')).join('\r\n')}\r\n`
