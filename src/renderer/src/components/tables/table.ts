import type { RowCompare } from '../../session/row-order'

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
  /** `faint`: is over. `ahead`: the replay has not come to it yet. */
  readonly tone?: 'bad' | 'warn' | 'faint' | 'ahead'
}

/** How much room a table has. */
export type TableSize = 'wide' | 'narrow' | 'slim'

/** One column as a table of the session knows it. */
export interface ColumnPlan<Entry> {
  readonly id: string
  readonly label: string
  /** px on a wide, a narrow and a slim table; it is shown on those that it has a width for. */
  readonly wide: number
  readonly narrow?: number
  readonly slim?: number
  readonly grow?: boolean
  readonly align?: 'end'
  readonly cell: (entry: Entry) => Cell
  /** Rows in the list's own order need none. */
  readonly compare?: RowCompare
}

/** What lies ahead of a replay is dimmed in every table, whatever else there is to say of it. */
export const toneOf = (ahead: boolean, otherwise?: TableRow['tone']): Pick<TableRow, 'tone'> => {
  const tone = ahead ? 'ahead' : otherwise
  return tone === undefined ? {} : { tone }
}

export const cell = (text: string): Cell => ({ text })

/** On a narrow table loopback addresses, which are all the same, are left out. */
export const shortLoopback = (endpoint: string): string => endpoint.replace(/^(?:127\.0\.0\.1|\[::1\])(?=:)/, '')

export const columnsOf = <Entry>(plans: readonly ColumnPlan<Entry>[], size: TableSize): readonly Column[] =>
  plansFor(plans, size).map(({ plan, width }) => ({
    id: plan.id, label: plan.label, width, ...(plan.grow === true ? { grow: true } : {}), ...(plan.align === undefined ? {} : { align: plan.align })
  }))

export const cellsOf = <Entry>(plans: readonly ColumnPlan<Entry>[], size: TableSize, entry: Entry): readonly Cell[] => plansFor(plans, size).map(({ plan }) => plan.cell(entry))

/** A table that plans for no slim one is a narrow one that is scrolled sideways. */
function plansFor<Entry>(plans: readonly ColumnPlan<Entry>[], size: TableSize): { plan: ColumnPlan<Entry>; width: number }[] {
  const known = size === 'slim' && plans.every(({ slim }) => slim === undefined) ? 'narrow' : size
  return plans.flatMap((plan) => {
    const { [known]: width } = plan
    return width === undefined ? [] : [{ plan, width }]
  })
}

/** Tab-separated, with a line of headings: what a spreadsheet takes. A tab or a line's end within a cell is a space there. */
export function tableText(columns: readonly Column[], positions: Iterable<number>, rowAt: (position: number) => TableRow | null): string {
  const lines = [columns.map(({ label }) => label).join('\t')]
  for (const position of positions) {
    const row = rowAt(position)
    if (row !== null) lines.push(row.cells.map(({ text }) => text.replace(/[\t\r\n]+/g, ' ')).join('\t'))
  }
  return `${lines.join('\n')}\n`
}

/** Positions to copy: of the rows chosen together that are shown, in the order of the screen; of all rows when none is chosen. */
export function* positionsToCopy(count: number, marked: ReadonlySet<number>, idAt: (position: number) => number): Generator<number> {
  for (let position = 0; position < count; position++) if (marked.size === 0 || marked.has(idAt(position))) yield position
}
