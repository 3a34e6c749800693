import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeInterface, encodeSectionHeader } from '../../../../src/main/engine/pcapng/encode-section'
import { bigEndian } from './big-endian'
import { concat, cut, interfaceFields, places, readAll, recording, SECTION } from './captures'

describe('what is written is read back', () => {
  it('every block with every option, in its order', () => {
    fc.assert(fc.property(recording, (things) => {
      expect(readAll([concat(things.map((thing) => thing.bytes))])).toEqual(things.map((thing) => thing.read))
    }), { numRuns: 300 })
  })

  it('and the same from a big-endian machine', () => {
    fc.assert(fc.property(recording, (things) => {
      const [section, ...others] = readAll([bigEndian(concat(things.map((thing) => thing.bytes)))])
      expect(section).toEqual({ ...things[0]?.read, bigEndian: true })
      expect(others).toEqual(things.slice(1).map((thing) => thing.read))
    }), { numRuns: 300 })
  })

  it('however the file is cut into chunks', () => {
    fc.assert(fc.property(recording, places, (things, where) => {
      expect(readAll(cut(concat(things.map((thing) => thing.bytes)), where))).toEqual(things.map((thing) => thing.read))
    }), { numRuns: 300 })
  })

  it('an interface with all that it may be described with', () => {
    fc.assert(fc.property(interfaceFields, (fields) => {
      const [, described] = readAll([concat([SECTION, encodeInterface(fields)])])
      expect(described).toEqual({ kind: 'interface', id: 0, resolution: 9, offsetSeconds: 0, ...fields })
    }))
  })

  it('every block is one array whose length is a multiple of 4 and stands at both its ends', () => {
    fc.assert(fc.property(recording, (things) => {
      for (const { bytes } of things) {
        const view = new DataView(bytes.buffer)
        expect([bytes.length % 4, view.getUint32(4, true), view.getUint32(bytes.length - 4, true)]).toEqual([0, bytes.length, bytes.length])
      }
    }))
  })

  it('nothing but a section header needs nothing but its own', () => {
    expect(encodeSectionHeader({})).toHaveLength(28)
  })
})
