import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteWindow } from '../../../../src/main/engine/pcapng/byte-window'

describe('the window onto a file', () => {
  it('holds what was given and not yet taken, at its place in the file, however it is given and taken', () => {
    const step = fc.record({ chunk: fc.uint8Array({ maxLength: 20 }), headroom: fc.nat(12), taken: fc.nat(25) })
    fc.assert(fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const window = new ByteWindow()
      let file: number[] = []
      let taken = 0
      for (const { chunk, headroom, taken: some } of steps) {
        const lent = new Uint8Array(headroom + chunk.length)
        lent.set(chunk, headroom)
        window.push(lent.subarray(headroom), headroom)
        file = [...file, ...chunk]
        window.start += Math.min(some, window.length)
        taken = Math.min(taken + some, file.length)
        expect([window.offset, [...window.bytes.subarray(window.start, window.end)]]).toEqual([taken, file.slice(taken)])
        expect(window.length === 0 || window.view.getUint8(window.start) === file[taken]).toBe(true)
        window.settle()
        lent.fill(0xee)
        expect([window.offset, [...window.bytes.subarray(window.start, window.end)]]).toEqual([taken, file.slice(taken)])
      }
    }), { numRuns: 300 })
  })
})
