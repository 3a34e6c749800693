export interface UseTableKeysOptions {
  readonly count: () => number
  /** -1: none. */
  readonly selected: () => number
  /** Rows on the screen. */
  readonly page: () => number
  readonly select: (position: number) => void
}

/** Up, Down, Page Up, Page Down, Home and End move the selection of a table that has the focus. */
export function useTableKeys(options: UseTableKeysOptions): (event: KeyboardEvent) => void {
  const steps: Readonly<Record<string, (selected: number, last: number) => number>> = {
    ArrowDown: (selected) => selected + 1,
    ArrowUp: (selected, last) => (selected < 0 ? last : selected - 1),
    PageDown: (selected) => selected + options.page(),
    PageUp: (selected, last) => (selected < 0 ? last : selected - options.page()),
    Home: () => 0,
    End: (_selected, last) => last
  }
  return (event) => {
    const step = steps[event.key]
    const last = options.count() - 1
    if (step === undefined || last < 0 || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    options.select(Math.min(Math.max(step(options.selected(), last), 0), last))
  }
}
