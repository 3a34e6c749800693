import { expect, it } from 'vitest'
import { AnonymousAddresses } from '../../../src/shared/model/anonymous-addresses'
import { privateEvent, REMOVED } from '../../../src/shared/model/private-events'

it('gives the same address for the same one, in order of appearance', () => {
  const addresses = new AnonymousAddresses()
  expect(['192.0.2.7', '2a00::1', '192.0.2.9', '192.0.2.7', '::ffff:192.0.2.9', '0.0.0.0'].map((address) => addresses.of(address)))
    .toEqual(['10.0.0.1', '2001:db8::1', '10.0.0.2', '10.0.0.1', '10.0.0.2', '0.0.0.0'])
})

it('finds addresses within texts, and leaves times, hardware addresses and numbers alone', () => {
  const addresses = new AnonymousAddresses()
  expect(addresses.within('from [fe80::1]:80 to 203.0.113.5:4444, inet_addr("203.0.113.5"), ::ffff:203.0.113.5')).toBe('from [2001:db8::1]:80 to 10.0.0.1:4444, inet_addr("10.0.0.1"), 10.0.0.1')
  const others = 'at 12:34:56, aa:bb:cc:dd:ee:ff, RFC 9293 3.10.7.4.1, 999.1.1.1, 1.5 s, kernel 6.18.44'
  expect(addresses.within(others)).toBe(others)
})

it('takes out what programs read and printed, and every address of an event', () => {
  const addresses = new AnonymousAddresses()
  const privacy = { anonymize: true, withoutPayload: true }
  expect(privateEvent({ type: 'api', at: 1, conn: 'c1', end: 'client', call: 'send', args: [7, '"secret"', 6, 'MSG_NOSIGNAL'], result: 6, errno: null }, privacy, addresses))
    .toMatchObject({ args: [7, REMOVED, 6, 'MSG_NOSIGNAL'] })
  expect(privateEvent({ type: 'program', at: 1, id: 'nc', event: 'output', text: 'password' }, privacy, addresses)).toMatchObject({ text: REMOVED })
  expect(privateEvent({ type: 'note', at: 1, id: 'n', text: 'is 198.51.100.1 down?' }, privacy, addresses)).toMatchObject({ text: 'is 10.0.0.1 down?' })
})
