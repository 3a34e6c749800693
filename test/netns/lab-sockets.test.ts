import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SocketClosed } from '../../src/main/engine/lab/api-call'
import { SockDiag } from '../../src/main/engine/kernel/sock-diag'
import { AddressBook } from '../../src/shared/model/address'
import { connectPair, must, openBench } from './lab-bench'
import type { Bench } from './lab-bench'
import { enterOwnNetwork, testClock } from './own-network'
import { until } from './until'

const text = (bytes: string): Uint8Array => new TextEncoder().encode(bytes)

/** Every socket the kernel has in this namespace: `127.0.0.1:7000 LISTEN`. */
function kernelSockets(): readonly string[] {
  const book = new AddressBook()
  const clock = testClock()
  const diag = SockDiag.open(book, () => clock.now())
  if (!diag.ok) throw new Error(JSON.stringify(diag.error))
  const snapshot = diag.value.dump(true)
  const rows = Array.from({ length: snapshot.count }, (_, i) => snapshot.sample(i)).map(({ local, localPort, state }) => `${book.text(local)}:${localPort} ${state}`)
  diag.value.close()
  return rows.sort()
}

describe('lab sockets on a real kernel', () => {
  let bench: Bench

  beforeEach(() => {
    enterOwnNetwork()
    bench = openBench()
  })
  afterEach(() => bench.close())

  it('live a whole life, and every call of it is told in order', async () => {
    const { client, server, listener } = await connectPair(bench)
    must(await client.send(text('ping'), bench.wait))
    expect(must(await server.receive(4, bench.wait))).toBe(4)
    must(client.close())
    expect(must(await server.receive('end', bench.wait))).toBe(0)
    must(server.close())
    must(listener.close())
    expect(bench.calls.map(({ socket, call, args, result, errno }) => `${socket}: ${call}(${args.join(', ')}) = ${errno ?? result}`)).toEqual([
      `listener: socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP) = ${listener.fd}`,
      `listener: bind(${listener.fd}, {sa_family=AF_INET, sin_port=htons(7000), sin_addr=inet_addr("127.0.0.1")}, 16) = 0`,
      `listener: listen(${listener.fd}, 16) = 0`,
      `client: socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP) = ${client.fd}`,
      `client: connect(${client.fd}, {sa_family=AF_INET, sin_port=htons(7000), sin_addr=inet_addr("127.0.0.1")}, 16) = EINPROGRESS`,
      `client: getsockname(${client.fd}, {sa_family=AF_INET, sin_port=htons(${client.local?.split(':')[1]}), sin_addr=inet_addr("127.0.0.1")}, [28 => 16]) = 0`,
      `client: getsockopt(${client.fd}, SOL_SOCKET, SO_ERROR, [0], [4]) = 0`,
      `server: accept4(${listener.fd}, {sa_family=AF_INET, sin_port=htons(${client.local?.split(':')[1]}), sin_addr=inet_addr("127.0.0.1")}, [28 => 16], SOCK_CLOEXEC|SOCK_NONBLOCK) = ${server.fd}`,
      `client: send(${client.fd}, "ping", 4, MSG_NOSIGNAL) = 4`,
      `server: recv(${server.fd}, "ping", 4, 0) = 4`,
      `client: close(${client.fd}) = 0`,
      `server: recv(${server.fd}, "", 65536, 0) = 0`,
      `server: close(${server.fd}) = 0`,
      `listener: close(${listener.fd}) = 0`
    ])
    // The last ACK is the kernel's own business: on a busy machine it comes a moment later.
    await until(() => kernelSockets().join() === `${client.local} TIME-WAIT`)
    expect(bench.sockets.open).toBe(0)
  })

  it('read and answer before anything else gets its turn, where they block', async () => {
    const { client, server } = await connectPair(bench)
    must(await client.send(text('pingpong'), bench.wait))
    // One segment: the other half of it is here, too.
    must(await server.receive(4, bench.wait))
    const turns: string[] = []
    setImmediate(() => turns.push('another'))
    must(await server.receive(4, bench.wait, true))
    must(server.close())
    expect(turns).toEqual([])
  })

  it('know both endpoints of every call on a connection, from connect() on', async () => {
    const { client, server } = await connectPair(bench)
    must(server.shutdown('write'))
    const connect = bench.calls.find(({ call }) => call === 'connect')
    const shutdown = bench.calls.find(({ call }) => call === 'shutdown')
    expect(connect).toMatchObject({ end: 'client', local: client.local, remote: '127.0.0.1:7000' })
    expect(shutdown).toMatchObject({ end: 'server', local: '127.0.0.1:7000', remote: client.local })
    expect(client.local).toMatch(/^127\.0\.0\.1:[1-9]\d+$/)
  })

  it('tell when a call was made and how long it took, on one clock', async () => {
    await connectPair(bench)
    const instants = bench.calls.map(({ at }) => at)
    expect(instants).toEqual(instants.toSorted((a, b) => a - b))
    for (const { took } of bench.calls) expect(took).toBeGreaterThan(0)
  })

  it('are refused by a port where nobody listens: ECONNREFUSED, and the socket is closed again', async () => {
    const refused = await bench.sockets.connect({ name: 'client', end: 'client' }, { to: { address: '127.0.0.1', port: 7001 } }, bench.wait)
    expect(refused).toEqual({ ok: false, error: { kind: 'errno', call: 'connect', errno: 'ECONNREFUSED' } })
    expect(bench.newCalls().at(-1)).toBe('close 0')
    expect(bench.sockets.open).toBe(0)
  })

  it('reset by SO_LINGER 0: the peer gets ECONNRESET, and no TIME-WAIT is left', async () => {
    const { client, server, listener } = await connectPair(bench)
    bench.newCalls()
    must(client.reset())
    expect(await server.receive('end', bench.wait)).toEqual({ ok: false, error: { kind: 'errno', call: 'recv', errno: 'ECONNRESET' } })
    expect(bench.newCalls()).toEqual(['setsockopt 0', 'close 0', 'recv ECONNRESET'])
    must(server.close())
    must(listener.close())
    expect(kernelSockets()).toEqual([])
  })

  it('cannot bind an address in use: EADDRINUSE', async () => {
    await connectPair(bench)
    bench.newCalls()
    expect(bench.sockets.listen({ name: 'second', end: 'server' }, { address: '127.0.0.1', port: 7000, backlog: 1, options: { reuseAddress: true } })).toEqual({
      ok: false, error: { kind: 'errno', call: 'bind', errno: 'EADDRINUSE' }
    })
    expect(bench.newCalls()).toEqual([expect.stringMatching(/^socket \d+$/), 'setsockopt 0', 'bind EADDRINUSE', 'close 0'])
  })

  it.each([[true, 'ok'], [false, 'EADDRINUSE']])('bind a port in TIME-WAIT with SO_REUSEADDR on the old and the new: %s gives %s', async (reuseAddress, outcome) => {
    const listen = { address: '127.0.0.1', port: 7000, backlog: 1, options: { reuseAddress } }
    const listener = must(bench.sockets.listen({ name: 'old', end: 'server' }, listen))
    const client = must(await bench.sockets.connect({ name: 'client', end: 'client' }, { to: listen }, bench.wait))
    const server = must(await bench.sockets.accept(listener, { name: 'server', end: 'server' }, bench.wait))
    must(server.close())
    must(await client.receive('end', bench.wait))
    must(client.close())
    must(listener.close())
    const again = bench.sockets.listen({ name: 'new', end: 'server' }, listen)
    expect(again.ok ? 'ok' : again.error.kind === 'errno' && again.error.errno).toBe(outcome)
  })

  it('close one direction and still receive: FIN-WAIT-2 and CLOSE-WAIT until the other closes', async () => {
    const { client, server } = await connectPair(bench)
    must(client.shutdown('write'))
    must(await server.receive('end', bench.wait))
    expect(kernelSockets()).toContain('127.0.0.1:7000 CLOSE-WAIT')
    await until(() => kernelSockets().includes(`${client.local} FIN-WAIT-2`))
    must(await server.send(text('still here'), bench.wait))
    expect(must(await client.receive(10, bench.wait))).toBe(10)
    expect(await client.send(text('x'), bench.wait)).toEqual({ ok: false, error: { kind: 'errno', call: 'send', errno: 'EPIPE' } })
  })

  it('connect over IPv6', async () => {
    const { client, server } = await connectPair(bench, '::1')
    expect([client.remote, server.local, server.remote]).toEqual(['[::1]:7000', '[::1]:7000', client.local])
    expect(bench.calls.find(({ call }) => call === 'connect')?.args[1]).toBe(
      '{sa_family=AF_INET6, sin6_port=htons(7000), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}'
    )
  })

  it('tell an address in one spelling, however it was written', async () => {
    const { client, server } = await connectPair(bench, '0:0:0:0:0:0:0:1')
    expect([client.remote, server.local]).toEqual(['[::1]:7000', '[::1]:7000'])
  })

  it('accept an IPv4 client on an IPv6 wildcard socket, and ask for the address they got', async () => {
    const listener = must(bench.sockets.listen({ name: 'listener', end: 'server' }, { address: '::', port: 7000, backlog: 1, options: {} }))
    const client = must(await bench.sockets.connect({ name: 'client', end: 'client' }, { to: { address: '127.0.0.1', port: 7000 } }, bench.wait))
    const server = must(await bench.sockets.accept(listener, { name: 'server', end: 'server' }, bench.wait))
    expect([server.local, server.remote]).toEqual(['127.0.0.1:7000', client.local])
    expect(bench.calls.at(-1)).toMatchObject({ call: 'getsockname', socket: 'server', args: [server.fd, expect.stringContaining('"::ffff:127.0.0.1"'), '[28]'] })
  })

  it('take the port the kernel gives them when they ask for none', async () => {
    const { listener } = await connectPair(bench, '127.0.0.1', 0)
    expect(listener.local).toMatch(/^127\.0\.0\.1:[1-9]\d+$/)
  })

  it('connect from an address and port of their own', async () => {
    const { listener } = await connectPair(bench)
    const from = { address: '127.0.0.2', port: 41_000 }
    const client = must(await bench.sockets.connect({ name: 'bound', end: 'client' }, { to: { address: '127.0.0.1', port: 7000 }, from }, bench.wait))
    const server = must(await bench.sockets.accept(listener, { name: 'other', end: 'server' }, bench.wait))
    expect([client.local, server.remote]).toEqual(['127.0.0.2:41000', '127.0.0.2:41000'])
  })

  it('send more than the kernel takes at once, without blocking the event loop', async () => {
    const { client, server } = await connectPair(bench)
    const size = 16_000_000
    const sending = client.send(new Uint8Array(size).fill(0x61), bench.wait)
    expect(must(await server.receive(size, bench.wait))).toBe(size)
    must(await sending)
    const sends = bench.calls.filter(({ call, errno }) => call === 'send' && errno === null)
    expect(sends.length).toBeGreaterThan(1)
    expect(sends.reduce((sum, { result }) => sum + result, 0)).toBe(size)
  })

  it('wait for readiness first: an idle wait makes no calls at all', async () => {
    const { server, listener } = await connectPair(bench)
    bench.newCalls()
    const soon = { limitMs: 50, signal: bench.wait.signal }
    expect(await server.receive(1, soon)).toEqual({ ok: false, error: { kind: 'timeout', call: 'recv', limitMs: 50 } })
    expect(await bench.sockets.accept(listener, { name: 'nobody', end: 'server' }, soon)).toEqual({ ok: false, error: { kind: 'timeout', call: 'accept4', limitMs: 50 } })
    expect(bench.newCalls()).toEqual([])
  })

  it('tell a stream that ended too early', async () => {
    const { client, server } = await connectPair(bench)
    must(await client.send(text('ab'), bench.wait))
    must(client.close())
    expect(await server.receive(5, bench.wait)).toEqual({ ok: false, error: { kind: 'ended', call: 'recv', received: 2, wanted: 5 } })
  })

  it('stop waiting when they are told to', async () => {
    const { server } = await connectPair(bench)
    const stop = new AbortController()
    const waiting = server.receive(1, { limitMs: 60_000, signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    expect(bench.sockets.open).toBe(3)
  })

  it('stop waiting when they are closed', async () => {
    const { server } = await connectPair(bench)
    const waiting = server.receive(1, bench.wait)
    must(server.close())
    await expect(waiting).rejects.toThrow(SocketClosed)
  })

  it('many of them are all closed at the end, each with a close() that is told', async () => {
    const { listener } = await connectPair(bench)
    for (let i = 0; i < 200; i++) {
      must(await bench.sockets.connect({ name: `client-${i}`, end: 'client' }, { to: { address: '127.0.0.1', port: 7000 } }, bench.wait))
      must(await bench.sockets.accept(listener, { name: `server-${i}`, end: 'server' }, bench.wait))
    }
    expect(bench.sockets.open).toBe(403)
    bench.newCalls()
    bench.sockets.dispose()
    expect(bench.newCalls()).toEqual(Array.from({ length: 403 }, () => 'close 0'))
    bench.sockets.dispose()
    expect(bench.newCalls()).toEqual([])
    expect(kernelSockets().filter((row) => /LISTEN|ESTABLISHED/.test(row))).toEqual([])
  })
})
