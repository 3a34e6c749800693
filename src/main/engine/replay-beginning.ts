import { ok } from '../../shared/base/result'
import type { Result } from '../../shared/base/result'
import { SCHEMA } from '../../shared/model/events'
import type { SessionHeader } from '../../shared/model/events'
import type { FileItem } from './capture/file'
import type { FileFrames } from './capture/file-frames'
import type { CaptureItem, JournalEntry, Stamp } from './pcapng/items'
import type { OwnItems } from './recording/own-items'
import { sessionBegunBy } from './recording/read-journal'
import { stampOf } from './recording/stamp-of'

/** The file being told. */
export interface ReplaySource {
  /** What of it belongs to the session that is told. */
  readonly own: OwnItems
  readonly items: AsyncGenerator<FileItem, void, undefined>
  readonly frames: FileFrames
  readonly stopping: AbortController
}

/** As far as a file was read to know how its session begins. */
export interface Beginning {
  /** Ours, or made for a foreign file. */
  readonly header: SessionHeader
  /** The instant 0. */
  readonly start: Stamp
  /** What was read on the way, and is still to be told; of a foreign capture its first packets too. */
  readonly first: readonly FileItem[]
  /** Of a recording of ours: the entry that holds its header. */
  readonly entry: JournalEntry | undefined
}

/** What is kept of the blocks before the first packet, until reading begins: so many of them, or of what is written in them so many thousand characters. */
const MOST_BEFORE = 1_000

/** Reads up to the header of a recording of ours, or the first packet. */
export async function readBeginning({ items, own }: Pick<ReplaySource, 'items' | 'own'>): Promise<Result<Beginning>> {
  const before: FileItem[] = []
  let room = MOST_BEFORE
  for (;;) {
    const { value: item, done } = await items.next()
    if (done === true || item === undefined) return ok(foreign({ seconds: 0, nanoseconds: 0 }, before))
    if (item.kind === 'failure') return { ok: false, error: item.failure }
    if (!belongs(item, own)) continue
    const recorded = item.kind === 'journal' ? sessionBegunBy(item.fields) : undefined
    if (recorded !== undefined && item.kind === 'journal') return ok({ header: { ...recorded, mode: 'file', source: 'file' }, start: stampOf(recorded.startedAtNs), first: before, entry: item })
    if (item.kind === 'packets' && item.batch.count > 0) return ok(foreign({ seconds: item.batch.seconds[0] ?? 0, nanoseconds: item.batch.nanoseconds[0] ?? 0 }, [...before, item]))
    if ((item.kind !== 'damage' && item.kind !== 'names' && item.kind !== 'statistics' && item.kind !== 'section') || room <= 0) continue
    // Of names only that there are some is told.
    before.push(item.kind === 'names' ? { ...item, records: [] } : item)
    room -= 1 + (item.kind === 'section' ? charactersOf(item.comments) / 1_000 : 0)
  }
}

const foreign = (start: Stamp, first: readonly FileItem[]): Beginning => ({
  header: { type: 'session', at: 0, startedAt: timeText(start), startedAtNs: digits(start), mode: 'file', schema: SCHEMA, kernel: '', hz: 0, source: 'file' }, start, first, entry: undefined
})

const charactersOf = (texts: readonly string[]): number => texts.reduce((sum, { length }) => sum + length, 0)

/** In a sorted file everything has been looked at already, where it stood. */
export const belongs = (item: CaptureItem, own: OwnItems): boolean => !own.inPlace || own.takes(item)

const nine = (nanoseconds: number): string => String(nanoseconds).padStart(9, '0')
const digits = ({ seconds, nanoseconds }: Stamp): string => `${seconds}${nine(nanoseconds)}`

/** RFC 3339 with nine decimals; a stamp no calendar has is given as seconds since 1970. */
function timeText({ seconds, nanoseconds }: Stamp): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? `${seconds}.${nine(nanoseconds)}` : `${date.toISOString().slice(0, 19)}.${nine(nanoseconds)}Z`
}
