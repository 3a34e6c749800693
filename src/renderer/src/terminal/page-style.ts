import type { PageColours } from './terminal-theme'

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** What the style sheets have in force now. */
export const pageColours = (): PageColours => {
  const pane = token('--pane')
  return { pane, text: token('--text'), selected: token('--selected'), dark: isDark(pane) }
}

export const pageFont = (): string => token('--mono')

/** @param colour `#rrggbb`, as the tokens are written */
function isDark(colour: string): boolean {
  const [red = 255, green = 255, blue = 255] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128
}
