import { assertNever } from '../base/assert'
import { durationText, type FigureWords } from '../figures/words'
import { causeKey } from '../story/words'
import type { Aspect, Shown } from './comparison'

/** What is looked at: `Answer to the mark`, `Path of the client`. */
export const aspectText = ({ id, end }: Aspect, words: FigureWords): string =>
  words.say(`figures.comparison.aspect.${id}`, { end: end === undefined ? '' : words.say(`terms.end.${end}`) })

/** What one side shows: `ACK from TIME-WAIT, after 60 µs`. */
export function shownText(shown: Shown, words: FigureWords): string {
  switch (shown.kind) {
    case 'nothing': return words.say('figures.comparison.shown.nothing')
    case 'no-answer': return words.say('figures.comparison.shown.no-answer')
    case 'answer': return words.say('figures.comparison.shown.answer', { flags: shown.flags.replaceAll(',', ' '), state: shown.state ?? words.say('figures.comparison.shown.no-state'), after: durationText(Math.max(0, shown.after), words) })
    case 'path': {
      const path = shown.states.join(' → ')
      return shown.cause === undefined ? path : `${path} (${words.say(causeKey(shown.cause))})`
    }
    case 'wait': {
      const length = durationText(shown.length, words)
      const text = words.say(shown.over ? 'figures.comparison.shown.waited' : 'figures.comparison.shown.waits', { length })
      return shown.restarts === 0 ? text : words.say('figures.comparison.shown.restarted', { text, count: shown.restarts })
    }
    case 'resets': return words.say('figures.comparison.shown.resets', { count: shown.count })
    case 'errors': return shown.errors.join(', ')
    case 'read': return words.say('figures.comparison.shown.read', { bytes: shown.bytes })
    default: return assertNever(shown, 'what a side shows')
  }
}
