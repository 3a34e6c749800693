import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIN, ACK } from '../../../../src/shared/tcp/flags'
import { DECODED, DECODED_NAMES } from '../../../../src/main/engine/wire/decoded'
import { describeFrame } from '../../../../src/main/engine/wire/describe-frame'
import { LINK } from '../../../../src/main/engine/wire/link-types'
import { address, concat, decode, ethernet, frameOf, hex, ipPacket, patched, STATIONS, word } from './frames'

describe('a frame described', () => {
  it('names every part of it and where the payload is', () => {
    const frame = frameOf(ipPacket({ flags: FIN | ACK, payload: hex('627965'), options: [{ kind: 'timestamps', value: 5, echo: 4 }] }))
    expect(describeFrame(frame, frame.length, LINK.ethernet)).toEqual({
      decoded: DECODED.tcp,
      link: { kind: 'ethernet', length: 14, source: '00:00:5e:00:53:02', destination: '00:00:5e:00:53:01', etherType: 0x0800, vlans: [] },
      ip: {
        version: 4, offset: 14, length: 20, source: '127.0.0.1', destination: '127.0.0.1', typeOfService: 0, totalLength: 55, identification: 0,
        dontFragment: true,
        timeToLive: 64, protocol: 6, checksum: 'good'
      },
      tcp: {
        offset: 34, length: 32, sourcePort: 41234, destinationPort: 12345, seq: 1000, ack: 2000, flags: FIN | ACK, window: 512, urgentPointer: 0,
        checksum: expect.any(Number) as number, checksumState: 'good', options: [{ kind: 'timestamps', value: 5, echo: 4 }], optionsWhole: true
      },
      payload: { offset: 66, length: 3 }
    })
  })

  it('lists VLAN tags, and counts them to the link layer', () => {
    const frame = concat(STATIONS, hex('88a8 2064 8100 0005'), word(0x0800), ipPacket())
    const { link, ip } = describeFrame(frame, frame.length, LINK.ethernet)
    expect([link, ip?.offset]).toMatchObject([{ kind: 'ethernet', length: 22, etherType: 0x0800, vlans: [100, 5] }, 22])
  })

  it('tells direction and interface of a cooked capture', () => {
    const frame = concat(hex('0800 0000 00000003 0001 04 06 00005e0053010000'), ipPacket())
    expect(describeFrame(frame, frame.length, LINK.linuxSll2).link).toEqual({
      kind: 'linux-cooked', length: 20, packetType: 4, source: '00:00:5e:00:53:01', interfaceIndex: 3, etherType: 0x0800, vlans: []
    })
    const first = concat(hex('0004 0001 0006 00005e005301 0000 0800'), ipPacket())
    expect(describeFrame(first, first.length, LINK.linuxSll).link).toMatchObject({ packetType: 4, source: '00:00:5e:00:53:01', interfaceIndex: undefined })
  })

  it('over IPv6 counts extension headers to the IP layer', () => {
    const plain = ipPacket({ source: address('::1'), destination: address('2001:db8::1') })
    const packet = concat(patched(plain.subarray(0, 40), { 1: 0x12, 2: 0x34, 3: 0x56, 5: 28, 6: 60 }), hex('06 00 0104 00000000'), plain.subarray(40))
    const { ip, tcp } = describeFrame(packet, packet.length, LINK.raw)
    expect(ip).toMatchObject({ version: 6, offset: 0, length: 48, source: '::1', destination: '2001:db8::1', trafficClass: 1, flowLabel: 0x23456,
      nextHeader: 60, hopLimit: 64 })
    expect(tcp).toMatchObject({ offset: 48, checksumState: 'good' })
  })

  it('says how far a truncated one goes', () => {
    const frame = frameOf(ipPacket({ options: [{ kind: 'timestamps', value: 5, echo: 4 }] }))
    const cut = describeFrame(frame.subarray(0, 60), frame.length, LINK.ethernet)
    expect(cut.tcp).toMatchObject({ optionsWhole: false, options: [], checksumState: 'unverifiable' })
    expect(describeFrame(frame.subarray(0, 40), frame.length, LINK.ethernet)).toMatchObject({ decoded: DECODED.truncated, ip: { version: 4 },
      tcp: undefined })
  })

  it('describes the layers that it knows of a frame that is no segment', () => {
    const arp = ethernet(0x0806, new Uint8Array(28))
    expect(describeFrame(arp, arp.length, LINK.ethernet)).toMatchObject({ decoded: DECODED.notIp, link: { etherType: 0x0806 }, ip: undefined })
    const udp = frameOf(patched(ipPacket(), { 9: 17 }))
    expect(describeFrame(udp, udp.length, LINK.ethernet)).toMatchObject({ decoded: DECODED.notTcp, ip: { protocol: 17, checksum: 'bad' }, tcp: undefined })
    expect(describeFrame(udp, udp.length, 147)).toMatchObject({ decoded: DECODED.unknownLink, link: undefined })
  })

  it('comes to the same judgement and numbers as the fast decoder, whatever the bytes', () => {
    const seed = frameOf(ipPacket({ options: [{ kind: 'mss', bytes: 1460 }, { kind: 'timestamps', value: 1, echo: 2 }], payload: hex('00') }))
    const change = fc.tuple(fc.nat(seed.length - 1), fc.nat(255))
    const linkTypes = fc.constantFrom(...Object.values(LINK))
    fc.assert(fc.property(fc.array(change, { maxLength: 3 }), fc.nat(seed.length), linkTypes, (changes, captured, linkType) => {
      const frame = patched(seed, Object.fromEntries(changes)).subarray(0, captured)
      const fast = decode(frame, { length: seed.length, linkType })
      const slow = describeFrame(frame, seed.length, linkType)
      expect(DECODED_NAMES[slow.decoded]).toBe(fast.decoded)
      if (slow.tcp === undefined) return
      const { seq, ack, flags, window, sourcePort, destinationPort } = slow.tcp
      expect(fast.segment).toMatchObject({ seq, ack, flags, window, sourcePort, destinationPort, payloadLength: slow.payload?.length })
    }), { numRuns: 300 })
  })
})
