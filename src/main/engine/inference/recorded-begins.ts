import type { Nanoseconds } from '../../../shared/base/brand'
import type { AddressId } from '../../../shared/model/address'
import type { Segment } from '../../../shared/model/segment'

/** A connection of a recording: its number, the instant of its first packet, and who was the client. */
export interface RecordedBegin {
  readonly number: number
  readonly at: Nanoseconds
  readonly client: AddressId
  readonly clientPort: number
  readonly server: AddressId
  readonly serverPort: number
}

/** Which connection began with which packet, as a recording says: it is not inferred a second time. */
export class RecordedBegins {
  private readonly waiting = new Map<string, RecordedBegin[]>()

  add(begin: RecordedBegin): void {
    const name = nameOf(begin.client, begin.clientPort, begin.server, begin.serverPort)
    const known = this.waiting.get(name)
    if (known === undefined) this.waiting.set(name, [begin])
    else known.push(begin)
  }

  /** @returns the connection that this segment begins */
  take({ at, source, sourcePort, destination, destinationPort }: Segment): RecordedBegin | undefined {
    if (this.waiting.size === 0) return undefined
    const name = nameOf(source, sourcePort, destination, destinationPort)
    const begins = this.waiting.get(name)
    if (begins === undefined || (begins[0]?.at ?? Infinity) > at) return undefined
    const begin = begins.shift()
    if (begins.length === 0) this.waiting.delete(name)
    return begin
  }
}

/** One name for both directions. */
function nameOf(a: AddressId, port: number, b: AddressId, otherPort: number): string {
  return a < b || (a === b && port < otherPort) ? `${a} ${port} ${b} ${otherPort}` : `${b} ${otherPort} ${a} ${port}`
}
