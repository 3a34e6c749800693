import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodePacket, PacketBlockEncoder, type PacketToWrite } from '../../../../src/main/engine/pcapng/encode-packet'
import type { FrameColumns } from '../../../../src/main/engine/pcapng/packet-columns'
import { AT, concat, hex, packet, stamp } from './captures'

/** Packets in columns, with a gap before each frame. */
function batchOf(packets: readonly PacketToWrite[]): FrameColumns {
  const gap = 3
  const offsets = packets.map((_, i) => packets.slice(0, i).reduce((sum, one) => sum + one.data.length + gap, gap))
  return {
    count: packets.length, bytes: concat(packets.flatMap((one) => [new Uint8Array(gap).fill(0xaa), one.data])), offsets: Uint32Array.from(offsets),
    capturedLengths: Uint32Array.from(packets.map((one) => one.data.length)), lengths: Uint32Array.from(packets.map((one) => one.length)),
    seconds: Float64Array.from(packets.map((one) => one.at.seconds)), nanoseconds: Uint32Array.from(packets.map((one) => one.at.nanoseconds))
  }
}

const packets = fc.array(fc.record({ interfaceId: fc.constant(2), at: stamp, data: fc.uint8Array({ maxLength: 200 }), length: fc.nat(0xffffffff) }),
  { maxLength: 10 })

describe('an Enhanced Packet Block', () => {
  it('is, byte by byte, as the draft draws it', () => {
    expect(encodePacket({ interfaceId: 1, at: AT, data: hex('aabbccddee'), length: 1514, flags: 0b10, comments: ['FIN'] })).toEqual(hex(`
      06000000 3c000000 01000000 ac55ea18 150dd755 05000000 ea050000 aabbccddee000000
      0100 0300 46494e00 0200 0400 02000000 0000 0000 3c000000`))
  })
})

describe('a batch of packets', () => {
  it('becomes the same bytes as its packets one by one', () => {
    fc.assert(fc.property(packets, (list) => {
      expect(new PacketBlockEncoder().encode(batchOf(list), 2)).toEqual(concat(list.map(encodePacket)))
    }))
  })

  it("leaves nothing of the batch before it in the buffer, not in the padding either", () => {
    const encoder = new PacketBlockEncoder()
    fc.assert(fc.property(packets, (list) => {
      expect(encoder.encode(batchOf(list), 2)).toEqual(concat(list.map(encodePacket)))
    }))
  })

  it('may be written in parts, so that something stands between its packets', () => {
    const list = [1, 2, 3, 4].map((fill) => ({ interfaceId: 0, at: AT, data: new Uint8Array(8).fill(fill), length: 8 }))
    const encoder = new PacketBlockEncoder()
    expect(encoder.encode(batchOf(list), 0, 1, 3)).toEqual(concat([packet(2), packet(3)]))
    expect(encoder.encode(batchOf(list), 0, 3)).toEqual(packet(4))
    expect(encoder.encode(batchOf(list), 0, 4)).toHaveLength(0)
  })

  it('grows its buffer for a large one', () => {
    const large = [{ interfaceId: 0, at: AT, data: new Uint8Array(100_001).fill(7), length: 100_001 }]
    expect(new PacketBlockEncoder().encode(batchOf(large), 0)).toEqual(concat(large.map(encodePacket)))
  })
})
