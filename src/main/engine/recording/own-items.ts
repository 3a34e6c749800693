import { fail, ok, type Result } from '../../../shared/base/result'
import type { RecordingRead } from '../../../shared/model/events'
import type { CaptureItem } from '../pcapng/items'
import { fileSessions, type FileSessions, type SessionPlace } from './file-sessions'
import { OwnPart } from './own-part'
import { RecordedOrder } from './recorded-order'

/** Told of a session that begins in a file while it is read: its first entry, and its number, from 1. */
type Begun = (place: SessionPlace, number: number) => void

/** What of a file belongs to the session that is told, in the order in which it was recorded. */
export class OwnItems {
  private readonly part: OwnPart
  private readonly order: RecordedOrder | undefined
  private linkType = 0

  /** @param looked for sessions before; else they are met as the file is read, if there are any */
  private constructor(file: FileSessions, private readonly number: number, readonly looked: boolean, onBegun?: Begun) {
    this.part = new OwnPart(file, number, onBegun)
    this.order = file.sorted ? new RecordedOrder(() => this.linkType) : undefined
  }

  /**
   * Looks for the sessions in a file.
   * @param number which of them, from 1; absent: the first, and in a capture without one everything
   * @param onBegun somebody writes to it: in what order its blocks stand is not known before its end, and of each session that begins in it beside the one that is told this is told
   * @returns `no-such-session` for a number that no session has
   */
  static async in(path: string, number?: number, onBegun?: Begun): Promise<Result<OwnItems>> {
    const found = await fileSessions(path)
    const file = onBegun !== undefined ? { ...found, sorted: false } : found
    if (number !== undefined && file.sessions[number - 1] === undefined) return fail('no-such-session', { of: path, reason: { kind: 'session-of', number, count: file.sessions.length } })
    return ok(new OwnItems(file, number ?? 1, true, onBegun))
  }

  /** Where nothing is known of what else is in the file. */
  static ofAll(): OwnItems {
    return new OwnItems({ sessions: [], sorted: false }, 1, false)
  }

  /** Everything stands in the order in which it was recorded: `takes` tells all there is to tell, and nothing is held back. */
  get inPlace(): boolean {
    return this.order === undefined
  }

  /** The file was sorted, and the order of a flood in it could not be found again. */
  get orderLost(): boolean {
    return this.order?.lost ?? false
  }

  /** Packets left out so far: those of another capture. */
  get left(): number {
    return this.part.left
  }

  /** Link type of the session's frames, once its interface has been seen. */
  get frames(): number {
    return this.linkType
  }

  /** Of everything in the file, in its order. @returns false for what does not belong */
  takes(item: CaptureItem): boolean {
    if (!this.part.take(item)) return false
    if (item.kind === 'interface' && this.part.describes(item)) this.linkType = item.linkType
    return true
  }

  /** What is to be told after this stands in the file. Each item is valid until the next one is asked for. */
  *after(item: CaptureItem): Generator<CaptureItem, void, undefined> {
    if (!this.takes(item)) return
    if (this.order === undefined) yield item
    else yield* this.order.take(item)
  }

  /** At the end of the file: what was held back. */
  *rest(): Generator<CaptureItem, void, undefined> {
    if (this.order !== undefined) yield* this.order.end()
  }

  /** What this look at the file adds to what a recording says about itself. */
  get about(): Pick<RecordingRead, 'foreign' | 'sorted' | 'number' | 'others'> {
    const { part, order, number } = this
    const others = part.sessions.flatMap(({ header: { id = '', startedAt, experiment } }, i) => (i === number - 1 ? [] : [{ number: i + 1, session: id, startedAt, ...(experiment === undefined ? {} : { experiment }) }]))
    const [first] = others
    return {
      ...(part.left === 0 ? {} : { foreign: part.left }), ...(order === undefined || order.lost || order.moved === 0 ? {} : { sorted: order.moved }),
      ...(first === undefined ? {} : { number, others: { count: others.length, session: first.session, startedAt: first.startedAt, items: part.others, sessions: others.slice(0, MOST_NAMED) } })
    }
  }
}

/** Sessions that are named one by one. */
const MOST_NAMED = 100
