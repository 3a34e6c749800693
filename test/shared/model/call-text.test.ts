import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesText } from '../../../src/main/engine/lab/call-args'
import { bytesOfCallText, textOf, utf8Of } from '../../../src/shared/model/call-text'

describe('the text of a call\'s argument', () => {
  it('gives the very bytes again', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(bytesOfCallText(bytesText(bytes, 64))).toEqual([...bytes])
    }))
  })

  it('that was cut gives as many as it shows', () => {
    expect(bytesOfCallText(bytesText(new Uint8Array(100).fill(0x61)))).toHaveLength(32)
  })
})

describe('bytes and their text', () => {
  it('of any text in UTF-8 are the encoder\'s', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(utf8Of(text)).toEqual([...new TextEncoder().encode(text)])
      expect(textOf(utf8Of(text))).toBe(text)
    }))
  })

  it('that are no UTF-8 are shown one by one', () => expect(textOf([0x61, 0xff])).toBe('a\u00ff'))
})
