import type { Cause } from '../../model/events'
import { causeKey } from '../../story/words'
import { TRANSITIONS, type TransitionRule } from '../../tcp/transitions'
import type { FigureWords } from '../words'
import { type ArrowPlace, stateAt } from './places'

/** One reason to take an arrow. */
export interface Reason {
  readonly cause: Cause
  readonly causeText: string
  /** What the RFC says of it, in our words, and where it says so. */
  readonly says: string
  readonly section: string
  /** What Linux does otherwise, or besides. */
  readonly notes: readonly string[]
}

export const rulesOf = (arrow: ArrowPlace): readonly TransitionRule[] =>
  TRANSITIONS.filter(({ from, to }) => from === stateAt(arrow.from) && to === stateAt(arrow.to))

/** Every reason for an arrow, those of the figure first. */
export const reasonsOf = (arrow: ArrowPlace, words: FigureWords): readonly Reason[] => rulesOf(arrow).map((rule) => reasonOf(rule, words))

function reasonOf(rule: TransitionRule, words: FigureWords): Reason {
  const { sentence, section, origin } = rule
  return {
    cause: rule.cause, causeText: words.say(causeKey(rule.cause)), says: words.say(`figures.machine.says.${sentence}`),
    section: section === 'none' ? '' : /^\d/.test(section) ? words.say('figures.machine.section', { section }) : section,
    notes: [
      ...(origin === 'text' ? [words.say('figures.machine.onlyText')] : origin === 'linux' ? [words.say('figures.machine.onlyLinux')] : []),
      ...(rule.notOnLinux === true ? [words.say('figures.machine.notOnLinux')] : []),
      ...(rule.linuxDiffers === true ? [words.say('figures.machine.linuxNote', { text: words.say(`figures.machine.linux.${sentence}`) })] : [])
    ]
  }
}

/** How an arrow stands to the figure and to Linux. */
export interface ArrowKind {
  readonly inFigure: boolean
  readonly onLinux: boolean
  readonly linuxDiffers: boolean
}

export function kindOf(arrow: ArrowPlace): ArrowKind {
  const rules = rulesOf(arrow)
  return {
    inFigure: rules.some(({ origin }) => origin === 'figure'), onLinux: rules.some(({ notOnLinux }) => notOnLinux !== true),
    linuxDiffers: rules.some(({ origin, linuxDiffers }) => origin === 'figure' && linuxDiffers === true)
  }
}
