import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AddressBook } from '../../../../src/shared/model/address'
import { addressBytes } from '../../../../src/main/engine/wire/address-bytes'
import { hex } from './frames'

describe('the bytes of an address', () => {
  it.each([
    ['127.0.0.1', '7f000001'], ['255.255.255.255', 'ffffffff'], ['::', '00000000000000000000000000000000'], ['::1', '00000000000000000000000000000001'],
    ['2001:db8::', '20010db8000000000000000000000000'], ['2001:DB8:0:1:2:3:4:5', '20010db8000000010002000300040005'],
    ['fe80::1:2', 'fe800000000000000000000000010002'], ['::ffff:127.0.0.1', '00000000000000000000ffff7f000001'],
    ['1:2:3:4:5:6:7::', '00010002000300040005000600070000']
  ])('%s', (text, bytes) => {
    expect(addressBytes(text)).toEqual(hex(bytes))
  })

  it.each(['', 'localhost', '1.2.3', '1.2.3.4.5', '1.2.3.256', '1.2.3.', '+1.2.3.4', ':', ':::', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::', 'fe80::1%lo', '[::1]', '::1.2.3', '1.2.3.4::'])('%j is none', (text) => {
    expect(addressBytes(text)).toBeUndefined()
  })

  it('are what the address book reads back', () => {
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const bytes = addressBytes(text)
      const book = new AddressBook()
      if (bytes === undefined) throw new Error(`${text} is an address`)
      const again = bytes.length === 4 ? text : book.text(book.ipv6(bytes, 0))
      expect(addressBytes(again)?.at(-1)).toBe(bytes.at(-1))
      if (bytes.length === 16 && again.includes(':')) expect(addressBytes(again)).toEqual(bytes)
    }))
  })
})
