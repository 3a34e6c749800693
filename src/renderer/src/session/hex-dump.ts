/** One line of a frame's bytes. */
export interface HexLine {
  readonly offset: number
  readonly bytes: readonly HexByte[]
}

export interface HexByte {
  readonly at: number
  /** `0d` */
  readonly hex: string
  /** As ASCII; a dot for what cannot be printed. */
  readonly text: string
}

/** @param width bytes a line */
export function hexLine(bytes: Uint8Array, line: number, width: number): HexLine {
  const offset = line * width
  return {
    offset,
    bytes: Array.from(bytes.subarray(offset, offset + width), (byte, i) => ({
      at: offset + i, hex: byte.toString(16).padStart(2, '0'), text: byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'
    }))
  }
}

/** Base64 as the shell sends it. @returns empty when it is none */
export function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return new Uint8Array(0)
  }
}
