import { SHOWN_BYTES } from '../../../shared/model/call-text'
import type { SocketAddress } from '../native/sockets'

/** Arguments of system calls, written as strace(1) writes them: what people compare with. */
export type CallArg = string | number

export type Family = 'AF_INET' | 'AF_INET6'

const ESCAPES: Readonly<Record<number, string>> = { 0x22: '\\"', 0x5c: '\\\\', 0x0c: '\\f', 0x0a: '\\n', 0x0d: '\\r', 0x09: '\\t', 0x0b: '\\v' }

/** `{sa_family=AF_INET, sin_port=htons(12345), sin_addr=inet_addr("127.0.0.1")}` */
export function sockaddrText(family: Family, { address, port }: SocketAddress): string {
  if (family === 'AF_INET') return `{sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("${address}")}`
  const text = address.includes(':') ? address : `::ffff:${address}`
  return `{sa_family=AF_INET6, sin6_port=htons(${port}), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "${text}", &sin6_addr), sin6_scope_id=0}`
}

/** Bytes of the kernel's form of an address. */
export const sockaddrLength = (family: Family): number => (family === 'AF_INET' ? 16 : 28)

/** `"ping"`, `"\0\1\2"`, and `"the first thirty-two bytes of a lo"...` */
export function bytesText(bytes: Uint8Array, most = SHOWN_BYTES): string {
  let text = ''
  const shown = bytes.subarray(0, most)
  for (const [i, byte] of shown.entries()) text += byteText(byte, shown[i + 1])
  return `"${text}"${bytes.length > most ? '...' : ''}`
}

/** Octal is shortened unless a digit follows, which would be read as a part of it. */
function byteText(byte: number, next: number | undefined): string {
  const escape = ESCAPES[byte]
  if (escape !== undefined) return escape
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte)
  const digitFollows = next !== undefined && next >= 0x30 && next <= 0x39
  return `\\${byte.toString(8).padStart(digitFollows ? 3 : 1, '0')}`
}
