/**
 * Other IP addresses in place of the real ones: the same one for the same one, in order of appearance, so that the story stays whole. IPv4 becomes 10.0.0.1, 10.0.0.2 …
 * (RFC 1918), IPv6 2001:db8::1 … (RFC 3849). Unspecified addresses stay: they name nobody. Ports stay: they are what the story is about.
 */
export class AnonymousAddresses {
  private readonly given = new Map<string, string>()
  private v4 = 0
  private v6 = 0

  /** @param address dotted IPv4, or IPv6 without brackets */
  of(address: string): string {
    if (address === '0.0.0.0' || address === '::') return address
    const key = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
    const known = this.given.get(key)
    if (known !== undefined) return known
    const other = key.includes(':') ? nextV6(++this.v6) : nextV4(++this.v4)
    this.given.set(key, other)
    return other
  }

  /** A text with every address in it replaced. What only looks like one (a version of four numbers) is replaced too: better so than the other way round. */
  within(text: string): string {
    return text.replace(ADDRESS, (found) => (isAddress(found) ? this.of(found) : found))
  }

  /** Every text within a value of JSON, at any depth. */
  inValue<T>(value: T): T {
    return deep(value, (text) => this.within(text)) as T
  }
}

const ADDRESS = /(?<![\w:.])(?:(?:[0-9a-f]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4})(?![\w:]|\.\d)|\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d))/gi

/** `12:34:56` is a time: an IPv6 address without `::` has seven colons. */
const isAddress = (text: string): boolean =>
  (text.includes(':') ? text.includes('::') || text.split(':').length === (text.includes('.') ? 7 : 8) : text.split('.').every((part) => Number(part) <= 255))

const MOST_V4 = 0xff_ffff
function nextV4(n: number): string {
  // Sixteen million addresses are more than a capture holds; beyond, they begin anew rather than fail.
  const number = ((n - 1) % MOST_V4) + 1
  return `10.${number >>> 16}.${(number >>> 8) & 0xff}.${number & 0xff}`
}
const nextV6 = (n: number): string => (n <= 0xffff ? `2001:db8::${n.toString(16)}` : `2001:db8::${(n >>> 16).toString(16)}:${(n & 0xffff).toString(16)}`)

function deep(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item: unknown) => deep(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]: [string, unknown]) => [name, deep(item, change)]))
}
