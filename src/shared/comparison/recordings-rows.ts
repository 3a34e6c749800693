import { differencesOf } from '../figures/comparison/comparison-figure'
import type { FigureWords } from '../figures/words'
import { aspectText, shownText } from './comparison-words'
import type { RecordingsCompared } from './recordings'
import { factShownText, factText, verdictText } from './recordings-words'

/** What two recordings as a whole tell, what a connection of each tells, and the checks of both. */
export type ComparedGroup = 'waiting' | 'connection' | 'checks'

/** One thing that was looked at in both recordings, in words. */
export interface ComparedRow {
  readonly key: string
  readonly group: ComparedGroup
  readonly what: string
  /** One for each recording. */
  readonly shown: readonly string[]
  readonly differs: boolean
  /** Its number in the picture, from 1; absent where it has none. */
  readonly number?: number
}

/** Everything that was looked at, in the order of the table. */
export function comparedRows({ facts, comparison, checks }: RecordingsCompared, words: FigureWords): readonly ComparedRow[] {
  const numbered = differencesOf(comparison)
  return [
    ...facts.map((fact) => ({ key: fact.id, group: 'waiting' as const, what: factText(fact, words), shown: fact.shown.map((shown) => factShownText(shown, words)), differs: fact.differs })),
    ...comparison.aspects.map((aspect) => ({
      key: `${aspect.id} ${aspect.end}`, group: 'connection' as const, what: aspectText(aspect, words), shown: aspect.shown.map((shown) => shownText(shown, words)), differs: aspect.differs,
      ...(aspect.differs ? { number: numbered.indexOf(aspect) + 1 } : {})
    })),
    ...checks.map(({ id, title, verdicts, differs }) => ({ key: id, group: 'checks' as const, what: title, shown: verdicts.map((verdict) => verdictText(verdict, words)), differs }))
  ]
}
