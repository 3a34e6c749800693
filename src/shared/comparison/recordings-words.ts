import type { FigureWords } from '../figures/words'
import { causeKey } from '../story/words'
import type { CheckVerdict } from '../model/events'
import type { Fact, FactShown } from './recordings'

export const factText = ({ id }: Fact, words: FigureWords): string => words.say(`figures.recordings.fact.${id}`)

/** What one recording says: `the client`, `by its timer`. */
export function factShownText(shown: FactShown, words: FigureWords): string {
  switch (shown.kind) {
    case 'nothing': return words.say('figures.comparison.shown.nothing')
    case 'text': return shown.text
    case 'closed': return words.say('figures.recordings.closed', { end: words.say(`terms.end.${shown.end}`), flags: shown.flags })
    case 'waits': return words.say(`figures.recordings.waits.${shown.ends.length === 2 ? 'both' : (shown.ends[0] ?? 'nobody')}`)
    case 'ended': return shown.cause === null ? words.say('figures.recordings.not-over') : words.say(causeKey(shown.cause))
    case 'chain': return words.say(`figures.recordings.chain.${shown.chain}`)
  }
}

/** What became of a check in one recording. */
export const verdictText = (verdict: CheckVerdict | null, words: FigureWords): string => words.say(verdict === null ? 'figures.comparison.shown.nothing' : `figures.recordings.verdict.${verdict}`)
