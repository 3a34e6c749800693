/**
 * Frames on the engine's inherited pipe: 4 bytes length (big endian, of what follows), 1 byte kind, payload.
 * Pure: bytes in, frames out. A length over MAX_FRAME is a broken peer: the decoder says so and stops.
 */
export const FRAME_KINDS = {
  /** JSON text of one RPC message. */
  rpc: 0x52,
  /** JSON Lines of session events, each line ended by \n: passed on to files, terminals and windows without being parsed. */
  events: 0x45,
  /** Session events in columns (shared/batch): passed on unread too. */
  batch: 0x42
} as const
export type FrameKind = keyof typeof FRAME_KINDS

export interface Frame {
  readonly kind: FrameKind
  readonly payload: Uint8Array
}

/** Bytes. An event batch stays far below; anything larger is refused before it is allocated. */
export const MAX_FRAME = 32 * 1024 * 1024
const HEADER = 5

/** What stands before a payload of so many bytes. @throws when that is more than MAX_FRAME allows (a bug of the sender) */
export function encodeHeader(kind: FrameKind, length: number): Uint8Array {
  if (length + 1 > MAX_FRAME) throw new Error(`bug: frame of ${length} bytes`)
  const header = new Uint8Array(HEADER)
  new DataView(header.buffer).setUint32(0, length + 1)
  header[4] = FRAME_KINDS[kind]
  return header
}

/** Header and payload in one. @throws as encodeHeader */
export function encodeFrame(kind: FrameKind, payload: Uint8Array): Uint8Array {
  const header = encodeHeader(kind, payload.length)
  const frame = new Uint8Array(HEADER + payload.length)
  frame.set(header)
  frame.set(payload, HEADER)
  return frame
}

export class FrameDecoder {
  /** The frame that is not whole yet, as far as it has come: as large as its length says, once that is known. */
  private partial = new Uint8Array(HEADER)
  private filled = 0
  private broken = false

  /** @returns the whole frames so far, in order; `damaged` once a length or kind is impossible (nothing after it is read) */
  push(chunk: Uint8Array): { readonly frames: readonly Frame[]; readonly damaged: boolean } {
    const frames: Frame[] = []
    for (let at = 0; at < chunk.length && !this.broken;) {
      const taken = Math.min(this.partial.length - this.filled, chunk.length - at)
      this.partial.set(chunk.subarray(at, at + taken), this.filled)
      this.filled += taken
      at += taken
      if (this.filled === this.partial.length) this.onFilled(frames)
    }
    return { frames, damaged: this.broken }
  }

  /** A header is followed by as much as it says; with that, the frame is whole. */
  private onFilled(frames: Frame[]): void {
    const { partial } = this
    const length = new DataView(partial.buffer).getUint32(0)
    const kind = kindOf(partial[HEADER - 1])
    if (length < 1 || length > MAX_FRAME || kind === undefined) {
      this.broken = true
    } else if (partial.length < 4 + length) {
      this.partial = new Uint8Array(4 + length)
      this.partial.set(partial)
    } else {
      frames.push({ kind, payload: partial.subarray(HEADER) })
      this.partial = new Uint8Array(HEADER)
      this.filled = 0
    }
  }
}

function kindOf(byte: number | undefined): FrameKind | undefined {
  return byte === FRAME_KINDS.rpc ? 'rpc' : byte === FRAME_KINDS.events ? 'events' : byte === FRAME_KINDS.batch ? 'batch' : undefined
}
