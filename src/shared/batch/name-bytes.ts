import { utf8Bytes } from './utf8'

/** Bytes for a start: what a batch names of a flood of short connections. */
const ROOM = 64 * 1024
/** Of numbers, and of what stands around them in a name. */
const MOST_DIGITS = 64
const [NEW_LINE, ZERO, COLON, OPEN, CLOSE, LETTER] = [0x0a, 0x30, 0x3a, 0x5b, 0x5d, 0x63]

/**
 * The connections that a batch names, in three lines each: name, client, server. They are put together as bytes: a text made of each name, joined and encoded, took longer
 * than telling the connection's transitions.
 */
export class NameBytes {
  private bytes = new Uint8Array(ROOM)
  private used = 0
  /** Connections named. */
  count = 0

  /** What stands there now: a view, valid until something is added. */
  get text(): Uint8Array {
    return this.bytes.subarray(0, this.used)
  }

  clear(): void {
    this.used = 0
    this.count = 0
  }

  /** A connection as somebody wrote it. */
  add(conn: string, client: string, server: string): void {
    this.begin(0)
    this.append(utf8Bytes(`${conn}\n${client}\n${server}`))
  }

  /** The connection `c` and this number, between two endpoints: as shared/model/endpoint.ts puts them into text. Addresses are ASCII. */
  addNumbered(number: number, client: string, clientPort: number, server: string, serverPort: number): void {
    this.begin(client.length + server.length + MOST_DIGITS)
    this.bytes[this.used++] = LETTER
    this.digits(number)
    this.endpoint(client, clientPort)
    this.endpoint(server, serverPort)
  }

  private begin(length: number): void {
    this.reserve(length + 1)
    if (this.count++ > 0) this.bytes[this.used++] = NEW_LINE
  }

  private endpoint(address: string, port: number): void {
    const bracketed = address.includes(':')
    const { bytes } = this
    bytes[this.used++] = NEW_LINE
    if (bracketed) bytes[this.used++] = OPEN
    for (let i = 0; i < address.length; i++) bytes[this.used++] = address.charCodeAt(i)
    if (bracketed) bytes[this.used++] = CLOSE
    bytes[this.used++] = COLON
    this.digits(port)
  }

  /** @param number a whole one, from 0 on */
  private digits(number: number): void {
    let length = 1
    for (let above = 10; above <= number; above *= 10) length++
    const from = this.used
    this.used += length
    let left = number
    for (let at = from + length - 1; at >= from; at--) {
      const digit = left % 10
      this.bytes[at] = ZERO + digit
      left = (left - digit) / 10
    }
  }

  private append(added: Uint8Array): void {
    this.reserve(added.length)
    this.bytes.set(added, this.used)
    this.used += added.length
  }

  private reserve(length: number): void {
    if (this.used + length <= this.bytes.length) return
    const larger = new Uint8Array(2 * (this.used + length))
    larger.set(this.text)
    this.bytes = larger
  }
}
