import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seq } from '../../../../src/shared/tcp/sequence'
import { encodeTcpOptions, tcpOptions, type TcpOption } from '../../../../src/main/engine/wire/tcp-options'
import { hex } from './frames'

const read = (text: string): ReturnType<typeof tcpOptions> => tcpOptions(hex(text), 0, hex(text).length)

describe('TCP options', () => {
  it("of a Linux SYN", () => {
    // options [mss 65495,sackOK,TS val 100 ecr 0,nop,wscale 7]
    expect(read('0204ffd7 0402080a 00000064 00000000 01030307')).toEqual({
      whole: true,
      options: [
        { kind: 'mss', bytes: 65495 }, { kind: 'sack-permitted' }, { kind: 'timestamps', value: 100, echo: 0 }, { kind: 'window-scale', shift: 7 }
      ]
    })
  })

  it('of a selective acknowledgment with two blocks', () => {
    expect(read('0101 0512 fffffff0 00000010 00000020 00000030').options).toEqual([
      { kind: 'sack', blocks: [{ left: 0xfffffff0, right: 0x10 }, { left: 0x20, right: 0x30 }] }
    ])
  })

  it('end at the end-of-list option, whatever follows', () => {
    expect(read('00 ff ff ff')).toEqual({ options: [], whole: true })
  })

  it('unknown kinds keep their bytes, and so do known kinds of a wrong length', () => {
    expect(read('fe04aabb 0203ff 0303 07').options).toEqual([
      { kind: 'unknown', code: 254, data: hex('aabb') }, { kind: 'unknown', code: 2, data: hex('ff') }, { kind: 'window-scale', shift: 7 }
    ])
  })

  it.each([['a length of 0', '0200'], ['a length of 1', '0201'], ['a length beyond the header', '020a ffff'], ['no length at all', '02']])(
    'stop at %s', (_, text) => {
      expect(read(`01 0402 ${text}`)).toEqual({ options: [{ kind: 'sack-permitted' }], whole: false })
    })
})

const word = fc.nat(0xffffffff)
const option: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.record({ kind: fc.constant('mss' as const), bytes: fc.nat(65_535) }), fc.record({ kind: fc.constant('window-scale' as const), shift: fc.nat(14) }),
  fc.record({ kind: fc.constant('sack-permitted' as const) }), fc.record({ kind: fc.constant('timestamps' as const), value: word, echo: word }),
  fc.record({ kind: fc.constant('sack' as const), blocks: fc.array(fc.record({ left: word.map(seq), right: word.map(seq) }),
    { minLength: 1, maxLength: 2 }) }),
  fc.record({ kind: fc.constant('unknown' as const), code: fc.integer({ min: 30, max: 255 }), data: fc.uint8Array({ maxLength: 6 }) })
)

describe('TCP options encoded', () => {
  it('are read back, and fill whole words', () => {
    fc.assert(fc.property(fc.array(option, { maxLength: 2 }), (options) => {
      const bytes = encodeTcpOptions(options)
      expect(bytes.length % 4).toBe(0)
      expect(tcpOptions(bytes, 0, bytes.length)).toEqual({ options, whole: true })
    }))
  })

  it('are refused when they do not fit into a header', () => {
    expect(() => encodeTcpOptions([{ kind: 'unknown', code: 254, data: new Uint8Array(40) }])).toThrow('bug: 44 bytes of TCP options')
  })

  it('any bytes are read to an end', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(tcpOptions(bytes, 0, bytes.length).options.length).toBeLessThanOrEqual(20)
    }))
  })
})
