import { ns } from '../../../../src/shared/base/brand'
import type { AddressId } from '../../../../src/shared/model/address'
import type { SocketSample, SocketSnapshot } from '../../../../src/shared/model/socket-sample'
import { TIMER_KINDS } from '../../../../src/shared/model/socket-sample'
import { TCP_STATES } from '../../../../src/shared/tcp/state'

/** ns a question to the kernel takes. */
export const ASKING = 5_000

type Told = Pick<SocketSample, 'local' | 'localPort' | 'remote' | 'remotePort' | 'state' | 'cookie'> & Partial<SocketSample>
/** A socket as the kernel tells it at `now`: nothing queued, no timer, and a process, unless told otherwise. */
export const socketSample = (now: number, told: Told): SocketSample => ({
  since: ns(now), at: ns(now + ASKING), timer: undefined, remainingMs: 0, retransmits: 0, receiveQueue: 0, sendQueue: 0, uid: 0,
  inode: told.timer === 'time-wait' || told.timer === 'fin-wait-2' ? 0 : 77, ...told
})

/** A dump with these sockets, and listeners on these ports. */
export function snapshotOf(samples: readonly SocketSample[], now: number, listening: readonly number[], withoutTimeWait = false): SocketSnapshot {
  const rows = samples.filter((sample) => !withoutTimeWait || sample.state !== 'TIME-WAIT')
  const any = 0 as AddressId
  const listeners = listening.map((localPort) =>
    socketSample(now, { local: any, localPort, remote: any, remotePort: 0, state: 'LISTEN', cookie: BigInt(1000 + localPort) }))
  const all = [...listeners, ...rows]
  return {
    since: ns(now), at: ns(now + ASKING), count: all.length, withoutTimeWait,
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
