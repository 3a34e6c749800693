import type { Nanoseconds } from '../../../shared/base/brand'
import type { SocketSample } from '../../../shared/model/socket-sample'
import { RETRY } from './reconcile'

/** Sockets the kernel listed and no packet told of. Their SYN may be on its way here, so one sighting is not enough where packets are watched. */
export class Strangers {
  private seen = new Map<string, Nanoseconds>()
  private before = new Map<string, Nanoseconds>()

  /** A new dump begins: whoever is not seen again is forgotten with the next one. */
  turn(): void {
    this.before = this.seen
    this.seen = new Map()
  }

  /** @returns whether this socket was seen before, long enough ago */
  meet({ local, localPort, remote, remotePort, cookie, since, at }: SocketSample): boolean {
    const name = `${local} ${localPort} ${remote} ${remotePort} ${cookie}`
    const first = this.before.get(name) ?? this.seen.get(name)
    this.seen.set(name, first ?? at)
    return first !== undefined && since - first >= RETRY
  }
}
