import { assertNever } from '../base/assert'
import type { CaptureLoss } from '../ipc/capture-export'
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

/** What needs no number to be told. `bytes`: of packets. `journal`: everything but packets. `fonts`: letters of a picture. */
export const PLAIN_LOSSES = ['bytes', 'fonts', 'journal', 'addresses', 'payload'] as const
/** Something that an export does not hold (`type`: of events). Told in words by whoever shows it (`lossText`), in the language of its reader. */
export type ExportLoss =
  | { readonly what: 'kinds'; readonly counts: readonly { readonly type: string; readonly count: number }[] }
  | { readonly what: 'rows'; readonly type: string; readonly count: number }
  | { readonly what: 'capture'; readonly kind: CaptureLoss; readonly count: number }
  | { readonly what: (typeof PLAIN_LOSSES)[number] }

export function lossText(loss: ExportLoss, words: Pick<Words, 'say'>): string {
  switch (loss.what) {
    case 'kinds': return words.say('losses.kinds', { list: loss.counts.map(({ type, count }) => words.say('losses.count', { kind: words.say(`terms.event.${type}`), count })).join(', ') })
    case 'rows': return words.say('losses.rows', { kind: words.say(`terms.event.${loss.type}`), count: loss.count })
    case 'capture': return words.say(`losses.capture.${loss.kind}`, { count: loss.count })
    case 'bytes': case 'fonts': case 'journal': case 'addresses': case 'payload': return words.say(`losses.${loss.what}`)
    default: return assertNever(loss, 'loss')
  }
}

/**
 * What a text of a session does not hold; nothing for what the session did not have.
 * @param left rows that were too many for the format, by kind
 */
export function textLosses(format: Exported, tally: Tally, left: Readonly<Partial<Record<EventType, number>>>): readonly ExportLoss[] {
  const counts = WITHOUT[format].map((type) => ({ type, count: tally.of(type) })).filter(({ count }) => count > 0)
  const rows = Object.entries(left).filter(([, count]) => count > 0).map(([type, count]) => ({ what: 'rows', type, count }) as const)
  return [...(counts.length === 0 ? [] : [{ what: 'kinds', counts } as const]), ...(tally.of('packet') > 0 ? [{ what: 'bytes' } as const] : []), ...rows]
}
