import { textWidth } from './text-width'

/** Something that belongs to no lane, flagged above them: a step of the experiment, a fault set on purpose, a person's note. */
export interface Happening {
  readonly kind: 'step' | 'fault' | 'note'
  readonly at: number
  readonly text: string
}

export interface EventFlag extends Happening {
  readonly x: number
  /** Cut to its room; empty when there is none. */
  readonly label: string
}

export const FLAG_FONT = 11
const LEFT = 12
const LEAST = 110

/** Flags on one line: each label ends where the next flag stands. */
export function eventFlags(happenings: readonly Happening[], width: number, toX: (at: number) => number): EventFlag[] {
  const seen = happenings.map((happening) => ({ happening, x: toX(happening.at) })).filter(({ x }) => x >= -1 && x <= width).sort((a, b) => a.x - b.x)
  return seen.map(({ happening, x }, i) => {
    const room = (seen[i + 1]?.x ?? width) - x - LEFT - 4
    return { ...happening, x, label: room < LEAST ? '' : cut(happening.text, room) }
  })
}

function cut(text: string, room: number): string {
  if (textWidth(text, FLAG_FONT) <= room) return text
  let end = text.length
  while (end > 1 && textWidth(text.slice(0, end), FLAG_FONT) > room - FLAG_FONT) end--
  return end < 3 ? '' : `${text.slice(0, end).trimEnd()}…`
}
