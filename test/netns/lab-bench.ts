import { Reactor } from '../../src/main/engine/native/reactor'
import type { ApiCall, CallFailure } from '../../src/main/engine/lab/api-call'
import type { LabSocket, Wait } from '../../src/main/engine/lab/lab-socket'
import { LabSockets } from '../../src/main/engine/lab/lab-sockets'
import type { Result } from '../../src/shared/base/result'
import { parseEndpoint } from '../../src/shared/model/endpoint'
import { testClock } from './own-network'

/** Lab sockets in this network namespace, and every call they made. */
export interface Bench {
  readonly sockets: LabSockets
  readonly calls: ApiCall[]
  readonly wait: Wait
  /** Calls as a student reads them: `connect EINPROGRESS`, `send 4`. Only those made since the last look. */
  newCalls(): readonly string[]
  close(): void
}

export function openBench(): Bench {
  const reactor = new Reactor()
  const clock = testClock()
  const calls: ApiCall[] = []
  let looked = 0
  const sockets = new LabSockets(reactor, () => clock.now(), (call) => calls.push(call))
  return {
    sockets, calls, wait: { limitMs: 30_000, signal: new AbortController().signal },
    newCalls: () => {
      const text = calls.slice(looked).map(({ call, result, errno }) => `${call} ${errno ?? result}`)
      looked = calls.length
      return text
    },
    close: () => {
      sockets.dispose()
      reactor.close()
    }
  }
}

export function must<T>(result: Result<T, CallFailure>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

export interface Pair {
  readonly listener: LabSocket
  readonly client: LabSocket
  readonly server: LabSocket
}

/** A connection over loopback, both ends in our hands. */
export async function connectPair({ sockets, wait }: Bench, address = '127.0.0.1', port = 7000): Promise<Pair> {
  const listener = must(sockets.listen({ name: 'listener', end: 'server' }, { address, port, backlog: 16, options: {} }))
  const to = parseEndpoint(listener.local ?? '')
  if (to === undefined) throw new Error('a listener without an address')
  const client = must(await sockets.connect({ name: 'client', end: 'client' }, { to }, wait))
  const server = must(await sockets.accept(listener, { name: 'server', end: 'server' }, wait))
  return { listener, client, server }
}
