import type { AddressBook } from '../../../shared/model/address'
import { formatEndpoint } from '../../../shared/model/endpoint'
import type { Endpoint } from '../../../shared/model/endpoint'
import type { SocketSample, SocketSnapshot, TimerKind } from '../../../shared/model/socket-sample'
import type { SsSocket, SsTimerName } from './ss-text'

/** Where what ss printed and what the kernel told us disagree. `-` where one of them has no such socket or timer. */
export interface TableDifference {
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly field: 'socket' | 'state' | 'timer' | 'remaining' | 'inode' | 'receive queue' | 'send queue'
  readonly ss: string
  readonly kernel: string
}

const SS_TIMER_OF: Readonly<Record<TimerKind, SsTimerName>> = {
  'time-wait': 'timewait', 'fin-wait-2': 'timewait', retransmit: 'on', keepalive: 'keepalive', probe: 'persist'
}

/**
 * Compares a table that ss printed with a snapshot, socket by socket (by cookie, so `ss -e` is needed).
 * @param apartMs the two were taken at most so far apart: a timer may have run on by that
 */
export function ssDifferences(printed: readonly SsSocket[], snapshot: SocketSnapshot, book: AddressBook, apartMs: number): readonly TableDifference[] {
  const rest = new Map<bigint, SocketSample>()
  for (let i = 0; i < snapshot.count; i++) {
    const sample = snapshot.sample(i)
    rest.set(sample.cookie, sample)
  }
  const differences: TableDifference[] = []
  for (const socket of printed) {
    const sample = socket.cookie === undefined ? undefined : rest.get(socket.cookie)
    const ends = { local: formatEndpoint(socket.local.address, socket.local.port), remote: formatEndpoint(socket.remote.address, socket.remote.port) }
    if (sample === undefined) differences.push({ ...ends, field: 'socket', ss: socket.state, kernel: '-' })
    else {
      rest.delete(sample.cookie)
      for (const difference of fieldDifferences(socket, sample, apartMs)) differences.push({ ...ends, ...difference })
    }
  }
  for (const { local, localPort, remote, remotePort, state } of rest.values()) {
    const ends = { local: formatEndpoint(book.text(local), localPort), remote: formatEndpoint(book.text(remote), remotePort) }
    differences.push({ ...ends, field: 'socket', ss: '-', kernel: state })
  }
  return differences
}

function* fieldDifferences(socket: SsSocket, sample: SocketSample, apartMs: number): Generator<Omit<TableDifference, 'local' | 'remote'>> {
  if (socket.state !== sample.state) yield { field: 'state', ss: socket.state, kernel: sample.state }
  const ssTimer = socket.timer?.name ?? '-'
  const kernelTimer = sample.timer === undefined ? '-' : SS_TIMER_OF[sample.timer]
  if (ssTimer !== kernelTimer) yield { field: 'timer', ss: ssTimer, kernel: kernelTimer }
  else if (socket.timer !== undefined) {
    const early = socket.timer.remainingMs - sample.remainingMs
    if (early > apartMs || -early >= apartMs + socket.timer.precisionMs) {
      yield { field: 'remaining', ss: `${socket.timer.remainingMs} ms`, kernel: `${sample.remainingMs} ms` }
    }
  }
  if (socket.inode !== sample.inode) yield { field: 'inode', ss: `${socket.inode}`, kernel: `${sample.inode}` }
  if (socket.receiveQueue !== sample.receiveQueue) yield { field: 'receive queue', ss: `${socket.receiveQueue}`, kernel: `${sample.receiveQueue}` }
  if (socket.sendQueue !== sample.sendQueue) yield { field: 'send queue', ss: `${socket.sendQueue}`, kernel: `${sample.sendQueue}` }
}
