import type { FieldRemark, FrameField, FrameFieldName, FrameLayer } from '../../../shared/ipc/packet-frame'
import { assertNever } from '../../../shared/base/assert'
import { flagsText } from '../../../shared/tcp/flags'
import { describeFrame, type FrameDescription, type Ipv4Description, type Ipv6Description, type TcpDescription } from './describe-frame'
import type { LinkDescription } from './describe-link'
import { IPV4, IPV6 } from './ip'
import { ETHERNET, LOOPBACK, SLL, SLL2, VLAN_TAG } from './link'
import { TCP } from './tcp'
import { optionPlaces, type TcpOption } from './tcp-options'

/** Bytes of payload that are listed as data; all of them are in the frame's bytes. */
const SHOWN_DATA = 32

/**
 * A frame's headers field by field, each with the bytes it stands in: what a person picks to see its bytes marked.
 * @param frame what was captured of it
 * @param length bytes on the wire
 */
export function frameLayers(frame: Uint8Array, length: number, linkType: number): readonly FrameLayer[] {
  const description = describeFrame(frame, length, linkType)
  const { link, ip, tcp } = description
  return [
    ...(link === undefined || link.kind === 'raw' ? [] : [linkLayer(link)]),
    ...(ip === undefined ? [] : [ip.version === 4 ? ipv4Layer(ip) : ipv6Layer(ip)]),
    ...(tcp === undefined ? [] : [tcpLayer(tcp, frame)]),
    ...payloadLayer(description, frame)
  ]
}

const field = (name: FrameFieldName, offset: number, length: number, value: string | number, remark?: FieldRemark): FrameField =>
  ({ name, offset, length, value: String(value), ...(remark === undefined ? {} : { remark }) })
const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`

function linkLayer(link: Exclude<LinkDescription, { readonly kind: 'raw' }>): FrameLayer {
  switch (link.kind) {
    case 'ethernet': return {
      name: 'ethernet', offset: 0, length: link.length, fields: [
        field('destinationStation', ETHERNET.destination, 6, link.destination), field('sourceStation', ETHERNET.source, 6, link.source),
        ...tags(link.vlans, ETHERNET.length), field('etherType', ETHERNET.etherType + VLAN_TAG.length * link.vlans.length, 2, hex(link.etherType, 4))
      ]
    }
    case 'linux-cooked': return {
      name: 'cooked', offset: 0, length: link.length, fields: link.interfaceIndex === undefined
        ? [
            field('packetType', SLL.packetType, 2, link.packetType), field('sourceStation', SLL.address, 8, link.source), ...tags(link.vlans, SLL.length),
            field('etherType', link.vlans.length === 0 ? SLL.protocol : SLL.length + VLAN_TAG.length * link.vlans.length - 2, 2, hex(link.etherType, 4))
          ]
        : [
            field('interfaceIndex', SLL2.interfaceIndex, 4, link.interfaceIndex), field('packetType', SLL2.packetType, 1, link.packetType),
            field('sourceStation', SLL2.address, 8, link.source), ...tags(link.vlans, SLL2.length),
            field('etherType', link.vlans.length === 0 ? SLL2.protocol : SLL2.length + VLAN_TAG.length * link.vlans.length - 2, 2, hex(link.etherType, 4))
          ]
    }
    case 'loopback': return { name: 'loopback', offset: 0, length: link.length, fields: [field('family', LOOPBACK.family, LOOPBACK.length, link.family)] }
    default: return assertNever(link, 'link layer')
  }
}

/** The identifier of each VLAN tag: the first two bytes behind the header, and behind each tag. */
const tags = (vlans: readonly number[], headerEnd: number): FrameField[] => vlans.map((vlan, i) => field('vlan', headerEnd + VLAN_TAG.length * i, 2, vlan))

function ipv4Layer(ip: Ipv4Description): FrameLayer {
  const at = ip.offset
  return {
    name: 'ipv4', offset: at, length: ip.length, fields: [
      field('version', at + IPV4.versionAndLength, 1, 4), field('headerLength', at + IPV4.versionAndLength, 1, ip.length), field('typeOfService', at + IPV4.typeOfService, 1, hex(ip.typeOfService, 2)),
      field('totalLength', at + IPV4.totalLength, 2, ip.totalLength), field('identification', at + IPV4.identification, 2, hex(ip.identification, 4)),
      field('dontFragment', at + IPV4.flagsAndOffset, 2, '', ip.dontFragment ? 'yes' : 'no'), field('timeToLive', at + IPV4.timeToLive, 1, ip.timeToLive),
      field('protocol', at + IPV4.protocol, 1, ip.protocol), field('headerChecksum', at + IPV4.checksum, 2, '', ip.checksum),
      field('sourceAddress', at + IPV4.source, 4, ip.source), field('destinationAddress', at + IPV4.destination, 4, ip.destination)
    ]
  }
}

function ipv6Layer(ip: Ipv6Description): FrameLayer {
  const at = ip.offset
  return {
    name: 'ipv6', offset: at, length: ip.length, fields: [
      field('version', at + IPV6.versionClassAndFlow, 1, 6), field('trafficClass', at + IPV6.versionClassAndFlow, 2, hex(ip.trafficClass, 2)), field('flowLabel', at + 1, 3, hex(ip.flowLabel, 5)),
      field('payloadLength', at + IPV6.payloadLength, 2, ip.payloadLength), field('nextHeader', at + IPV6.nextHeader, 1, ip.nextHeader), field('hopLimit', at + IPV6.hopLimit, 1, ip.hopLimit),
      field('sourceAddress', at + IPV6.source, 16, ip.source), field('destinationAddress', at + IPV6.destination, 16, ip.destination)
    ]
  }
}

function tcpLayer(tcp: TcpDescription, frame: Uint8Array): FrameLayer {
  const at = tcp.offset
  const { places } = optionPlaces(frame, at + TCP.options, Math.min(at + tcp.length, frame.length))
  return {
    name: 'tcp', offset: at, length: tcp.length, fields: [
      field('sourcePort', at + TCP.sourcePort, 2, tcp.sourcePort), field('destinationPort', at + TCP.destinationPort, 2, tcp.destinationPort), field('seq', at + TCP.seq, 4, tcp.seq),
      field('ack', at + TCP.ack, 4, tcp.ack), field('dataOffset', at + TCP.dataOffset, 1, tcp.length), field('flags', at + TCP.flags, 1, flagsText(tcp.flags)),
      field('window', at + TCP.window, 2, tcp.window), field('checksum', at + TCP.checksum, 2, hex(tcp.checksum, 4), tcp.checksumState),
      field('urgentPointer', at + TCP.urgentPointer, 2, tcp.urgentPointer),
      ...tcp.options.flatMap((option, i) => {
        const place = places[i]
        return place === undefined ? [] : [optionField(option, place.offset, place.length)]
      })
    ]
  }
}

function optionField(option: TcpOption, offset: number, length: number): FrameField {
  switch (option.kind) {
    case 'mss': return field('mss', offset, length, option.bytes)
    case 'window-scale': return field('windowScale', offset, length, option.shift)
    case 'sack-permitted': return field('sackPermitted', offset, length, '', 'yes')
    case 'sack': return field('sack', offset, length, option.blocks.map(({ left, right }) => `${left}–${right}`).join(', '))
    case 'timestamps': return field('timestamps', offset, length, `TSval ${option.value}, TSecr ${option.echo}`)
    case 'unknown': return field('unknownOption', offset, length, `${option.code}: ${hexOf(option.data)}`)
    default: return assertNever(option, 'TCP option')
  }
}

function payloadLayer({ payload }: FrameDescription, frame: Uint8Array): FrameLayer[] {
  // Of a frame that was cut within its headers nothing of the payload is there to be marked.
  if (payload === undefined || payload.length === 0 || payload.offset >= frame.length) return []
  const shown = frame.subarray(payload.offset, payload.offset + Math.min(payload.length, SHOWN_DATA))
  return [{ name: 'payload', ...payload, fields: [field('data', payload.offset, payload.length, `${printable(shown)}${payload.length > shown.length ? '…' : ''}`)] }]
}

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
/** ASCII; a dot for what cannot be printed. */
const printable = (bytes: Uint8Array): string => [...bytes].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
