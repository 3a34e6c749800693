import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACK, FIN } from '../../../../src/shared/tcp/flags'
import { frameLayers } from '../../../../src/main/engine/wire/frame-layers'
import { LINK } from '../../../../src/main/engine/wire/link-types'
import { address, concat, frameOf, hex, ipPacket, STATIONS, word } from './frames'

const said = (frame: Uint8Array, linkType: number = LINK.ethernet): Record<string, string> =>
  Object.fromEntries(frameLayers(frame, frame.length, linkType).flatMap(({ name, fields }) => fields.map((each) => [`${name}.${each.name}`, `${each.value}${each.remark === undefined ? '' : `(${each.remark})`}`])))

describe('a frame, field by field', () => {
  const frame = frameOf(ipPacket({ flags: FIN | ACK, payload: hex('627965'), options: [{ kind: 'mss', bytes: 1460 }, { kind: 'timestamps', value: 5, echo: 4 }] }))

  it('tells every header, and the payload as text', () => {
    expect(said(frame)).toMatchObject({
      'ethernet.sourceStation': '00:00:5e:00:53:02', 'ethernet.etherType': '0x0800', 'ipv4.sourceAddress': '127.0.0.1', 'ipv4.dontFragment': '(yes)', 'ipv4.headerChecksum': '(good)',
      'tcp.sourcePort': '41234', 'tcp.seq': '1000', 'tcp.flags': 'FIN,ACK', 'tcp.mss': '1460', 'tcp.timestamps': 'TSval 5, TSecr 4', 'payload.data': 'bye'
    })
  })
  it('says in which bytes each stands', () => {
    const tcp = frameLayers(frame, frame.length, LINK.ethernet).find(({ name }) => name === 'tcp')
    const place = (name: string): string => {
      const found = tcp?.fields.find((each) => each.name === name)
      return Buffer.from(frame.subarray(found?.offset, (found?.offset ?? 0) + (found?.length ?? 0))).toString('hex')
    }
    expect([place('destinationPort'), place('flags'), place('mss'), place('timestamps')]).toEqual(['3039', '11', '020405b4', '080a0000000500000004'])
  })
  it('over IPv6, cooked, and behind VLAN tags', () => {
    expect(said(ipPacket({ source: address('::1'), destination: address('2001:db8::1') }), LINK.raw)).toMatchObject({ 'ipv6.destinationAddress': '2001:db8::1', 'ipv6.nextHeader': '6' })
    expect(said(concat(hex('0004 0001 0006 00005e005301 0000 0800'), ipPacket()), LINK.linuxSll)).toMatchObject({ 'cooked.packetType': '4', 'cooked.etherType': '0x0800' })
    expect(said(concat(STATIONS, hex('8100 0005'), word(0x0800), ipPacket()))).toMatchObject({ 'ethernet.vlan': '5', 'ethernet.etherType': '0x0800' })
  })
  it('of a frame that was cut within its options has no payload to show', () => {
    expect(frameLayers(frame.subarray(0, 60), frame.length, LINK.ethernet).map(({ name }) => name)).toEqual(['ethernet', 'ipv4', 'tcp'])
  })
  it('of anything: no field begins outside what was captured, and a layer holds its fields', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(200), fc.constantFrom(...Object.values(LINK)), (noise, at, linkType) => {
      const bytes = frame.slice(0, Math.max(20, at))
      bytes.set(noise.subarray(0, Math.max(0, bytes.length - 14)), Math.min(14, bytes.length))
      for (const layer of frameLayers(bytes, bytes.length, linkType)) {
        for (const each of layer.fields) {
          expect(each.offset).toBeGreaterThanOrEqual(layer.offset)
          expect(each.offset).toBeLessThanOrEqual(bytes.length)
        }
      }
    }))
  })
})
