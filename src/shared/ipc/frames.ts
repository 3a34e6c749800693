/**
 * Frames on the engine's inherited pipe: 4 bytes length (big endian, of what follows), 1 byte kind, payload.
 * Pure: bytes in, frames out. A length over MAX_FRAME is a broken peer: the decoder says so and stops.
 */
export const FRAME_KINDS = {
  /** JSON text of one RPC message. */
  rpc: 0x52,
  /** JSON Lines of session events, each line ended by \n: passed on to files, terminals and windows without being parsed. */
  events: 0x45
} as const
export type FrameKind = keyof typeof FRAME_KINDS

export interface Frame {
  readonly kind: FrameKind
  readonly payload: Uint8Array
}

/** Bytes. An event batch stays far below; anything larger is refused before it is allocated. */
export const MAX_FRAME = 32 * 1024 * 1024
const HEADER = 5

/** @throws when the payload is larger than MAX_FRAME (a bug of the sender) */
export function encodeFrame(kind: FrameKind, payload: Uint8Array): Uint8Array {
  if (payload.length + 1 > MAX_FRAME) throw new Error(`bug: frame of ${payload.length} bytes`)
  const frame = new Uint8Array(HEADER + payload.length)
  new DataView(frame.buffer).setUint32(0, payload.length + 1)
  frame[4] = FRAME_KINDS[kind]
  frame.set(payload, HEADER)
  return frame
}

export class FrameDecoder {
  private rest: Uint8Array = new Uint8Array(0)
  private broken = false

  /** @returns the whole frames so far, in order; `damaged` once a length or kind is impossible (nothing after it is read) */
  push(chunk: Uint8Array): { readonly frames: readonly Frame[]; readonly damaged: boolean } {
    if (this.broken) return { frames: [], damaged: true }
    let bytes = chunk
    if (this.rest.length > 0) {
      bytes = new Uint8Array(this.rest.length + chunk.length)
      bytes.set(this.rest)
      bytes.set(chunk, this.rest.length)
    }
    const frames: Frame[] = []
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let offset = 0
    while (bytes.length - offset >= HEADER) {
      const length = view.getUint32(offset)
      const kind = kindOf(bytes[offset + 4])
      if (length < 1 || length > MAX_FRAME || kind === undefined) {
        this.broken = true
        break
      }
      if (bytes.length - offset < 4 + length) break
      frames.push({ kind, payload: bytes.subarray(offset + HEADER, offset + 4 + length) })
      offset += 4 + length
    }
    this.rest = bytes.slice(offset)
    return { frames, damaged: this.broken }
  }
}

function kindOf(byte: number | undefined): FrameKind | undefined {
  return byte === FRAME_KINDS.rpc ? 'rpc' : byte === FRAME_KINDS.events ? 'events' : undefined
}
