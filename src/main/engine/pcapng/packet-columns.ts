import type { PacketAnnotation } from './packet-options'

/** Packets in a batch, at most: so few that their columns, and what is decided about them, stay in the nearest caches (a twenty-fifth less time than with 8192). */
export const BATCH_CAPACITY = 1024
/**
 * Packets in the first batch; each next one may have twice as many. V8 compiles a loop that goes on for long while it goes on, knowing nothing of what stands before and behind it, and throws
 * that away when it ends: of what reads, decodes and tracks everything was compiled four to six times. Now all of it has run some times before any of it is worth compiling.
 */
const FIRST_BATCH = 16

/** The columns of captured frames that encoding needs; every batch of a capture source has them. */
export interface FrameColumns {
  readonly count: number
  readonly bytes: Uint8Array
  readonly offsets: Uint32Array
  readonly capturedLengths: Uint32Array
  readonly lengths: Uint32Array
  readonly seconds: Float64Array
  readonly nanoseconds: Uint32Array
}

/**
 * Packets of a file, in columns: the same ones as a capture source's batch (capture/source.ts, PacketBatch), and what only a file tells.
 * Filled by a reader again and again; `bytes` is the reader's window onto the file, not a copy.
 */
export class PacketColumns implements FrameColumns {
  count = 0
  bytes: Uint8Array = new Uint8Array(0)
  /** Where `bytes` begins in the file. */
  position = 0
  readonly offsets = new Uint32Array(BATCH_CAPACITY)
  readonly capturedLengths = new Uint32Array(BATCH_CAPACITY)
  readonly lengths = new Uint32Array(BATCH_CAPACITY)
  readonly seconds = new Float64Array(BATCH_CAPACITY)
  readonly nanoseconds = new Uint32Array(BATCH_CAPACITY)
  readonly linkTypes = new Uint16Array(BATCH_CAPACITY)
  /** Number of each packet's interface within its section. */
  readonly interfaces = new Uint32Array(BATCH_CAPACITY)
  /** epb_flags of each packet; 0 when absent. */
  readonly flags = new Uint32Array(BATCH_CAPACITY)
  /** Packets that carry more than flags, by index, ascending: their comments, verdicts, drop counts. */
  annotations: PacketAnnotation[] = []
  /** Packets that came without a stamp (Simple Packet Blocks): they bear the stamp of the packet before them, or 1970. */
  unstamped = 0
  /** Packets this batch may hold. */
  room = FIRST_BATCH
  private priorSeconds = 0
  private priorNanoseconds = 0

  /** Stamp of the packet read last, also of the batch before. */
  get lastSeconds(): number {
    return this.count > 0 ? (this.seconds[this.count - 1] ?? 0) : this.priorSeconds
  }

  get lastNanoseconds(): number {
    return this.count > 0 ? (this.nanoseconds[this.count - 1] ?? 0) : this.priorNanoseconds
  }

  /** An empty batch of frames within the window. */
  begin({ bytes, origin }: { readonly bytes: Uint8Array; readonly origin: number }): void {
    this.priorSeconds = this.lastSeconds
    this.priorNanoseconds = this.lastNanoseconds
    this.bytes = bytes
    this.position = origin
    if (this.count > 0) this.room = Math.min(2 * this.room, BATCH_CAPACITY)
    this.count = 0
    this.unstamped = 0
    if (this.annotations.length > 0) this.annotations = []
  }
}

/** Takes packets out of a batch; those that stay keep their order. @param keep asked by index */
export function keepPackets(batch: PacketColumns, keep: (index: number) => boolean): void {
  const { offsets, capturedLengths, lengths, seconds, nanoseconds, linkTypes, interfaces, flags } = batch
  const annotations = new Map(batch.annotations.map((annotation) => [annotation.index, annotation]))
  const kept: PacketAnnotation[] = []
  let to = 0
  for (let i = 0; i < batch.count; i++) {
    if (!keep(i)) continue
    for (const column of [offsets, capturedLengths, lengths, seconds, nanoseconds, linkTypes, interfaces, flags]) column[to] = column[i] ?? 0
    const annotation = annotations.get(i)
    if (annotation !== undefined) kept.push({ ...annotation, index: to })
    to++
  }
  batch.count = to
  batch.annotations = kept
}
