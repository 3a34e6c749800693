import { describe, expect, it } from 'vitest'
import { PSH, ACK, SYN } from '../../../../src/shared/tcp/flags'
import { encodeIpPacket, encodeLoopbackFrame } from '../../../../src/main/engine/wire/encode-segment'
import { address, hex, segmentToSend } from './frames'

describe('a segment to be injected', () => {
  it('is an IPv4 packet, byte by byte', () => {
    const packet = encodeIpPacket(segmentToSend({ flags: PSH | ACK, payload: hex('6869') }))
    expect(packet).toEqual(hex(`
      4500002a 00004000 4006 3ccc 7f000001 7f000001
      a1123039 000003e8 000007d0 50180200 6a5b 0000 6869`))
  })

  it('is an IPv6 packet, byte by byte', () => {
    const packet = encodeIpPacket(segmentToSend({ source: address('::1'), destination: address('::1'), flags: SYN, options: [{ kind: 'mss', bytes: 1460 }] }))
    expect(packet.subarray(0, 40)).toEqual(hex('60000000 0018 06 40 00000000000000000000000000000001 00000000000000000000000000000001'))
    expect(packet.subarray(40, 56)).toEqual(hex('a1123039 000003e8 000007d0 60020200'))
    expect(packet.subarray(60)).toEqual(hex('020405b4'))
  })

  it('is a frame of the loopback interface with zeroes for stations', () => {
    expect(encodeLoopbackFrame(segmentToSend()).subarray(0, 15)).toEqual(hex('000000000000 000000000000 0800 45'))
    expect(encodeLoopbackFrame(segmentToSend({ source: address('::1'), destination: address('::1') })).subarray(12, 15)).toEqual(hex('86dd 60'))
  })

  it('is refused between two address families, and beyond 65,535 bytes', () => {
    expect(() => encodeIpPacket(segmentToSend({ source: address('::1') }))).toThrow('one address family')
    expect(() => encodeIpPacket(segmentToSend({ payload: new Uint8Array(65_500) }))).toThrow('a packet of 65540 bytes')
  })
})
