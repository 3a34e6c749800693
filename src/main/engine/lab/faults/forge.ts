import { assert } from '../../../../shared/base/assert'
import type { LabStepOf } from '../../../../shared/experiment/lab-step'
import { ACK, flagsFromText, flagsText, PSH } from '../../../../shared/tcp/flags'
import { seq } from '../../../../shared/tcp/sequence'
import type { SeqNumber } from '../../../../shared/tcp/sequence'
import { decodeSockaddr, encodeSockaddr } from '../../native/sockaddr'
import { encodeIpPacket } from '../../wire/encode-segment'
import { ipEnd, tcpPosition } from '../../wire/packet-places'
import { u16, u32, u8 } from '../../wire/read'
import { TCP } from '../../wire/tcp'
import { tcpOptions } from '../../wire/tcp-options'
import type { TcpOption } from '../../wire/tcp-options'
import type { Place, SentNumbers } from './segment-book'

/** Between whom, and the numbers of both as they stand. */
export interface ForgeContext {
  readonly sender: Place
  readonly receiver: Place
  readonly sent: SentNumbers | undefined
  readonly heard: SentNumbers | undefined
  /** As the step asks; undefined: the original's, or what would come next. */
  readonly seq: SeqNumber | undefined
  readonly ack: SeqNumber | undefined
}

/** ms that an `older` timestamp lies behind the sender's last one, and a `newer` before it. */
const AGE = 5_000
const USUAL_WINDOW = 512

/** A segment that the step asks for, as an IP packet (checksums are made when it is sent), and in words. */
export function forged(step: LabStepOf<'inject'>, original: Uint8Array | undefined, context: ForgeContext): { readonly packet: Uint8Array; readonly text: string } {
  const copied = original === undefined ? undefined : partsOf(original)
  const payload = step.text === undefined ? (copied?.payload ?? new Uint8Array(0)) : new TextEncoder().encode(step.text)
  const flags = step.flags === undefined ? (copied?.flags ?? (payload.length > 0 ? PSH | ACK : ACK)) : flagsFromText(step.flags)
  const number = context.seq ?? copied?.seq ?? context.sent?.next ?? seq(0)
  const ack = context.ack ?? copied?.ack ?? ((flags & ACK) === 0 ? seq(0) : context.heard?.next ?? seq(0))
  const options = optionsOf(step.timestamps, copied?.options, context)
  const packet = encodeIpPacket({
    source: bytesOf(context.sender), sourcePort: context.sender.port, destination: bytesOf(context.receiver), destinationPort: context.receiver.port,
    seq: number, ack, flags, window: step.window ?? copied?.window ?? USUAL_WINDOW, options, payload
  })
  const numbers = `seq=${relative(number, context.sent?.start)}${(flags & ACK) === 0 ? '' : ` ack=${relative(ack, context.heard?.start)}`}`
  const shown = payload.length === 0 ? '' : ` ${JSON.stringify(new TextDecoder().decode(payload.subarray(0, 64)))}`
  return { packet, text: `${context.sender.address}:${context.sender.port} > ${context.receiver.address}:${context.receiver.port} [${flagsText(flags)}] ${numbers}${shown}` }
}

const relative = (value: SeqNumber, from: SeqNumber | undefined): number => (from === undefined ? value : (value - from) >>> 0)

function partsOf(packet: Uint8Array): { flags: number; seq: SeqNumber; ack: SeqNumber; window: number; options: readonly TcpOption[]; payload: Uint8Array } {
  const tcp = tcpPosition(packet)
  assert(tcp > 0, 'a captured segment has a TCP header')
  const data = tcp + (u8(packet, tcp + TCP.dataOffset) >>> 4) * 4
  return {
    flags: u8(packet, tcp + TCP.flags), seq: seq(u32(packet, tcp + TCP.seq)), ack: seq(u32(packet, tcp + TCP.ack)), window: u16(packet, tcp + TCP.window),
    options: tcpOptions(packet, tcp + TCP.options, data).options, payload: packet.slice(data, ipEnd(packet))
  }
}

function optionsOf(wanted: LabStepOf<'inject'>['timestamps'], copied: readonly TcpOption[] | undefined, { sent, heard }: ForgeContext): readonly TcpOption[] {
  if (wanted === undefined && copied !== undefined) return copied
  const others = (copied ?? []).filter(({ kind }) => kind !== 'timestamps')
  const last = sent?.tsVal ?? -1
  if (wanted === 'none' || last < 0) return others
  const value = (last + (wanted === 'older' ? -AGE : wanted === 'newer' ? AGE : 0)) >>> 0
  return [...others, { kind: 'timestamps', value, echo: Math.max(0, heard?.tsVal ?? 0) }]
}

/** Address bytes as the wire has them. */
function bytesOf({ address }: Place): Uint8Array {
  const encoded = encodeSockaddr(address, 0)
  assert(encoded !== undefined && decodeSockaddr(encoded, encoded.length) !== undefined, `${address} is an address`)
  return address.includes(':') ? encoded.subarray(8, 24) : encoded.subarray(4, 8)
}
