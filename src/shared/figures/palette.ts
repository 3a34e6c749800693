import type { Evidence } from '../model/events'
import type { TcpState } from '../tcp/state'

export const THEME_NAMES = ['light', 'dark', 'contrast'] as const
/** `contrast` is for weak eyes and weak projectors: black on white, every state at 4.5:1 at least. */
export type ThemeName = (typeof THEME_NAMES)[number]

/**
 * Colour carries the phase: opening blues, ESTABLISHED green, active closing oranges, TIME-WAIT one magenta that nothing else uses, passive closing yellows,
 * LISTEN and CLOSED greys. Lightness differs between neighbours, so that protan and deutan eyes tell them apart; test/renderer/charts/palette.test.ts computes it.
 */
export const STATE_COLOURS: Readonly<Record<ThemeName, Readonly<Record<TcpState, string>>>> = {
  light: {
    CLOSED: '#868b96', LISTEN: '#5f6571', 'SYN-SENT': '#4a8fd8', 'SYN-RECEIVED': '#2b5cae', ESTABLISHED: '#267a53', 'FIN-WAIT-1': '#d4620c',
    'FIN-WAIT-2': '#ad2e00', CLOSING: '#7e3d1e', 'CLOSE-WAIT': '#a98b3f', 'LAST-ACK': '#6f6008', 'TIME-WAIT': '#d8189f'
  },
  dark: {
    CLOSED: '#6b7480', LISTEN: '#a7b5cb', 'SYN-SENT': '#7db8ff', 'SYN-RECEIVED': '#4a86f0', ESTABLISHED: '#4fb67f', 'FIN-WAIT-1': '#ffa24d',
    'FIN-WAIT-2': '#e0661a', CLOSING: '#c74e22', 'CLOSE-WAIT': '#fddd77', 'LAST-ACK': '#bc9601', 'TIME-WAIT': '#ee4bb9'
  },
  contrast: {
    CLOSED: '#2e3642', LISTEN: '#0a0b0f', 'SYN-SENT': '#3b6fa6', 'SYN-RECEIVED': '#033b7a', ESTABLISHED: '#225436', 'FIN-WAIT-1': '#8a4d1a',
    'FIN-WAIT-2': '#992026', CLOSING: '#793627', 'CLOSE-WAIT': '#8e6500', 'LAST-ACK': '#3c2e00', 'TIME-WAIT': '#c8008c'
  }
}

/** Everything in a chart that is not a state. */
export interface ChartTones {
  readonly ground: string
  readonly band: string
  readonly selected: string
  readonly line: string
  readonly grid: string
  readonly text: string
  readonly muted: string
  readonly faint: string
  readonly bad: string
  readonly warn: string
  readonly gap: string
}

export const CHART_TONES: Readonly<Record<ThemeName, ChartTones>> = {
  light: {
    ground: '#ffffff', band: '#f6f7f9', selected: '#e3ebf8', line: '#c3cad4', grid: '#e8ebf0', text: '#1a212b', muted: '#566171', faint: '#8a94a3', bad: '#b3261e',
    warn: '#8a5a00', gap: '#9aa3b0'
  },
  dark: {
    ground: '#12161d', band: '#161b23', selected: '#22324b', line: '#3c4756', grid: '#212934', text: '#e4e9f0', muted: '#9ba7b6', faint: '#6d7a8a', bad: '#ff8a80',
    warn: '#f0c05a', gap: '#5d6978'
  },
  contrast: {
    ground: '#ffffff', band: '#f4f4f4', selected: '#d6e4ff', line: '#000000', grid: '#c4c4c4', text: '#000000', muted: '#2b2b2b', faint: '#444444', bad: '#8c0000',
    warn: '#5c3a00', gap: '#444444'
  }
}

const WHITE = '#ffffff'
const DARK = '#0b0e13'

/** Relative luminance of `#rrggbb`, 0..1 (WCAG 2.2). */
export function luminance(colour: string): number {
  const channel = (offset: number): number => {
    const value = Number.parseInt(colour.slice(offset, offset + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

/** Contrast ratio of two `#rrggbb`, 1..21 (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}

/** White or near black, whichever reads better on the colour. */
export const inkOn = (colour: string): string => (contrast(colour, WHITE) >= contrast(colour, DARK) ? WHITE : DARK)

/** `share` of a, the rest b; both `#rrggbb`. */
export function mix(a: string, b: string, share: number): string {
  const channel = (offset: number): string => {
    const value = Number.parseInt(a.slice(offset, offset + 2), 16) * share + Number.parseInt(b.slice(offset, offset + 2), 16) * (1 - share)
    return Math.round(value).toString(16).padStart(2, '0')
  }
  return `#${channel(1)}${channel(3)}${channel(5)}`
}

/** How a state's evidence is drawn: solid, striped in two tones, or outlined over a tint of the ground. */
export type SpanPaint =
  | { readonly kind: 'solid'; readonly fill: string; readonly ink: string; readonly stroke: string }
  | { readonly kind: 'striped'; readonly fill: string; readonly stripe: string; readonly ink: string; readonly stroke: string }
  | { readonly kind: 'outlined'; readonly fill: string; readonly ink: string; readonly stroke: string }

/** How much of the colour the stripes of sampled evidence have: the name over them must stay legible. */
const STRIPES: Readonly<Record<ThemeName, number>> = { light: 0.5, dark: 0.4, contrast: 0.5 }

export function spanPaint(state: TcpState, evidence: Evidence, theme: ThemeName): SpanPaint {
  const colour = STATE_COLOURS[theme][state]
  const { ground, text } = CHART_TONES[theme]
  switch (evidence) {
    case 'confirmed': return { kind: 'solid', fill: colour, ink: inkOn(colour), stroke: colour }
    case 'sampled': {
      const fill = mix(colour, ground, theme === 'dark' ? 0.22 : 0.26)
      return { kind: 'striped', fill, stripe: mix(colour, ground, STRIPES[theme]), ink: text, stroke: colour }
    }
    case 'inferred': return { kind: 'outlined', fill: mix(colour, ground, 0.1), ink: text, stroke: colour }
  }
}

/** Names of a state from long to short: the longest that fits is written into its span. */
export const STATE_LABELS: Readonly<Record<TcpState, readonly string[]>> = {
  CLOSED: ['CLOSED', 'CL'],
  LISTEN: ['LISTEN', 'LI'],
  'SYN-SENT': ['SYN-SENT', 'S-S'],
  'SYN-RECEIVED': ['SYN-RECEIVED', 'SYN-RCVD', 'S-R'],
  ESTABLISHED: ['ESTABLISHED', 'ESTAB', 'EST'],
  'FIN-WAIT-1': ['FIN-WAIT-1', 'FW-1', 'F1'],
  'FIN-WAIT-2': ['FIN-WAIT-2', 'FW-2', 'F2'],
  'CLOSE-WAIT': ['CLOSE-WAIT', 'CL-W', 'CW'],
  CLOSING: ['CLOSING', 'CLG'],
  'LAST-ACK': ['LAST-ACK', 'L-A', 'LA'],
  'TIME-WAIT': ['TIME-WAIT', 'TW']
}
