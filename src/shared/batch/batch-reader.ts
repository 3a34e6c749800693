import { err, ok, type Result } from '../base/result'
import {
  areMarks, areStates, BatchMemory, batchBytes, HEADER_WORDS, isTimer, MAGIC, MOST_ROWS, MOST_RUNS, MOST_TEXT, RUN, type BatchCounts, type PacketRows, type TimerRows, type TransitionRows
} from './layout'
import { utf8Text } from './utf8'

/** A connection as the rows mean it. */
export interface NamedConnection {
  readonly conn: string
  readonly client: string
  readonly server: string
}

/** A stretch of the stream, as it was told: its tables are views onto the bytes that came. */
export interface EventBatch {
  /** It begins a session. */
  readonly first: boolean
  /** Connections that are new here; the first of them has number `namedBefore`. */
  readonly named: readonly NamedConnection[]
  readonly namedBefore: number
  readonly packets: PacketRows
  readonly transitions: TransitionRows
  readonly timers: TimerRows
  /** Events that are no rows, as JSON. */
  readonly lines: readonly string[]
  /** In which order rows and lines follow each other, see runOf. */
  readonly runs: Uint32Array
}

/**
 * Reads the batches of one session after the other. Whatever the bytes say, no number leads out of a table, and no more is allocated than came. Without a
 * platform: a window's messages, a pipe's frames.
 */
export class BatchReader {
  private next = 0
  private named = 0

  /** @returns what is wrong with the bytes, when they are no batch, or not the next one */
  read(bytes: Uint8Array): Result<EventBatch, string> {
    const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
    if (aligned.length < 4 * HEADER_WORDS) return err('shorter than its header')
    const counts = countsOf(new Uint32Array(aligned.buffer, aligned.byteOffset, HEADER_WORDS))
    if (counts === undefined) return err('no batch, or of a machine with another order of bytes')
    if (isTooLarge(counts)) return err('larger than any batch')
    if (batchBytes(counts) !== aligned.length) return err('not as long as it says')
    const first = counts.number === 0
    if (!first && counts.number !== this.next) return err(`batch ${counts.number} in place of ${this.next}`)
    const { packets, transitions, timers, runs, names, lines } = new BatchMemory(aligned.buffer, aligned.byteOffset, counts)
    const named = connections(utf8Text(names), counts.named)
    if (named === undefined) return err('connections without a name')
    const namedBefore = first ? 0 : this.named
    const batch: EventBatch = { first, named, namedBefore, packets, transitions, timers, lines: lines.length === 0 ? [] : utf8Text(lines).split('\n'), runs }
    const wrong = wrongIn(batch, namedBefore + named.length)
    if (wrong !== undefined) return err(wrong)
    this.next = counts.number + 1
    this.named = namedBefore + named.length
    return ok(batch)
  }
}

const isTooLarge = ({ packets, transitions, timers, runs, names, lines }: BatchCounts): boolean =>
  Math.max(packets, transitions, timers) > MOST_ROWS || runs > MOST_RUNS || Math.max(names, lines) > MOST_TEXT

function countsOf([magic, number = 0, packets = 0, transitions = 0, timers = 0, runs = 0, named = 0, names = 0, lines = 0]: Uint32Array): BatchCounts | undefined {
  return magic === MAGIC ? { number, packets, transitions, timers, runs, named, names, lines } : undefined
}

/** @returns undefined when the text does not name so many */
function connections(text: string, count: number): readonly NamedConnection[] | undefined {
  if (count === 0) return text === '' ? [] : undefined
  const parts = text.split('\n')
  if (parts.length !== 3 * count) return undefined
  return Array.from({ length: count }, (_, i) => ({ conn: parts[3 * i] ?? '', client: parts[3 * i + 1] ?? '', server: parts[3 * i + 2] ?? '' }))
}

function wrongIn({ packets, transitions, timers, runs, lines }: EventBatch, named: number): string | undefined {
  const left = [packets.count, transitions.count, timers.count, lines.length]
  for (const run of runs) {
    const kind = run & 3
    left[kind] = (left[kind] ?? 0) - (run >>> 2)
  }
  if (left.some((count) => count !== 0)) return 'runs that are not its rows'
  if (![packets.conn, transitions.conn, timers.conn].every((numbers) => areWithin(numbers, named))) return 'a row of a connection without a name'
  if (!areTransitions(transitions)) return 'a transition between no states'
  return timers.marks.every(isTimer) ? undefined : 'a timer of no kind'
}

function areWithin(numbers: Uint32Array, limit: number): boolean {
  for (const number of numbers) if (number >= limit) return false
  return true
}

function areTransitions({ count, states, marks }: TransitionRows): boolean {
  for (let i = 0; i < count; i++) if (!areStates(states[i] ?? 0) || !areMarks(marks[i] ?? 0)) return false
  return true
}

/** Takes rows `from` to `to` of a table, the last one not included. */
type Take = (from: number, to: number) => void

/** Walks a batch in its order. */
export function walk({ runs }: EventBatch, on: Readonly<Record<keyof typeof RUN, Take>>): void {
  let [packets, transitions, timers, lines] = [0, 0, 0, 0]
  for (const run of runs) {
    const count = run >>> 2
    const kind = run & 3
    if (kind === RUN.packets) on.packets(packets, (packets += count))
    else if (kind === RUN.transitions) on.transitions(transitions, (transitions += count))
    else if (kind === RUN.timers) on.timers(timers, (timers += count))
    else on.lines(lines, (lines += count))
  }
}
