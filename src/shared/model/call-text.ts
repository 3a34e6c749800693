/** Bytes of a buffer that a call's argument shows, as strace(1) does (-s). */
export const SHOWN_BYTES = 32
/** Bytes of what was read that a call's `data` holds. */
export const MOST_DATA = 4096

const SIMPLE: Readonly<Record<string, number>> = { '"': 0x22, '\\': 0x5c, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09, v: 0x0b }

/** The bytes that a text in strace(1)'s writing stands for: `"ping\n"`, `"\0\1\2"...`. */
export function bytesOfCallText(text: string): readonly number[] {
  const inner = text.replace(/^"/, '').replace(/"(?:\.\.\.)?$/, '')
  const bytes: number[] = []
  for (const [written] of inner.matchAll(/\\[0-7]{1,3}|\\.|[^\\]/gs)) {
    if (!written.startsWith('\\')) bytes.push(written.charCodeAt(0) & 0xff)
    else if (/^\\[0-7]/.test(written)) bytes.push(Number.parseInt(written.slice(1), 8) & 0xff)
    else bytes.push(SIMPLE[written.slice(1)] ?? written.charCodeAt(1))
  }
  return bytes
}

/** A text's bytes in UTF-8. */
export const utf8Of = (text: string): readonly number[] =>
  [...encodeURIComponent(text.replace(/[\uD800-\uDFFF]/gu, '\uFFFD')).matchAll(/%([0-9A-F]{2})|[^%]/g)].map(([written, hex]) => (hex === undefined ? written.charCodeAt(0) : Number.parseInt(hex, 16)))

/** Bytes as a text, where they are UTF-8; else each by itself (Latin-1). */
export function textOf(bytes: readonly number[]): string {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    return String.fromCharCode(...bytes)
  }
}
