import { computed, type ComputedRef, type Ref, watch } from 'vue'
import { useScroll } from './use-scroll'
import { useSize } from './use-size'

export interface UseRowWindowOptions {
  /** What scrolls. */
  readonly element: Ref<HTMLElement | null>
  readonly count: () => number
  /** px of each row, and of what stands above the first one and does not scroll away. */
  readonly rowHeight: number
  readonly headHeight: number
}

export interface UseRowWindowReturn {
  /**
   * Rows to draw: positions, and where each stands, px from the top of all rows. `slot` is a key for what draws it: of a row that leaves the screen the next one that comes
   * takes what is there, instead of having everything made anew.
   */
  readonly rows: ComputedRef<readonly { readonly position: number; readonly top: number; readonly slot: number }[]>
  /** px of all rows together. */
  readonly height: ComputedRef<number>
  /** Rows that fit. */
  readonly page: ComputedRef<number>
  /** Whether the last row was on the screen when there were so many. */
  readonly atEnd: (count: number) => boolean
  readonly scrollToEnd: () => void
  /** Scrolls as little as needed. */
  readonly reveal: (position: number) => void
}

/** Chromium lays out no box higher than 2^25 px; below, and with many more rows one px of scrolling is more than a row. */
const HIGHEST = 30_000_000
const SPARE = 4

/**
 * The rows of a long table that are on the screen. Rows are all of one height, so where each stands is a multiplication:
 * nothing is kept for a row, and a table that grows by thousands each frame costs what its thirty rows cost.
 */
export function useRowWindow({ element, count, rowHeight, headHeight }: UseRowWindowOptions): UseRowWindowReturn {
  const size = useSize(element)
  const { top: scroll, scrollTo } = useScroll(element)
  const room = computed(() => Math.max(0, size.value.height - headHeight))
  const page = computed(() => Math.max(1, Math.floor(room.value / rowHeight)))
  const height = computed(() => Math.min(count() * rowHeight, HIGHEST))
  /** Rows for each px of scrolling. */
  const density = computed(() => {
    const scrollable = height.value - room.value
    return scrollable <= 0 ? 0 : (count() * rowHeight - room.value) / rowHeight / scrollable
  })
  const rows = computed(() => {
    const exact = scroll.value * density.value
    const first = Math.max(0, Math.floor(exact) - SPARE)
    const end = Math.min(count(), Math.floor(exact) + page.value + 1 + SPARE)
    const slots = page.value + 1 + 2 * SPARE
    return Array.from({ length: Math.max(0, end - first) }, (_, i) => ({ position: first + i, top: scroll.value + (first + i - exact) * rowHeight, slot: (first + i) % slots }))
  })
  const scrollToRow = (first: number): void => {
    if (density.value > 0) scrollTo(Math.min(first / density.value, height.value - room.value))
  }
  // Of a pane that becomes lower the browser keeps the upper edge: whoever had scrolled to the end would have it out of sight.
  watch(room, (now, before) => {
    if (now < before && scroll.value > 0 && scroll.value + before >= height.value - 1) scrollTo(height.value - now)
  })
  return {
    rows, height, page,
    atEnd: (of) => scroll.value * density.value + page.value + 1 >= of,
    scrollToEnd: () => scrollTo(height.value - room.value),
    reveal: (position) => {
      const first = scroll.value * density.value
      if (position < first) scrollToRow(position)
      else if (position + 1 > first + room.value / rowHeight) scrollToRow(position + 1 - room.value / rowHeight)
    }
  }
}
