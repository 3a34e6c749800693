import { ns } from '../../../../src/shared/base/brand'
import type { AddressId } from '../../../../src/shared/model/address'
import type { SocketSample, SocketSnapshot } from '../../../../src/shared/model/socket-sample'
import { TIMER_KINDS } from '../../../../src/shared/model/socket-sample'
import { TCP_STATES } from '../../../../src/shared/tcp/state'

/** A dump with these sockets, and listeners on these ports. */
export function snapshotOf(samples: readonly SocketSample[], now: number, listening: readonly number[] = [], withoutTimeWait = false): SocketSnapshot {
  const rows = samples.filter((sample) => !withoutTimeWait || sample.state !== 'TIME-WAIT')
  const listeners = listening.map((port): SocketSample => ({
    since: ns(now), at: ns(now + 5_000), local: 0 as AddressId, localPort: port, remote: 0 as AddressId, remotePort: 0, state: 'LISTEN', timer: undefined,
    remainingMs: 0, retransmits: 0, receiveQueue: 0, sendQueue: 0, uid: 0, inode: 9, cookie: BigInt(1000 + port)
  }))
  const all = [...listeners, ...rows]
  return {
    since: ns(now), at: ns(now + 5_000), count: all.length, withoutTimeWait,
    local: Int32Array.from(all, (s) => s.local), localPort: Uint16Array.from(all, (s) => s.localPort),
    remote: Int32Array.from(all, (s) => s.remote), remotePort: Uint16Array.from(all, (s) => s.remotePort),
    state: Uint8Array.from(all, (s) => TCP_STATES.indexOf(s.state)),
    timer: Uint8Array.from(all, (s) => (s.timer === undefined ? 0 : TIMER_KINDS.indexOf(s.timer) + 1)),
    remainingMs: Uint32Array.from(all, (s) => s.remainingMs), cookie: BigUint64Array.from(all, (s) => s.cookie),
    sample: (i) => {
      const sample = all[i]
      if (sample === undefined) throw new Error(`row ${i}`)
      return sample
    }
  }
}
