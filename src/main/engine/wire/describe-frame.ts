import { AddressBook } from '../../../shared/model/address'
import { seq, type SeqNumber } from '../../../shared/tcp/sequence'
import { ipv4ChecksumState, tcpChecksumState, type ChecksumState } from './checksum'
import { DECODED, type Decoded } from './decoded'
import { describeLink, type LinkDescription } from './describe-link'
import { IPV4, IPV4_DONT_FRAGMENT, ipv4End, IPV6, ipv6End, ipVersion, tcpInIpv4, tcpInIpv6 } from './ip'
import { ipPosition } from './link'
import { u16, u32, u8 } from './read'
import { TCP, tcpHeaderLength, TCP_MIN_HEADER } from './tcp'
import { tcpOptions, type TcpOption } from './tcp-options'

/** Where a part of a frame is, bytes from the frame's start; it may reach beyond what was captured. */
export interface Extent {
  readonly offset: number
  readonly length: number
}

export interface Ipv4Description extends Extent {
  readonly version: 4
  readonly source: string
  readonly destination: string
  readonly typeOfService: number
  /** As it stands there; 0 for a packet that the network card was to cut up. */
  readonly totalLength: number
  readonly identification: number
  readonly dontFragment: boolean
  readonly timeToLive: number
  readonly protocol: number
  readonly checksum: ChecksumState
}

export interface Ipv6Description extends Extent {
  readonly version: 6
  readonly source: string
  readonly destination: string
  readonly trafficClass: number
  readonly flowLabel: number
  readonly payloadLength: number
  readonly nextHeader: number
  readonly hopLimit: number
}

export interface TcpDescription extends Extent {
  readonly sourcePort: number
  readonly destinationPort: number
  readonly seq: SeqNumber
  readonly ack: SeqNumber
  readonly flags: number
  readonly window: number
  readonly urgentPointer: number
  readonly checksum: number
  readonly checksumState: ChecksumState
  readonly options: readonly TcpOption[]
  /** False when the options contradict their lengths, or were not wholly captured. */
  readonly optionsWhole: boolean
}

/** A frame taken apart for people to read. What could not be decoded is undefined; `decoded` says why. */
export interface FrameDescription {
  readonly decoded: Decoded
  readonly link: LinkDescription | undefined
  readonly ip: Ipv4Description | Ipv6Description | undefined
  readonly tcp: TcpDescription | undefined
  readonly payload: Extent | undefined
}

/** The same judgement as decodeSegment, with all the fields: for one frame at a time. @param frame what was captured of it */
export function describeFrame(frame: Uint8Array, length: number, linkType: number): FrameDescription {
  const ipAt = ipPosition(frame, 0, frame.length, linkType)
  const link = describeLink(frame, linkType, Math.max(ipAt, 0))
  if (ipAt < 0) return { ...nothing(-ipAt as Decoded), link }
  const version = ipVersion(frame, ipAt)
  if (version !== 4 && version !== 6) return { ...nothing(DECODED.malformed), link }
  const tcpAt = version === 4 ? tcpInIpv4(frame, ipAt, frame.length) : tcpInIpv6(frame, ipAt, frame.length)
  const ip = version === 4 ? describeIpv4(frame, ipAt) : describeIpv6(frame, ipAt, tcpAt)
  if (tcpAt < 0) return { ...nothing(-tcpAt as Decoded), link, ip }
  const frameEnd = Math.max(length, frame.length)
  const packetEnd = version === 4 ? ipv4End(frame, ipAt, frameEnd) : ipv6End(frame, ipAt, frameEnd)
  return { link, ip, ...describeTcp(frame, ipAt, tcpAt, packetEnd) }
}

const nothing = (decoded: Decoded): FrameDescription => ({ decoded, link: undefined, ip: undefined, tcp: undefined, payload: undefined })

function describeIpv4(frame: Uint8Array, at: number): Ipv4Description | undefined {
  const length = (u8(frame, at) & 0x0f) * 4
  if (length < IPV4.length || at + length > frame.length) return undefined
  const book = new AddressBook()
  return {
    version: 4, offset: at, length, source: book.text(book.ipv4(u32(frame, at + IPV4.source))),
    destination: book.text(book.ipv4(u32(frame, at + IPV4.destination))),
    typeOfService: u8(frame, at + IPV4.typeOfService), totalLength: u16(frame, at + IPV4.totalLength), identification: u16(frame, at + IPV4.identification),
    dontFragment: (u16(frame, at + IPV4.flagsAndOffset) & IPV4_DONT_FRAGMENT) !== 0, timeToLive: u8(frame, at + IPV4.timeToLive),
    protocol: u8(frame, at + IPV4.protocol), checksum: ipv4ChecksumState(frame, at)
  }
}

/** @param tcpAt where the TCP header is, if there is one: the extension headers before it belong to this extent */
function describeIpv6(frame: Uint8Array, at: number, tcpAt: number): Ipv6Description | undefined {
  if (at + IPV6.length > frame.length) return undefined
  const book = new AddressBook()
  const first = u32(frame, at + IPV6.versionClassAndFlow)
  return {
    version: 6, offset: at, length: tcpAt < 0 ? IPV6.length : tcpAt - at, source: book.text(book.ipv6(frame, at + IPV6.source)),
    destination: book.text(book.ipv6(frame, at + IPV6.destination)), trafficClass: (first >>> 20) & 0xff, flowLabel: first & 0xfffff,
    payloadLength: u16(frame, at + IPV6.payloadLength), nextHeader: u8(frame, at + IPV6.nextHeader), hopLimit: u8(frame, at + IPV6.hopLimit)
  }
}

function describeTcp(frame: Uint8Array, ip: number, at: number, packetEnd: number): Pick<FrameDescription, 'decoded' | 'tcp' | 'payload'> {
  const none = { tcp: undefined, payload: undefined }
  if (at + TCP_MIN_HEADER > packetEnd) return { decoded: DECODED.malformed, ...none }
  if (at + TCP_MIN_HEADER > frame.length) return { decoded: DECODED.truncated, ...none }
  const length = tcpHeaderLength(frame, at)
  if (length < TCP_MIN_HEADER || at + length > packetEnd) return { decoded: DECODED.malformed, ...none }
  const { options, whole } = tcpOptions(frame, at + TCP.options, Math.min(at + length, frame.length))
  const tcp: TcpDescription = {
    offset: at, length, sourcePort: u16(frame, at + TCP.sourcePort), destinationPort: u16(frame, at + TCP.destinationPort),
    seq: seq(u32(frame, at + TCP.seq)),
    ack: seq(u32(frame, at + TCP.ack)), flags: u8(frame, at + TCP.flags), window: u16(frame, at + TCP.window),
    urgentPointer: u16(frame, at + TCP.urgentPointer), checksum: u16(frame, at + TCP.checksum),
    checksumState: tcpChecksumState(frame, ip, at, packetEnd, frame.length), options, optionsWhole: whole && at + length <= frame.length
  }
  return { decoded: DECODED.tcp, tcp, payload: { offset: at + length, length: packetEnd - at - length } }
}
