import type { PacketBatch } from './capture/source'

/** Packets in a batch that is worked on at once: about 2 ms of work. */
const AT_ONCE = 256
/** What was put aside is worked on in slices of so many packets: about 10 ms, then the event loop has its turn. */
const SLICE = 1_024
/** Packets put aside at most, about 100 MB: what comes then stays in the kernel's ring, whose drops are counted and told. */
const MOST_WAITING = 1_000_000
/** A burst is first captured and then judged: for so long (ms), and for so many packets, the processor is left to those who send them. */
const PATIENCE_MS = 2_000
const PATIENCE_PACKETS = 400_000
/** ms without a large batch, beside the times for which packets are let gather: the burst is over. */
const LULL_MS = 8

/**
 * Takes packets out of the kernel's ring faster than they can be judged: in a flood the ring is emptied into memory, and worked off in slices, so that nothing is
 * dropped while an earlier batch is judged and told.
 */
export class Intake {
  private readonly waiting: PacketBatch[] = []
  private packets = 0
  /** performance.now() when the first of those put aside came, and the last large batch. */
  private since = 0
  private latest = 0

  /** Packets put aside. */
  get backlog(): number {
    return this.packets
  }

  get full(): boolean {
    return this.packets >= MOST_WAITING
  }

  /** Whether a burst is still going on that may be judged when it is over. @param restMs for which packets are let gather */
  patient(nowMs: number, restMs: number): boolean {
    return nowMs - this.since < PATIENCE_MS && this.packets < PATIENCE_PACKETS && nowMs - this.latest < LULL_MS + 2 * restMs
  }

  /** A batch as it came. @returns it, when it can be worked on in place right now; else it has been put aside */
  offer(batch: PacketBatch, nowMs: number): PacketBatch | undefined {
    if (this.packets === 0 && batch.count <= AT_ONCE) return batch
    if (this.packets === 0) this.since = nowMs
    if (batch.count > AT_ONCE) this.latest = nowMs
    for (let from = 0; from < batch.count; from += SLICE) this.waiting.push(copyOf(batch, from, Math.min(batch.count, from + SLICE)))
    this.packets += batch.count
    return undefined
  }

  /** The next slice put aside. */
  next(): PacketBatch | undefined {
    const batch = this.waiting.shift()
    this.packets -= batch?.count ?? 0
    return batch
  }
}

/** The source overwrites its arrays with the next batch. */
function copyOf(batch: PacketBatch, from: number, to: number): PacketBatch {
  const start = batch.offsets[from] ?? 0
  const end = (batch.offsets[to - 1] ?? 0) + (batch.capturedLengths[to - 1] ?? 0)
  return {
    count: to - from, bytes: batch.bytes.slice(start, end), offsets: batch.offsets.slice(from, to).map((offset) => offset - start),
    capturedLengths: batch.capturedLengths.slice(from, to), lengths: batch.lengths.slice(from, to), seconds: batch.seconds.slice(from, to),
    nanoseconds: batch.nanoseconds.slice(from, to), linkTypes: batch.linkTypes.slice(from, to)
  }
}
