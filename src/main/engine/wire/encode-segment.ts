import { assert } from '../../../shared/base/assert'
import type { SeqNumber } from '../../../shared/tcp/sequence'
import { writeIpv4Checksum, writeTcpChecksum } from './checksum'
import { IPV4, IPV4_DONT_FRAGMENT, IPV6, PROTOCOL } from './ip'
import { ETHER_TYPE, ETHERNET } from './link'
import { TCP, TCP_MIN_HEADER } from './tcp'
import { encodeTcpOptions, type TcpOption } from './tcp-options'

/** A TCP segment to be put on the wire. */
export interface SegmentToSend {
  /** 4 bytes or 16, both ends alike. */
  readonly source: Uint8Array
  readonly sourcePort: number
  readonly destination: Uint8Array
  readonly destinationPort: number
  readonly seq: SeqNumber
  readonly ack: SeqNumber
  /** Control bits, see tcp/flags. */
  readonly flags: number
  /** Unscaled, 0..65535. */
  readonly window: number
  readonly options?: readonly TcpOption[]
  readonly payload?: Uint8Array
}

/** Hops a packet may take: Linux's default (net.ipv4.ip_default_ttl). */
const HOP_LIMIT = 64
const MAX_PACKET = 0xffff

/** The segment as an IP packet, IPv4 or IPv6 by its addresses, with right checksums: for a raw socket. */
export function encodeIpPacket(segment: SegmentToSend): Uint8Array {
  assert(segment.source.length === segment.destination.length, 'both ends are of one address family')
  const v4 = segment.source.length === 4
  const options = encodeTcpOptions(segment.options ?? [])
  const payload = segment.payload ?? new Uint8Array(0)
  const tcp = v4 ? IPV4.length : IPV6.length
  const bytes = new Uint8Array(tcp + TCP_MIN_HEADER + options.length + payload.length)
  assert(bytes.length <= MAX_PACKET, `a packet of ${bytes.length} bytes`)
  if (v4) writeIpv4(bytes, segment)
  else writeIpv6(bytes, segment)
  writeTcp(bytes, tcp, segment, options)
  bytes.set(payload, tcp + TCP_MIN_HEADER + options.length)
  writeTcpChecksum(bytes, 0, tcp, bytes.length)
  return bytes
}

/** The segment as a frame of the loopback interface: Ethernet with zeroes for both stations. */
export function encodeLoopbackFrame(segment: SegmentToSend): Uint8Array {
  const packet = encodeIpPacket(segment)
  const frame = new Uint8Array(ETHERNET.length + packet.length)
  new DataView(frame.buffer).setUint16(ETHERNET.etherType, segment.source.length === 4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6)
  frame.set(packet, ETHERNET.length)
  return frame
}

function writeIpv4(bytes: Uint8Array, { source, destination }: SegmentToSend): void {
  const view = new DataView(bytes.buffer)
  bytes[IPV4.versionAndLength] = 0x45
  view.setUint16(IPV4.totalLength, bytes.length)
  view.setUint16(IPV4.flagsAndOffset, IPV4_DONT_FRAGMENT)
  bytes[IPV4.timeToLive] = HOP_LIMIT
  bytes[IPV4.protocol] = PROTOCOL.tcp
  bytes.set(source, IPV4.source)
  bytes.set(destination, IPV4.destination)
  writeIpv4Checksum(bytes, 0)
}

function writeIpv6(bytes: Uint8Array, { source, destination }: SegmentToSend): void {
  const view = new DataView(bytes.buffer)
  bytes[IPV6.versionClassAndFlow] = 0x60
  view.setUint16(IPV6.payloadLength, bytes.length - IPV6.length)
  bytes[IPV6.nextHeader] = PROTOCOL.tcp
  bytes[IPV6.hopLimit] = HOP_LIMIT
  bytes.set(source, IPV6.source)
  bytes.set(destination, IPV6.destination)
}

function writeTcp(bytes: Uint8Array, tcp: number, segment: SegmentToSend, options: Uint8Array): void {
  const view = new DataView(bytes.buffer, tcp)
  view.setUint16(TCP.sourcePort, segment.sourcePort)
  view.setUint16(TCP.destinationPort, segment.destinationPort)
  view.setUint32(TCP.seq, segment.seq)
  view.setUint32(TCP.ack, segment.ack)
  view.setUint8(TCP.dataOffset, ((TCP_MIN_HEADER + options.length) / 4) << 4)
  view.setUint8(TCP.flags, segment.flags)
  view.setUint16(TCP.window, segment.window)
  bytes.set(options, tcp + TCP.options)
}
