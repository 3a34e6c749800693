import type { ITheme } from '@xterm/xterm'

/** Least contrast of text with its ground (WCAG 2.2, AA); xterm.js lifts what programs colour themselves up to it. */
export const TERMINAL_CONTRAST = 4.5

const ON_LIGHT = {
  black: '#1a212b', red: '#b3261e', green: '#1c7a44', yellow: '#8a5a00', blue: '#1f5fc9', magenta: '#b01382', cyan: '#0b7285', white: '#566171',
  brightBlack: '#5f6a79', brightRed: '#c4302b', brightGreen: '#1f7d48', brightYellow: '#8f6006', brightBlue: '#2b6bd6', brightMagenta: '#bf1f90', brightCyan: '#0f768a', brightWhite: '#3a4452'
} satisfies ITheme
const ON_DARK = {
  black: '#8491a2', red: '#ff8a80', green: '#5fce8f', yellow: '#f0c05a', blue: '#7db8ff', magenta: '#ee7cc9', cyan: '#62cfe0', white: '#cbd3de',
  brightBlack: '#8f9cad', brightRed: '#ffa199', brightGreen: '#7fdca6', brightYellow: '#f6d27f', brightBlue: '#9ac8ff', brightMagenta: '#f49bd7', brightCyan: '#86dde9', brightWhite: '#f3f6fa'
} satisfies ITheme

/** Colours of the page's style sheet that a terminal takes over. */
export interface PageColours {
  readonly pane: string
  readonly text: string
  readonly selected: string
  readonly dark: boolean
}

/** xterm.js reads no style sheets: ground and text are those of the panes, the sixteen colours of programs are chosen for a light or a dark ground. */
export const terminalTheme = ({ pane, text, selected, dark }: PageColours): ITheme => ({
  ...(dark ? ON_DARK : ON_LIGHT), background: pane, foreground: text, cursor: text, cursorAccent: pane, selectionBackground: selected
})
