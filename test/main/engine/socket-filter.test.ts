import { describe, expect, it } from 'vitest'
import type { OpenRequest } from '../../../src/shared/ipc/engine'
import { AddressBook } from '../../../src/shared/model/address'
import { socketFilter } from '../../../src/main/engine/socket-filter'

const HERE = ['127.0.0.1', '::1', '192.0.2.7']

/** Whether a socket of these two ends is taken in; `0.0.0.0:0` is the other end of a listener. */
function takes(request: Pick<OpenRequest, 'port' | 'ignorePorts' | 'mode'>, [local, localPort]: readonly [string, number], [remote, remotePort]: readonly [string, number]): boolean {
  const book = new AddressBook()
  return socketFilter(request, book, HERE)?.(book.fromText(local), localPort, book.fromText(remote), remotePort) ?? true
}

describe('of a machine that is watched', () => {
  const request = { mode: 'host' } as const
  it.each([
    ['a connection within it', ['127.0.0.1', 40_000], ['127.0.0.1', 80], true], ['one to another of its addresses', ['127.0.0.1', 40_000], ['192.0.2.7', 80], true],
    ['one to a loopback address that no interface is named by', ['127.0.0.1', 40_000], ['127.0.0.9', 80], true], ['one to elsewhere', ['192.0.2.7', 40_000], ['198.51.100.1', 443], false],
    ['a listener on all addresses', ['0.0.0.0', 80], ['0.0.0.0', 0], true], ['a listener on one address', ['127.0.0.1', 80], ['0.0.0.0', 0], true], ['one of IPv6', ['::1', 80], ['::', 0], true]
  ] as const)('%s (%j, %j): %s', (_what, local, remote, taken) => {
    expect(takes(request, local, remote)).toBe(taken)
  })
  it('the port that was asked for, at either end, and none that was to be left out', () => {
    expect(takes({ ...request, port: 80 }, ['127.0.0.1', 80], ['0.0.0.0', 0])).toBe(true)
    expect(takes({ ...request, port: 80 }, ['127.0.0.1', 40_000], ['127.0.0.1', 80])).toBe(true)
    expect(takes({ ...request, port: 81 }, ['127.0.0.1', 40_000], ['127.0.0.1', 80])).toBe(false)
    expect(takes({ ...request, ignorePorts: [80] }, ['127.0.0.1', 40_000], ['127.0.0.1', 80])).toBe(false)
  })
})

it('a laboratory has all of its sockets, or those of one port', () => {
  expect(socketFilter({ mode: 'sandbox' }, new AddressBook(), HERE)).toBeUndefined()
  expect(takes({ mode: 'sandbox', port: 80 }, ['192.0.2.7', 40_000], ['198.51.100.1', 80])).toBe(true)
  expect(takes({ mode: 'sandbox', port: 80 }, ['192.0.2.7', 40_000], ['198.51.100.1', 81])).toBe(false)
})
