import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AF, libc, SOCK, sys } from '../../../../src/main/engine/native/libc'
import { Reactor } from '../../../../src/main/engine/native/reactor'
import { acceptFrom, bindTo, connectTo, localAddress, peerAddress } from '../../../../src/main/engine/native/sockets'

const LOOPBACK = '127.0.0.1'
const tcp = (): number => sys('socket', AF.inet, SOCK.stream | SOCK.nonblock | SOCK.cloexec, 0).result

describe('a reactor', () => {
  let reactor: Reactor
  let listener: number
  let client: number
  let open: number[]

  beforeEach(() => {
    reactor = new Reactor()
    listener = tcp()
    client = tcp()
    open = [listener, client]
    expect(bindTo(listener, { address: LOOPBACK, port: 0 }).errno).toBeNull()
    expect(sys('listen', listener, 8).errno).toBeNull()
  })

  afterEach(() => {
    reactor.close()
    for (const fd of open) libc().close(fd)
  })

  const connect = (): void => {
    const address = localAddress(listener)
    if (address === undefined) throw new Error('the listener has no address')
    expect(connectTo(client, address).errno).toBe('EINPROGRESS')
  }

  it('tells when a connection waits to be accepted, and the peer is the one that connected', async () => {
    expect(acceptFrom(listener).errno).toBe('EAGAIN')
    connect()
    expect(await reactor.ready(listener, 'read', 1000)).toBe('ready')
    const accepted = acceptFrom(listener)
    open.push(accepted.result)
    expect(accepted.peer).toEqual(localAddress(client))
    expect(peerAddress(accepted.result)).toEqual(localAddress(client))
  })

  it('gives up after the time it was given', async () => {
    expect(await reactor.ready(listener, 'read', 5)).toBe('timeout')
  })

  it('stops waiting when told to', async () => {
    const abort = new AbortController()
    const waiting = reactor.ready(listener, 'read', 10_000, abort.signal)
    abort.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(reactor.ready(listener, 'read', 10_000, abort.signal)).rejects.toThrow('enough')
  })

  it('watches one descriptor for reading and for writing at once', async () => {
    connect()
    expect(await reactor.ready(client, 'write', 1000)).toBe('ready')
    const { result } = acceptFrom(listener)
    open.push(result)
    const both = Promise.all([reactor.ready(client, 'read', 1000), reactor.ready(client, 'write', 1000)])
    sys('send', result, Buffer.from('hello'), 5, 0)
    expect(await both).toEqual(['ready', 'ready'])
  })

  it('calls back as long as something waits, not while paused, and never after the end', async () => {
    connect()
    let calls = 0
    const watch = reactor.watch(listener, 'read', () => {
      calls++
      watch.pause()
    })
    expect(await reactor.ready(listener, 'read', 1000)).toBe('ready')
    expect(await reactor.ready(listener, 'read', 1000)).toBe('ready')
    expect(calls).toBe(1)
    watch.resume()
    expect(await reactor.ready(listener, 'read', 1000)).toBe('ready')
    expect(calls).toBe(2)
    watch.dispose()
    watch.dispose()
    watch.resume()
    expect(await reactor.ready(listener, 'read', 1000)).toBe('ready')
    expect(calls).toBe(2)
  })

  it('takes the end of the peer as readiness', async () => {
    connect()
    await reactor.ready(listener, 'read', 1000)
    const { result } = acceptFrom(listener)
    libc().close(result)
    expect(await reactor.ready(client, 'read', 1000)).toBe('ready')
    expect(sys('recv', client, Buffer.alloc(1), 1, 0)).toEqual({ result: 0, errno: null })
  })

  it('survives a descriptor closed before its watch', () => {
    const watch = reactor.watch(client, 'read', () => undefined)
    libc().close(client)
    open = [listener]
    expect(() => watch.dispose()).not.toThrow()
  })
})
