import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { NameBytes } from '../../../src/shared/batch/name-bytes'
import { formatEndpoint } from '../../../src/shared/model/endpoint'

const address = fc.oneof(fc.ipV4(), fc.ipV6())
const port = fc.integer({ min: 0, max: 65_535 })

it('names that are put together as bytes are those that a text would say', () => {
  const names = new NameBytes()
  const numbered = fc.tuple(fc.oneof(fc.nat(1_000), fc.maxSafeNat()), address, port, address, port)
  const said = fc.tuple(fc.constantFrom('c1', '연결'), fc.constantFrom('127.0.0.1:80', 'wo anders', ''), fc.string({ maxLength: 9 }).map((text) => text.replaceAll('\n', ' ')))
  fc.assert(fc.property(fc.array(fc.oneof(numbered, said), { maxLength: 40 }), (connections) => {
    names.clear()
    const lines = connections.flatMap((one) => {
      if (one.length === 3) {
        names.add(...one)
        return one
      }
      const [number, client, clientPort, server, serverPort] = one
      names.addNumbered(number, client, clientPort, server, serverPort)
      return [`c${number}`, formatEndpoint(client, clientPort), formatEndpoint(server, serverPort)]
    })
    expect(names.count).toBe(connections.length)
    expect(Buffer.from(names.text).toString()).toBe(Buffer.from(lines.join('\n')).toString())
  }))
})

it('more names than there is room for at first are all there', () => {
  const names = new NameBytes()
  for (let number = 1; number <= 5_000; number++) names.addNumbered(number, '2001:db8::1', 40_000, '192.0.2.1', 80)
  expect(Buffer.from(names.text).toString().split('\n').slice(-3)).toEqual(['c5000', '[2001:db8::1]:40000', '192.0.2.1:80'])
})
