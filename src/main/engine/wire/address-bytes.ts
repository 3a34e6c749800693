/**
 * The bytes of an IP address in text: dotted IPv4, or IPv6 (RFC 4291 section 2.2, with `::` and with a dotted tail; no zone, no brackets).
 * @returns 4 or 16 bytes, or undefined when the text is no address
 */
export function addressBytes(text: string): Uint8Array | undefined {
  return text.includes(':') ? ipv6Bytes(text) : ipv4Bytes(text)
}

function ipv4Bytes(text: string): Uint8Array | undefined {
  const parts = text.split('.')
  const numbers = parts.map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256))
  return parts.length === 4 && numbers.every((number) => number <= 255) ? Uint8Array.from(numbers) : undefined
}

function ipv6Bytes(text: string): Uint8Array | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [before, after] = halves.map((half, index) => (half === '' ? [] : groupBytes(half, index === halves.length - 1)))
  if (before === undefined) return undefined
  if (halves.length === 1) return before.length === 16 ? Uint8Array.from(before) : undefined
  if (after === undefined || before.length + after.length > 14) return undefined
  return Uint8Array.from([...before, ...Array.from({ length: 16 - before.length - after.length }, () => 0), ...after])
}

/** Bytes of groups parted by colons. @param last the address ends here: the last group may be dotted IPv4 */
function groupBytes(text: string, last: boolean): number[] | undefined {
  const groups = text.split(':')
  const bytes: number[] = []
  for (const [index, group] of groups.entries()) {
    const dotted = last && index === groups.length - 1 && group.includes('.') ? ipv4Bytes(group) : undefined
    if (dotted === undefined && !/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined
    const value = Number.parseInt(group, 16)
    bytes.push(...(dotted ?? [value >>> 8, value & 0xff]))
  }
  return bytes
}
