import { LabSockets } from '../../src/main/engine/lab/lab-sockets'
import type { ApiCall, CallFailure } from '../../src/main/engine/lab/api-call'
import type { Wait } from '../../src/main/engine/lab/lab-socket'
import { raiseLoopback } from '../../src/main/engine/native/loopback'
import { Reactor } from '../../src/main/engine/native/reactor'
import { ns } from '../../src/shared/base/brand'
import type { Result } from '../../src/shared/base/result'

// A program to be traced: lab sockets through everything they can do, in a network namespace of its own; at the end it prints the calls they told.

const wait: Wait = { limitMs: 60_000, signal: new AbortController().signal }
const must = <T>(result: Result<T, CallFailure>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

async function live(sockets: LabSockets, address: string, port: number): Promise<void> {
  const to = { address, port }
  const listener = must(sockets.listen({ name: 'listener', end: 'server' }, { address, port, backlog: 5, options: { reuseAddress: true } }))
  sockets.listen({ name: 'second', end: 'server' }, { address, port, backlog: 5, options: {} })
  const client = must(await sockets.connect({ name: 'client', end: 'client' }, { to }, wait))
  const server = must(await sockets.accept(listener, { name: 'server', end: 'server' }, wait))
  must(await client.send(Uint8Array.from({ length: 100 }, (_, i) => i), wait))
  must(await server.receive(60, wait))
  must(await server.receive(40, wait))
  must(client.shutdown('write'))
  must(await server.receive('end', wait))
  must(server.close())
  await client.send(Uint8Array.of(1), wait)
  must(client.close())
  const aborted = must(await sockets.connect({ name: 'aborted', end: 'client' }, { to, from: { address, port: 0 } }, wait))
  const peer = must(await sockets.accept(listener, { name: 'peer', end: 'server' }, wait))
  must(aborted.reset())
  await peer.receive('end', wait)
  peer.shutdown('both')
  await sockets.connect({ name: 'refused', end: 'client' }, { to: { address, port: 7999 } }, wait)
}

const reactor = new Reactor()
const calls: ApiCall[] = []
const sockets = new LabSockets(reactor, () => ns(Math.round(performance.now() * 1e6)), (call) => calls.push(call))
if (raiseLoopback().errno !== null) throw new Error('lo stays down')
await live(sockets, '127.0.0.1', 7000)
await live(sockets, '::1', 7001)
sockets.dispose()
reactor.close()
process.stdout.write(JSON.stringify(calls))
