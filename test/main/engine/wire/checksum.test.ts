import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  folded, internetChecksum, ipv4ChecksumState, pseudoHeaderSum, tcpChecksumState, writeIpv4Checksum, writeTcpChecksum
} from '../../../../src/main/engine/wire/checksum'
import { address, hex, ipPacket, patched } from './frames'

describe('the internet checksum', () => {
  it("is that of RFC 1071's example", () => {
    const bytes = hex('0001 f203 f4f5 f6f7')
    expect(internetChecksum(bytes, 0, 8)).toBe(0xddf2 ^ 0xffff)
  })

  it('counts an odd last byte as the upper half of a word', () => {
    expect(internetChecksum(hex('0001 f2'), 0, 3)).toBe((0xf201) ^ 0xffff)
  })

  it('folds every carry', () => {
    expect([folded(0xffff), folded(0x10000), folded(0x1ffff), folded(0xffffffff)]).toEqual([0xffff, 1, 1, 0xffff])
  })
})

const v4 = ipPacket({ payload: hex('010203') })
const v6 = ipPacket({ source: address('2001:db8::1'), destination: address('fe80::1'), payload: hex('010203') })

describe('the checksum of a segment', () => {
  it('is good as it was encoded, over IPv4 and IPv6', () => {
    expect(tcpChecksumState(v4, 0, 20, v4.length, v4.length)).toBe('good')
    expect(tcpChecksumState(v6, 0, 40, v6.length, v6.length)).toBe('good')
    expect(ipv4ChecksumState(v4, 0)).toBe('good')
  })

  it('is bad after any one bit of the segment or of the addresses is changed', () => {
    fc.assert(fc.property(fc.integer({ min: 12, max: v4.length - 1 }), fc.nat(7), (at, bit) => {
      const changed = patched(v4, { [at]: (v4[at] ?? 0) ^ (1 << bit) })
      expect(tcpChecksumState(changed, 0, 20, v4.length, v4.length)).toBe('bad')
    }))
  })

  it('is good again once it is written anew', () => {
    const changed = patched(v4, { 8: 1, 12: 10, 20: 0, 41: 99 })
    writeIpv4Checksum(changed, 0)
    writeTcpChecksum(changed, 0, 20, changed.length)
    expect([ipv4ChecksumState(changed, 0), tcpChecksumState(changed, 0, 20, changed.length, changed.length)]).toEqual(['good', 'good'])
  })

  it('is partial when only the pseudo-header was summed, as on the loopback interface', () => {
    // 127.0.0.1.41234 > 127.0.0.1.12345: a SYN captured on lo, bytes 14 on; its checksum fe30 is the sum of both addresses, 6 and 40.
    const captured = hex('4500003c12344000400600007f0000017f000001 a112303911223344 00000000 a002ffd7 fe300000 0204ffd70402080a000000640000000001030307')
    expect(folded(pseudoHeaderSum(captured, 0, 40))).toBe(0xfe30)
    expect(tcpChecksumState(captured, 0, 20, 60, 60)).toBe('partial')
  })

  it('cannot be judged when the segment was captured in part', () => {
    expect(tcpChecksumState(v4, 0, 20, v4.length, v4.length - 1)).toBe('unverifiable')
  })
})
