import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  commentOptions, countOption, findComments, findCount, findText, optionsLength, readOptions, textOption, writeOptions
} from '../../../../src/main/engine/pcapng/options'
import { hex } from './captures'

function read(bytes: Uint8Array, littleEndian = true): ReturnType<typeof readOptions> {
  return readOptions(bytes, new DataView(bytes.buffer), 0, bytes.length, littleEndian)
}

describe('an option list', () => {
  it('is read in either byte order, padded to 32 bits', () => {
    expect(read(hex('0100 0500 68656c6c6f000000 0000 0000'))).toEqual({ options: [{ code: 1, value: hex('68656c6c6f') }], trouble: undefined })
    expect(read(hex('0001 0005 68656c6c6f000000 0000 0000'), false)).toEqual({ options: [{ code: 1, value: hex('68656c6c6f') }], trouble: undefined })
  })

  it('needs no opt_endofopt, and ends at one', () => {
    expect(read(hex('0200 0100 61000000')).options).toHaveLength(1)
    expect(read(hex('0000 0000 0200 0100 61000000'))).toEqual({ options: [], trouble: undefined })
  })

  it('that is longer than its block gives what came before', () => {
    expect(read(hex('0200 0100 61000000 0300 0500 62000000'))).toEqual({ options: [{ code: 2, value: hex('61') }], trouble: 'options longer than their block' })
    expect(read(hex('0200 ffff'))).toEqual({ options: [], trouble: 'options longer than their block' })
  })

  it('that is empty is not written at all', () => {
    expect(optionsLength([])).toBe(0)
  })
})

describe('a text option', () => {
  it('ends at a zero octet when read, and never holds one when written', () => {
    expect(findText([{ code: 2, value: hex('6c6f00ff') }], 2)).toBe('lo')
    expect(findText(textOption(2, 'a\0b'), 2)).toBe('a\ufffdb')
  })

  it('that is not UTF-8 is still shown', () => {
    expect(findText([{ code: 2, value: hex('ff6c6f') }], 2)).toBe('\ufffdlo')
  })
})

describe('a comment', () => {
  it('that is too long for one option is written as several, cut between characters', () => {
    fc.assert(fc.property(fc.nat(3), (start) => {
      const text = `${'x'.repeat(65_533 + start)}한국어${'y'.repeat(70_000)}`
      const options = commentOptions([text])
      expect(options.every(({ value }) => value.length <= 0xffff)).toBe(true)
      expect(findComments(options).join('')).toBe(text)
    }), { numRuns: 4 })
  })

  it('that is empty stays one', () => {
    expect(findComments(commentOptions(['', 'a', '']))).toEqual(['', 'a', ''])
  })
})

describe('a count', () => {
  it('above 2^53 - 1 reads as 2^53 - 1', () => {
    expect(findCount(countOption(4, 2n ** 53n), 4, true)).toBe(Number.MAX_SAFE_INTEGER)
    expect(findCount(countOption(4, 2n ** 53n - 1n), 4, true)).toBe(Number.MAX_SAFE_INTEGER)
  })

  it('of a wrong length is none', () => {
    expect(findCount([{ code: 4, value: hex('01000000') }], 4, true)).toBeUndefined()
  })
})

it('an option longer than 65,535 bytes is a bug', () => {
  const value = new Uint8Array(65_536)
  const bytes = new Uint8Array(optionsLength([{ code: 2, value }]))
  expect(() => writeOptions(bytes, new DataView(bytes.buffer), 0, [{ code: 2, value }])).toThrow('bug: option 2 of 65536 bytes')
})
