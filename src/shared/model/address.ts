import type { Brand } from '../base/brand'
import { formatEndpoint } from './endpoint'
import type { Endpoint } from './endpoint'

/** Endpoints whose texts are remembered, a power of two; and how many ports an address has. */
const ENDPOINTS = 4096
const PORTS = 65_536
/** Copied for each book: a session of a small file would take longer to fill one anew than to name its endpoints. */
const NO_TEXTS: readonly Endpoint[] = Array.from({ length: ENDPOINTS }, () => '')

/** A small number standing for an IP address within one AddressBook. */
export type AddressId = Brand<number, 'address'>

/**
 * Interns IP addresses, so that the hot path compares numbers. IPv4-mapped IPv6 addresses (::ffff:a.b.c.d, RFC 4291 section 2.5.5.2)
 * become the IPv4 address: one connection may be shown by the kernel in both families. One book a session; grows with distinct addresses only.
 */
export class AddressBook {
  private readonly texts: string[] = []
  private readonly ids = new Map<string, AddressId>()
  private readonly v4 = new Map<number, AddressId>()
  private readonly endpointKeys = new Float64Array(ENDPOINTS).fill(-1)
  private readonly endpointTexts = NO_TEXTS.slice()
  private lastV4 = -1
  private lastV4Id = 0 as AddressId

  /** @param bits the address as an unsigned 32-bit number in host order, 127.0.0.1 = 0x7f000001 */
  ipv4(bits: number): AddressId {
    const key = bits >>> 0
    if (key === this.lastV4) return this.lastV4Id
    let id = this.v4.get(key)
    if (id === undefined) {
      id = this.intern(`${key >>> 24}.${(key >>> 16) & 0xff}.${(key >>> 8) & 0xff}.${key & 0xff}`)
      this.v4.set(key, id)
    }
    this.lastV4 = key
    this.lastV4Id = id
    return id
  }

  /** @param bytes holds the 16 bytes of the address from `offset` on; the caller has checked the length */
  ipv6(bytes: Uint8Array, offset: number): AddressId {
    const word = (i: number): number => ((bytes[offset + 2 * i] ?? 0) << 8) | (bytes[offset + 2 * i + 1] ?? 0)
    const words = [0, 1, 2, 3, 4, 5, 6, 7].map(word)
    if (words.slice(0, 5).every((w) => w === 0) && words[5] === 0xffff) return this.ipv4((((words[6] ?? 0) << 16) | (words[7] ?? 0)) >>> 0)
    return this.intern(ipv6Text(words))
  }

  /** The address in text (RFC 5952 for IPv6, without brackets). */
  text(id: AddressId): string {
    return this.texts[id] ?? '?'
  }

  /** Address and port in text. Those met last are remembered: a connection's packets name the same two again and again. */
  endpoint(id: AddressId, port: number): Endpoint {
    const key = id * PORTS + port
    const at = (id * 31 + port) & (ENDPOINTS - 1)
    if (this.endpointKeys[at] !== key) {
      this.endpointKeys[at] = key
      this.endpointTexts[at] = formatEndpoint(this.text(id), port)
    }
    return this.endpointTexts[at] ?? ''
  }

  /** For addresses that arrive as text (already normalised: dotted IPv4, or RFC 5952). */
  fromText(text: string): AddressId {
    return this.intern(text.startsWith('::ffff:') && text.includes('.') ? text.slice(7) : text)
  }

  private intern(text: string): AddressId {
    const known = this.ids.get(text)
    if (known !== undefined) return known
    const id = this.texts.length as AddressId
    this.texts.push(text)
    this.ids.set(text, id)
    return id
  }
}

/** RFC 5952: lower case, the longest run of two or more zero groups (the first of equals) becomes `::`. */
function ipv6Text(words: readonly number[]): string {
  let start = -1
  let length = 1
  for (let i = 0; i < 8; i++) {
    let run = 0
    while (i + run < 8 && words[i + run] === 0) run++
    if (run > length) {
      start = i
      length = run
    }
    if (run > 0) i += run - 1
  }
  return start < 0 ? hex(words) : `${hex(words.slice(0, start))}::${hex(words.slice(start + length))}`
}

const hex = (words: readonly number[]): string => words.map((word) => word.toString(16)).join(':')
