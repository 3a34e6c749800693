import { NS_PER_MS, NS_PER_S } from '../base/brand'
import type { ConnectionRow } from '../model/connection-rows'
import type { TimelineTimeWait } from '../model/timeline'
import { ENDS, type End } from '../tcp/state'
import { countdownOf, histogramOf, MANY_WAITING } from './countdown'
import { countdownFigure, histogramFigure } from './countdown-figure'
import type { Figure } from './figure'
import type { LifecycleStory } from './lifecycle-story'
import type { ThemeName } from './palette'
import { type FigureWords, instantText } from './words'

export interface CountdownPicture {
  readonly theme: ThemeName
  readonly words: FigureWords
  /** ns: the instant it is of. */
  readonly at: number
  /** Of these connections; of all of them. */
  readonly connections?: readonly string[]
}

interface Waited {
  readonly row: ConnectionRow
  readonly end: End
  readonly timeWait: TimelineTimeWait
}

/** The ring of one TIME-WAIT as it was at an instant: the one that began last, or, when all are over, lasted longest; of many that last, and none chosen, how long each has left. @returns undefined when there was none */
export function countdownPicture({ rows }: LifecycleStory, { theme, words, at, connections }: CountdownPicture): { readonly figure: Figure; readonly title: string; /** All of them are in it. */ readonly many: boolean } | undefined {
  const lasting = [...rows.waiting.values()]
  if (connections === undefined && lasting.length >= MANY_WAITING) {
    const title = words.say('figures.countdown.many', { count: lasting.length, at: instantText(at) })
    const { counts } = histogramOf((count) => lasting.forEach(({ timeWait }) => count(timeWait.expectedEnd)), at)
    return { many: true, title, figure: histogramFigure({ theme, title, counts, overdue: words.say('figures.countdown.overdue'), unit: 's' }) }
  }
  const found = told(rows.rows.filter(({ connection }) => connections?.includes(connection.id) !== false))
  if (found === undefined) return undefined
  const { row: { connection, restarts }, end, timeWait } = found
  const armedAt = Math.max(timeWait.from, restarts.findLast((restart) => restart.end === end)?.at ?? timeWait.from)
  const { phase, remainingMs, lateMs, lastedMs, share } = countdownOf(timeWait, armedAt, at)
  const shown = { counting: remainingMs, overdue: lateMs, gone: lastedMs, unknown: Number.NaN }[phase]
  const who = `${connection.id} ${words.say(`terms.end.${end}`)}`
  const time = Number.isNaN(shown) ? '?' : words.say('figures.unit.second', { value: ((shown * NS_PER_MS) / NS_PER_S).toFixed(3) })
  return {
    many: false, title: words.say('figures.countdown.title', { who, at: instantText(at) }),
    figure: countdownFigure({
      theme, who, route: `${connection.client} → ${connection.server}`, time, phase: words.say(`figures.countdown.${phase}`), share: phase === 'counting' ? share : phase === 'overdue' ? 1 : 0
    })
  }
}

/** The one that a picture is of, where none is chosen. */
function told(rows: readonly ConnectionRow[]): Waited | undefined {
  let best: Waited | undefined
  for (const row of rows) {
    for (const end of ENDS) {
      const { timeWait } = row.connection.ends[end]
      if (timeWait !== null && (best === undefined || isBetter(timeWait, best.timeWait))) best = { row, end, timeWait }
    }
  }
  return best
}

/** Of those that last the one that began last; of those that are over the one that lasted longest. */
function isBetter(other: TimelineTimeWait, known: TimelineTimeWait): boolean {
  if (other.to === null || known.to === null) return other.to === null && (known.to !== null || other.from >= known.from)
  return other.to - other.from > known.to - known.from
}
