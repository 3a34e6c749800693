import type { PacketBatch } from './source'

/** Packets in one batch, at most: more would make the event loop wait for their judgement. */
export const BATCH_CAPACITY = 2048

/** The one batch of a source, filled again and again. */
export class BatchColumns implements PacketBatch {
  count = 0
  bytes: Uint8Array = new Uint8Array(0)
  readonly offsets = new Uint32Array(BATCH_CAPACITY)
  readonly capturedLengths = new Uint32Array(BATCH_CAPACITY)
  readonly lengths = new Uint32Array(BATCH_CAPACITY)
  readonly seconds = new Float64Array(BATCH_CAPACITY)
  readonly nanoseconds = new Uint32Array(BATCH_CAPACITY)
  readonly linkTypes = new Uint16Array(BATCH_CAPACITY)

  /** @param linkType of every packet of this source */
  constructor(linkType: number) {
    this.linkTypes.fill(linkType)
  }
}
