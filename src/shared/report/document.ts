import type { End } from '../tcp/state'

/** What a row, or a word of it, points at: the same place in every figure and table of the report. */
export interface Place {
  readonly conn?: string
  readonly end?: End
  /** ns since the session's start. */
  readonly at?: number
  /** A packet's number. */
  readonly packet?: number
}

/** One cell: a text, and what in it points elsewhere. */
export interface Cell {
  readonly text: string
  readonly links?: readonly { readonly text: string; readonly place: Place }[]
  readonly look?: 'number' | 'mono' | 'good' | 'bad' | 'open'
}

export interface Row {
  readonly cells: readonly Cell[]
  readonly place?: Place
}

/** Paragraphs may hold `code` between backticks; everything else is text. */
export type Block =
  | { readonly kind: 'text'; readonly paragraphs: readonly string[] }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'table'; readonly id: string; readonly columns: readonly string[]; readonly rows: readonly Row[]; readonly long?: boolean }
  | { readonly kind: 'list'; readonly items: readonly { readonly text: string; readonly about?: string; readonly url?: string }[] }

export interface Section {
  readonly id: string
  readonly heading: string
  readonly blocks: readonly Block[]
}

/** A report as plain data: the same for Markdown and HTML. */
export interface ReportDocument {
  readonly title: string
  readonly sections: readonly Section[]
  /** Who made it, and when the session was. */
  readonly footer: string
}
