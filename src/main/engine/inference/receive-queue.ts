import { seqAfter, seqAtLeast, seqMax } from '../../../shared/tcp/sequence'
import type { SeqNumber } from '../../../shared/tcp/sequence'

/** Ranges kept of one direction. A real receiver's window holds far fewer holes; whatever is dropped shows again in its next ACK. */
const MOST_RANGES = 32

/** What arrived beyond the next sequence number expected: ranges [start, end), apart from each other, in order. */
export class ReceiveQueue {
  private readonly starts: SeqNumber[] = []
  private readonly ends: SeqNumber[] = []

  /** The highest sequence number received plus 1, or undefined: the right edge of the SACK blocks. */
  get edge(): SeqNumber | undefined {
    return this.ends.at(-1)
  }

  add(start: SeqNumber, end: SeqNumber): void {
    const { starts, ends } = this
    let first = 0
    while (first < starts.length && seqAfter(start, ends[first] ?? start)) first++
    let from = start
    let to = end
    let past = first
    for (; past < starts.length && seqAtLeast(to, starts[past] ?? to); past++) {
      const known = starts[past] ?? from
      if (seqAfter(from, known)) from = known
      to = seqMax(to, ends[past] ?? to)
    }
    starts.splice(first, past - first, from)
    ends.splice(first, past - first, to)
    if (starts.length > MOST_RANGES) {
      starts.pop()
      ends.pop()
    }
  }

  /** @returns the next sequence number expected, now that everything before `next` is here */
  advance(next: SeqNumber): SeqNumber {
    const { starts, ends } = this
    let reached = next
    let gone = 0
    while (gone < starts.length && seqAtLeast(reached, starts[gone] ?? reached)) reached = seqMax(reached, ends[gone++] ?? reached)
    starts.splice(0, gone)
    ends.splice(0, gone)
    return reached
  }
}
