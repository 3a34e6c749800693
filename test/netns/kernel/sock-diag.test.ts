import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { timeWaitCount } from '../../../src/main/engine/kernel/counters'
import { NetlinkSocket } from '../../../src/main/engine/kernel/netlink'
import { Owners } from '../../../src/main/engine/kernel/owners'
import { SockDiag } from '../../../src/main/engine/kernel/sock-diag'
import { socketsText } from '../../../src/main/engine/kernel/ss'
import { ssDifferences } from '../../../src/main/engine/kernel/ss-differences'
import { parseSs } from '../../../src/main/engine/kernel/ss-text'
import { writeSysctl } from '../../../src/main/engine/kernel/sysctl'
import type { SessionClock } from '../../../src/main/engine/native/clock'
import type { SocketAddress } from '../../../src/main/engine/native/sockets'
import type { Result } from '../../../src/shared/base/result'
import { AddressBook } from '../../../src/shared/model/address'
import type { SocketSample } from '../../../src/shared/model/socket-sample'
import { flood, listenOn } from '../flood'
import { enterOwnNetwork, testClock } from '../own-network'
import { until } from '../until'
import { close, connectInto, connectPair, fill, halfClose, keepAlive, rule } from './gallery'
import type { Pair } from './gallery'

const valueOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

describe('the kernel\'s socket table', () => {
  let book: AddressBook
  let diag: SockDiag
  let clock: SessionClock

  beforeEach(() => {
    enterOwnNetwork()
    valueOf(writeSysctl('net.ipv4.tcp_tw_reuse', '0'))
    book = new AddressBook()
    clock = testClock()
    diag = valueOf(SockDiag.open(book, () => clock.now()))
  })

  afterEach(() => diag.close())

  const lookup = (local: SocketAddress, remote: SocketAddress): SocketSample | undefined =>
    diag.lookup(book.fromText(local.address), local.port, book.fromText(remote.address), remote.port)
  const clientOf = (pair: Pair): SocketSample | undefined => lookup(pair.clientAddress, pair.serverAddress)
  const serverOf = (pair: Pair): SocketSample | undefined => lookup(pair.serverAddress, pair.clientAddress)

  describe.each([['127.0.0.1', '127.0.0.1'], ['::1', '::1'], ['127.0.0.1', '::']])('of a connection to %s at a server on %s', (address, listenAddress) => {
    // On a busy machine a segment is delivered by ksoftirqd, after close() has returned.
    it('tells both ends of every step of an active close, under one cookie each', async () => {
      const pair = connectPair(address, listenAddress)
      const [client, server] = [clientOf(pair), serverOf(pair)]
      expect(client).toMatchObject({ state: 'ESTABLISHED', timer: undefined, localPort: pair.clientAddress.port })
      expect(server).toMatchObject({ state: 'ESTABLISHED', timer: undefined, remotePort: pair.clientAddress.port })
      expect(client?.local).toBe(server?.remote)

      close(pair.client)
      expect(clientOf(pair)).toMatchObject({ inode: 0, cookie: client?.cookie })
      await until(() => serverOf(pair)?.state === 'CLOSE-WAIT')
      expect(serverOf(pair)).toMatchObject({ state: 'CLOSE-WAIT', timer: undefined, inode: server?.inode, cookie: server?.cookie, receiveQueue: 1 })

      close(pair.server)
      await until(() => clientOf(pair)?.state === 'TIME-WAIT' && serverOf(pair) === undefined)
      expect(clientOf(pair)).toMatchObject({ state: 'TIME-WAIT', timer: 'time-wait', inode: 0, cookie: client?.cookie })
      expect(clientOf(pair)?.remainingMs).toBeGreaterThan(50_000)
    })

    it('finds the TIME-WAIT of a server that closed first', async () => {
      const pair = connectPair(address, listenAddress)
      const cookie = serverOf(pair)?.cookie
      close(pair.server)
      await until(() => clientOf(pair)?.state === 'CLOSE-WAIT')
      close(pair.client)
      await until(() => serverOf(pair)?.state === 'TIME-WAIT' && clientOf(pair) === undefined)
      expect(serverOf(pair)).toMatchObject({ state: 'TIME-WAIT', timer: 'time-wait', cookie })
    })

    it('tells SYN-RECEIVED from its request socket', async () => {
      const listener = listenOn(listenAddress)
      rule(`tcp dport ${listener.port} tcp flags & (fin|syn|rst|psh|ack) == ack drop`)
      const pair = connectInto(listener, address)
      await until(() => clientOf(pair)?.state === 'ESTABLISHED')
      expect(serverOf(pair)).toMatchObject({ state: 'SYN-RECEIVED', timer: 'retransmit', inode: 0 })
      expect(clientOf(pair)).toMatchObject({ state: 'ESTABLISHED' })
      close(pair.client)
      close(listener.fd)
    })
  })

  it('tells a half close from a close: both are FIN-WAIT-2, only the minisock has a timer', async () => {
    const half = connectPair()
    const whole = connectPair()
    halfClose(half.client)
    close(whole.client)
    await until(() => clientOf(half)?.state === 'FIN-WAIT-2' && clientOf(whole)?.state === 'FIN-WAIT-2')
    expect(clientOf(half)).toMatchObject({ timer: undefined, remainingMs: 0 })
    expect(clientOf(half)?.inode).not.toBe(0)
    expect(clientOf(whole)).toMatchObject({ timer: 'fin-wait-2', inode: 0 })
    expect(clientOf(whole)?.remainingMs).toBeGreaterThan(50_000)
    for (const fd of [half.client, half.server, whole.server]) close(fd)
  })

  it('never takes the listener for the connection that is not there', () => {
    const { fd, port } = listenOn('127.0.0.1')
    expect(lookup({ address: '127.0.0.1', port }, { address: '127.0.0.1', port: 1 })).toBeUndefined()
    expect(diag.dump(true).sample(0)).toMatchObject({ state: 'LISTEN', localPort: port })
    close(fd)
  })

  it('agrees with ss about every state and timer that can be held still', async () => {
    const listeners = [listenOn('127.0.0.1'), listenOn('::'), listenOn('::1')]
    const [deaf, synless] = [listenOn('127.0.0.1'), listenOn('127.0.0.1')]
    const pairs = ['127.0.0.1', '::1'].map((address) => connectPair(address, '::'))
    const alive = connectPair()
    keepAlive(alive.client)
    const full = connectPair()
    fill(full.client)
    const half = connectPair('::1')
    halfClose(half.client)
    const orphan = connectPair('127.0.0.1', '::')
    close(orphan.client)
    const finWait1 = connectPair()
    rule(`tcp dport ${finWait1.serverAddress.port} tcp flags & fin == fin drop`)
    halfClose(finWait1.client)
    const lastAck = connectPair()
    close(lastAck.client)
    await until(() => clientOf(lastAck)?.state === 'FIN-WAIT-2')
    rule(`tcp dport ${lastAck.serverAddress.port} tcp flags & (fin|syn|rst|psh|ack) == ack drop`)
    close(lastAck.server)
    rule(`tcp dport ${deaf.port} tcp flags & (fin|syn|rst|psh|ack) == ack drop`)
    rule(`tcp dport ${synless.port} tcp flags & syn == syn drop`)
    const hanging = [connectInto(deaf), connectInto(synless)]

    const wanted = [
      'LISTEN', 'SYN-SENT retransmit', 'SYN-RECEIVED retransmit', 'ESTABLISHED', 'ESTABLISHED keepalive', 'ESTABLISHED probe', 'FIN-WAIT-1 retransmit',
      'FIN-WAIT-2', 'FIN-WAIT-2 fin-wait-2', 'CLOSE-WAIT', 'LAST-ACK retransmit', 'TIME-WAIT time-wait'
    ]
    await until(() => wanted.every((kind) => kindsOf(diag.dump(true)).includes(kind)))
    const { printed, snapshot, apartMs } = await lookBetweenTimers(diag)
    expect(kindsOf(snapshot)).toEqual(expect.arrayContaining(wanted))
    const { sockets, unread } = parseSs(printed)
    expect(unread).toEqual([])
    expect(ssDifferences(sockets, snapshot, book, apartMs)).toEqual([])
    for (let i = 0; i < snapshot.count; i++) {
      const { state, timer, cookie, local, localPort, remote, remotePort } = snapshot.sample(i)
      if (state !== 'LISTEN') expect(diag.lookup(local, localPort, remote, remotePort)).toMatchObject({ state, timer, cookie })
    }
    const open = [...pairs, alive, full, half, finWait1].flatMap(({ client, server }) => [client, server])
    for (const fd of [...open, orphan.server, ...hanging.map(({ client }) => client), ...[...listeners, deaf, synless].map(({ fd }) => fd)]) close(fd)
  })

  it('gives the same rows when the kernel must be asked for each family', () => {
    const pairs = [connectPair('127.0.0.1', '::'), connectPair('::1'), connectPair()]
    const opened = NetlinkSocket.open()
    const { socket } = opened
    if (socket === undefined) throw new Error(`netlink: ${opened.errno}`)
    const ask = socket.ask.bind(socket)
    const TCPDIAG_GETSOCK = 18
    socket.ask = (request, take) => (request[4] === TCPDIAG_GETSOCK ? { errno: 'EINVAL', interrupted: false } : ask(request, take))
    const separately = valueOf(SockDiag.open(book, () => clock.now(), undefined, opened))
    expect(cookiesOf(separately.dump(true))).toEqual(cookiesOf(diag.dump(true)))
    separately.close()
    for (const { client, server } of pairs) [client, server].forEach(close)
  })

  it('asks again when its table changed under the walk, and says so when it does not stop', () => {
    const opened = NetlinkSocket.open()
    const { socket } = opened
    if (socket === undefined) throw new Error(`netlink: ${opened.errno}`)
    const patient = valueOf(SockDiag.open(book, () => clock.now(), undefined, opened))
    const ask = socket.ask.bind(socket)
    let disturbed = 2
    socket.ask = (request, take) => ({ ...ask(request, take), interrupted: disturbed-- > 0 })
    expect(patient.dump(true).interrupted).toBe(false)
    disturbed = 3
    expect(patient.dump(true).interrupted).toBe(true)
    patient.close()
  })

  it('lists 28,000 waiting sockets, each once, and can leave them out', async () => {
    // On a busy machine the server's delayed ACK (40 ms) may be overtaken by its own FIN, from another processor: TIME-WAIT answers it, and the closed server's RST would end that TIME-WAIT (RFC 1337).
    valueOf(writeSysctl('net.ipv4.tcp_rfc1337', '1'))
    flood({ connections: 14_000, address: '127.0.0.1', inOrder: true })
    flood({ connections: 14_000, address: '::1', inOrder: true })
    // On a busy machine the last segments are delivered by ksoftirqd, after close() has returned.
    await until(() => timeWaitCount() === 28_000)
    const { count } = diag.dump(true)
    expect(count).toBe(28_000)
    expect(diag.dump(false).count).toBe(0)
  })

  it('forgets a TIME-WAIT at once when it is destroyed, and no other with its name', async () => {
    const pair = connectPair()
    close(pair.client)
    close(pair.server)
    await until(() => clientOf(pair)?.state === 'TIME-WAIT')
    const sample = clientOf(pair)
    if (sample === undefined) throw new Error('no TIME-WAIT')
    expect(diag.destroy({ ...sample, cookie: sample.cookie + 1n })).toBe('ENOENT')
    expect(diag.destroy(sample)).toBeNull()
    expect(clientOf(pair)).toBeUndefined()
    expect(diag.destroy(sample)).toBe('ENOENT')
  })

  it('names the process that holds a socket, and none for a minisock', () => {
    const owners = new Owners()
    const pair = connectPair()
    expect(owners.ownerOf(clientOf(pair)?.inode ?? 0)).toEqual({ pid: process.pid, fd: pair.client })
    close(pair.client)
    expect(owners.pidOf(clientOf(pair)?.inode ?? -1)).toBeUndefined()
    close(pair.server)
  })
})

const cookiesOf = ({ cookie, count }: { readonly cookie: BigUint64Array; readonly count: number }): readonly string[] => [...cookie.subarray(0, count)].map(String).sort()

type Snapshot = ReturnType<SockDiag['dump']>
const samplesOf = (table: Snapshot): readonly SocketSample[] => Array.from({ length: table.count }, (_, i) => table.sample(i))
/** Each state with its timer. */
const kindsOf = (table: Snapshot): readonly string[] => samplesOf(table).map(({ state, timer }) => (timer === undefined ? state : `${state} ${timer}`))

/** What ss and we see without a timer firing in between: looked at again where one could have, on a machine that let ss wait. */
async function lookBetweenTimers(diag: SockDiag): Promise<{ readonly printed: string; readonly snapshot: Snapshot; readonly apartMs: number }> {
  for (;;) {
    const began = performance.now()
    const next = Math.min(...samplesOf(diag.dump(true)).map(({ timer, remainingMs }) => (timer === undefined ? Infinity : remainingMs)))
    const printed = valueOf(await socketsText())
    const snapshot = diag.dump(true)
    // A timer is told in whole clock ticks, of 10 ms at most.
    const apartMs = Math.ceil(performance.now() - began) + 10
    if (apartMs < next) return { printed, snapshot, apartMs }
    await sleep(20)
  }
}
