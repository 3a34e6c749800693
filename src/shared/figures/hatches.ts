import type { TcpState } from '../tcp/state'
import { CHART_TONES, mix, spanPaint, STATE_COLOURS, type ThemeName } from './palette'

/** What a pattern is made of: diagonal lines over a ground (null: transparent). */
export interface Hatch {
  readonly ground: string | null
  readonly line: string
  /** px between lines, and of a line. */
  readonly pitch: number
  readonly weight: number
  readonly direction: 'up' | 'down'
}

export function stateHatch(state: TcpState, theme: ThemeName): Hatch {
  const paint = spanPaint(state, 'sampled', theme)
  return { ground: paint.fill, line: paint.kind === 'striped' ? paint.stripe : paint.stroke, pitch: 8, weight: 3.2, direction: 'up' }
}

export function sceneHatches(theme: ThemeName): { readonly reserved: Hatch; readonly overdue: Hatch; readonly gap: Hatch } {
  const { ground, gap } = CHART_TONES[theme]
  const magenta = STATE_COLOURS[theme]['TIME-WAIT']
  return {
    reserved: { ground: mix(magenta, ground, 0.1), line: mix(magenta, ground, 0.24), pitch: 10, weight: 1.4, direction: 'up' },
    overdue: { ground: mix(magenta, ground, 0.72), line: ground, pitch: 6, weight: 1.6, direction: 'down' },
    gap: { ground: null, line: gap, pitch: 7, weight: 1.2, direction: 'down' }
  }
}
