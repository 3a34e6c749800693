/** A part of a frame: bytes from its start. It may reach beyond what was captured. */
interface Extent {
  readonly offset: number
  readonly length: number
}

/** Headers in the order in which they stand in a frame; what follows them is the payload. */
export const FRAME_LAYERS = ['ethernet', 'cooked', 'loopback', 'ipv4', 'ipv6', 'tcp', 'payload'] as const
export type FrameLayerName = (typeof FRAME_LAYERS)[number]

/** Fields of the headers, by the names that the window's catalogue has words for. */
export const FRAME_FIELDS = [
  'destinationStation', 'sourceStation', 'etherType', 'vlan', 'packetType', 'interfaceIndex', 'family', 'version', 'headerLength', 'typeOfService', 'totalLength', 'identification',
  'dontFragment', 'timeToLive', 'protocol', 'headerChecksum', 'sourceAddress', 'destinationAddress', 'trafficClass', 'flowLabel', 'payloadLength', 'nextHeader', 'hopLimit',
  'sourcePort', 'destinationPort', 'seq', 'ack', 'dataOffset', 'flags', 'window', 'checksum', 'urgentPointer', 'mss', 'windowScale', 'sackPermitted', 'sack', 'timestamps',
  'unknownOption', 'data'
] as const
export type FrameFieldName = (typeof FRAME_FIELDS)[number]

/** What is to be said of a field beside its value. */
export const FIELD_REMARKS = ['good', 'bad', 'partial', 'unverifiable', 'yes', 'no'] as const
export type FieldRemark = (typeof FIELD_REMARKS)[number]

export interface FrameField extends Extent {
  readonly name: FrameFieldName
  /** As people write it: numbers in digits, codes as 0x…, addresses in their own form. Empty when the remark says it all. */
  readonly value: string
  readonly remark?: FieldRemark
}

export interface FrameLayer extends Extent {
  readonly name: FrameLayerName
  readonly fields: readonly FrameField[]
}

/** One captured packet: its bytes, and what they mean field by field. */
export interface PacketFrame {
  readonly n: number
  /** Captured bytes, base64, at most 65,535 of them. */
  readonly bytes: string
  /** Bytes the frame had on the wire: more than were captured when the capture cut it. */
  readonly length: number
  /** Of what could be decoded, outermost first. */
  readonly layers: readonly FrameLayer[]
}
