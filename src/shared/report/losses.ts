import type { SessionEvent } from '../model/events'
import type { Words } from '../story'
import type { FigureName, TextFormat } from './formats'

type EventType = SessionEvent['type']

/** How many events of each kind a session had. */
export class Tally {
  private readonly counts = new Map<EventType, number>()

  take(event: SessionEvent): void {
    this.counts.set(event.type, this.of(event.type) + 1)
  }

  of(type: EventType): number {
    return this.counts.get(type) ?? 0
  }
}

const DETAILS: readonly EventType[] = ['packet', 'sample', 'timer', 'api', 'fault', 'counter', 'discrepancy', 'gap', 'damage', 'note', 'step', 'program', 'prediction']

/** What an export is: one of the texts, or one of the pictures. */
export type Exported = Exclude<TextFormat, 'svg'> | FigureName

const NEVER_DRAWN: readonly EventType[] = ['sample', 'counter', 'program', 'prediction', 'result']
/** Kinds of events that a format has no place for. */
const WITHOUT: Readonly<Record<Exported, readonly EventType[]>> = {
  csv: [...DETAILS, 'connection', 'result'], json: DETAILS, jsonl: [], md: ['packet', 'sample', 'timer'], html: ['sample'],
  lifecycle: [...NEVER_DRAWN, 'api'], ladder: NEVER_DRAWN, machine: [...DETAILS, 'result'], comparison: [...NEVER_DRAWN, 'note', 'step', 'gap'],
  overview: [...DETAILS, 'result'],
  countdown: ['transition', ...DETAILS.filter((type) => type !== 'sample' && type !== 'timer'), 'result']
}

/**
 * What a text of a session does not hold, one line each; nothing for what the session did not have.
 * @param left rows that were too many for the format, by kind
 */
export function textLosses(format: Exported, tally: Tally, left: Readonly<Partial<Record<EventType, number>>>, words: Words): readonly string[] {
  const missing = WITHOUT[format].filter((type) => tally.of(type) > 0).map((type) => words.say('report.lost.count', { kind: words.say(`terms.event.${type}`), count: tally.of(type) }))
  const lines = missing.length === 0 ? [] : [words.say('report.lost.kinds', { list: missing.join(', ') })]
  if (tally.of('packet') > 0) lines.push(words.say('report.lost.bytes'))
  for (const [kind, count] of Object.entries(left)) if (count > 0) lines.push(words.say('report.lost.rows', { kind: words.say(`terms.event.${kind}`), count }))
  return lines
}
