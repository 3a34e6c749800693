import type { Nanoseconds } from '../../../shared/base/brand'
import type { AddressBook } from '../../../shared/model/address'
import type { Endpoint } from '../../../shared/model/endpoint'
import type { Cause } from '../../../shared/model/events'
import type { ConnectionEnd } from './connection'

/** A system call on a TCP socket, by its name without parentheses. */
export interface ApiCall {
  readonly at: Nanoseconds
  readonly call: string
  /** As far as known when it had returned. */
  readonly local: Endpoint | undefined
  readonly remote: Endpoint | undefined
  readonly result: number
  readonly errno: string | null
}

/** Calls that change a state, and the causes under which an observer of segments alone would tell the change. */
const CALLS: ReadonlyMap<string, { readonly cause: Cause; readonly seenAs: Cause }> = new Map([
  ['connect', { cause: 'connect()', seenAs: 'sent SYN' }], ['close', { cause: 'close()', seenAs: 'sent FIN' }],
  ['shutdown', { cause: 'shutdown()', seenAs: 'sent FIN' }]
])
/** Calls of connect() whose SYN was not captured yet, at most. */
const MOST_EXPECTED = 1024

/** Brings calls and the segments they send together, whichever is reported first. */
export class ApiCalls {
  private readonly connects = new Map<string, Nanoseconds>()

  constructor(private readonly book: AddressBook) {}

  /** A call on a known connection. @returns whether a state change by it is still to come */
  apply(end: ConnectionEnd, { call, at, result }: ApiCall): boolean {
    const known = CALLS.get(call)
    if (known === undefined || (result < 0 && call !== 'connect')) return false
    const late = end.held?.find((transition) => transition.cause === known.seenAs)
    if (late !== undefined) {
      late.cause = known.cause
      return false
    }
    if (call === 'connect' ? end.begun : end.finSent) return false
    // After shutdown(), a close() changes nothing more.
    if (end.call !== undefined && end.call !== 'connect()') return false
    end.call = known.cause
    end.callAt = at
    return call !== 'connect'
  }

  /** A connect() whose SYN will come. */
  expect({ at, local, remote, call }: ApiCall): void {
    if (call !== 'connect' || local === undefined || remote === undefined) return
    if (this.connects.size >= MOST_EXPECTED) this.connects.clear()
    this.connects.set(`${local} ${remote}`, at)
  }

  /** The first SYN of a connection: by which call was it sent? */
  recall(client: ConnectionEnd): void {
    if (this.connects.size === 0) return
    const { book } = this
    const name = `${book.endpoint(client.local, client.localPort)} ${book.endpoint(client.remote, client.remotePort)}`
    const at = this.connects.get(name)
    if (at === undefined) return
    this.connects.delete(name)
    client.call = 'connect()'
    client.callAt = at
  }
}
