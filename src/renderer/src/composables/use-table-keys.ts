export interface UseTableKeysOptions {
  readonly count: () => number
  /** Position of the row with the cursor; -1: none. */
  readonly selected: () => number
  /** Rows on the screen. */
  readonly page: () => number
  /** @param extend Shift was held: all rows from the anchor on are chosen together */
  readonly select: (position: number, extend: boolean) => void
  readonly selectAll: () => void
  readonly copy: () => void
  /** Enter. */
  readonly open: () => void
  /** Escape. @returns whether there was something to take back */
  readonly cancel: () => boolean
}

/**
 * Up, Down, Page Up, Page Down, Home and End move the cursor of a table that has the focus, with Shift they choose all rows in between; Ctrl+A chooses all, Ctrl+C copies,
 * Enter opens.
 */
export function useTableKeys(options: UseTableKeysOptions): (event: KeyboardEvent) => void {
  const steps: Readonly<Record<string, (selected: number, last: number) => number>> = {
    ArrowDown: (selected) => selected + 1,
    ArrowUp: (selected, last) => (selected < 0 ? last : selected - 1),
    PageDown: (selected) => selected + options.page(),
    PageUp: (selected, last) => (selected < 0 ? last : selected - options.page()),
    Home: () => 0,
    End: (_selected, last) => last
  }
  const command = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey) {
      if (event.altKey || event.shiftKey) return false
      // By the key's place: a Korean keyboard gives jamo.
      if (event.code === 'KeyA') options.selectAll()
      else if (event.code === 'KeyC') options.copy()
      else return false
      return true
    }
    if (event.altKey) return false
    if (event.key === 'Enter') options.open()
    else if (event.key === 'Escape') return options.cancel()
    else return move(event)
    return true
  }
  const move = (event: KeyboardEvent): boolean => {
    const step = steps[event.key]
    const last = options.count() - 1
    if (step === undefined || last < 0) return false
    options.select(Math.min(Math.max(step(options.selected(), last), 0), last), event.shiftKey)
    return true
  }
  return (event) => {
    if (!command(event)) return
    event.preventDefault()
    event.stopPropagation()
  }
}
