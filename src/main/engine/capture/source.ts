import type { Failure } from '../../../shared/base/result'

/**
 * Captured frames, back to back, with their columns: work is done a batch at a time, never with an object for each packet.
 * The arrays belong to the source and are overwritten by its next batch: whoever keeps bytes copies them.
 */
export interface PacketBatch {
  readonly count: number
  readonly bytes: Uint8Array
  /** Where each frame starts in `bytes`. */
  readonly offsets: Uint32Array
  /** Bytes captured, and bytes the frame had. */
  readonly capturedLengths: Uint32Array
  readonly lengths: Uint32Array
  /** The stamp: seconds since 1970 and nanoseconds within them (exact as two numbers; a double of both is not). */
  readonly seconds: Float64Array
  readonly nanoseconds: Uint32Array
  /** LINKTYPE_ number of each frame's interface (a file may hold several). */
  readonly linkTypes: Uint16Array
}

export interface CaptureStats {
  /** Packets the kernel handed over, and those it had to drop because we were late. */
  readonly received: number
  readonly dropped: number
  /** Dropped by the interface. */
  readonly droppedByInterface: number
}

/** Frames from somewhere: libpcap, the `cap` package. (A file is read by capture/file.ts, at its own pace.) */
export interface CaptureSource {
  readonly name: 'libpcap' | 'cap'
  /** `kernel`: stamped by the kernel as it passed. `arrival`: stamped by us on arrival, later than it happened. */
  readonly stamps: 'kernel' | 'arrival'
  readonly linkType: number
  readonly snapLength: number
  /** ms that packets are let gather at present before they are delivered; more than 0 while they come in a crowd. */
  readonly restMs: number
  /** Begins delivery; `onBatch` is called on the event loop, also from within drain(). Ready when this returns. */
  start(onBatch: (batch: PacketBatch) => void, onFailure: (failure: Failure) => void): void
  /** Takes everything the kernel holds right now, synchronously. @returns packets delivered */
  drain(): number
  stats(): CaptureStats
  /** Stops delivery and frees everything; safe to call twice. */
  close(): void
}

/** LINKTYPE_ numbers (tcpdump.org/linktypes.html) that this program opens. */
export { LINK as LINK_TYPES } from '../wire/link-types'
