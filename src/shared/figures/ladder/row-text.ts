import { assertNever } from '../../base/assert'
import { causeKey } from '../../story/words'
import { ENDS, otherEnd, type End } from '../../tcp/state'
import { durationText, type FigureWords } from '../words'
import { callTexts } from './call-text'
import type { LadderRow } from './rows'
import { segmentTexts } from './segment-text'

/** A row of a ladder in words: whom it concerns, and what happened. */
export interface LadderRowText {
  readonly who: string
  readonly what: string
}

/** The same as the picture says, for a table and for whoever reads aloud. @param released the segment was held back before, and is let go here */
export function ladderRowText(row: LadderRow, released: boolean, words: FigureWords): LadderRowText {
  const name = (end: End): string => words.say(`terms.end.${end}`)
  const states = ENDS.flatMap((end) => row.states[end].map(({ event, evidence }) =>
    `${name(end)}: ${event.from} → ${event.to} (${words.say(causeKey(event.cause))}, ${words.say(`terms.evidence.${evidence}`)})`))
  const restarts = row.restarts.map((timer) => `${name(timer.end)}: ${words.say('figures.ladder.restart', { time: durationText(timer.expectedMs * 1e6, words) })}`)
  const { who, what } = mainText(row, released, words, name)
  return { who, what: [...(what === '' ? [] : [what]), ...states, ...restarts].join('; ') }
}

function mainText({ main }: LadderRow, released: boolean, words: FigureWords, name: (end: End) => string): LadderRowText {
  switch (main.kind) {
    case 'segment': return { who: `${name(main.from)} → ${name(otherEnd(main.from))}`, what: `#${main.event.n} ${segmentTexts(main, released, words)[0] ?? ''}` }
    case 'call': return { who: name(main.end), what: callTexts(main.event)[0] ?? '' }
    case 'state': return { who: name(main.end), what: '' }
    case 'timer': return { who: name(main.event.end), what: main.event.event === 'overdue' ? words.say('figures.ladder.overdue') : '' }
    case 'fault': return { who: '', what: `${words.say(`terms.fault.${main.event.action}`)}: ${main.event.detail}` }
    case 'note': return { who: '', what: main.event.text }
    case 'gap': return { who: '', what: words.say(`figures.gap.${main.event.reason}`) }
    case 'discrepancy': return { who: name(main.event.end), what: words.say('figures.ladder.discrepancy', { inferred: main.event.inferred, sampled: main.event.sampled }) }
    default: return assertNever(main, 'row')
  }
}
