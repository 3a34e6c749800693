import { BODY, openBlock } from './block'
import { BLOCK, EPB_OPTION, padded } from './constants'
import type { Stamp } from './items'
import { commentOptions, countOption, type Option } from './options'
import type { FrameColumns } from './packet-columns'
import type { PacketOptions, PacketVerdict } from './packet-options'
import { NanosecondTicks } from './ticks'

/** Offsets within an Enhanced Packet Block (section 4.3). */
export const EPB = { interfaceId: 8, stampHigh: 12, stampLow: 16, capturedLength: 20, length: 24, data: 28 } as const
/** Bytes of an Enhanced Packet Block beside data and options. */
export const EPB_OVERHEAD = EPB.data + 4

export interface PacketToWrite extends Partial<PacketOptions> {
  /** Number of the interface within its section. */
  readonly interfaceId: number
  readonly at: Stamp
  /** Captured bytes. */
  readonly data: Uint8Array
  /** Bytes the frame had on the wire. */
  readonly length: number
}

/** One Enhanced Packet Block with its options (section 4.3). For many packets without any, see PacketBlockEncoder. */
export function encodePacket(packet: PacketToWrite): Uint8Array {
  const { bytes, view } = openBlock(BLOCK.enhancedPacket, EPB.data - BODY + packet.data.length, packetOptions(packet))
  const ticks = new NanosecondTicks()
  ticks.set(packet.at.seconds, packet.at.nanoseconds)
  view.setUint32(EPB.interfaceId, packet.interfaceId, true)
  view.setUint32(EPB.stampHigh, ticks.high, true)
  view.setUint32(EPB.stampLow, ticks.low, true)
  view.setUint32(EPB.capturedLength, packet.data.length, true)
  view.setUint32(EPB.length, packet.length, true)
  bytes.set(packet.data, EPB.data)
  return bytes
}

function packetOptions(packet: Partial<PacketOptions>): Option[] {
  return [
    ...commentOptions(packet.comments), ...flagsOption(packet.flags), ...countOption(EPB_OPTION.dropCount, packet.dropCount),
    ...countOption(EPB_OPTION.packetId, packet.packetId),
    ...(packet.verdicts ?? []).map(verdictOption)
  ]
}

function verdictOption({ type, value }: PacketVerdict): Option {
  const number = typeof value === 'bigint'
  const bytes = new Uint8Array(1 + (number ? 8 : value.length))
  bytes[0] = type
  if (number) new DataView(bytes.buffer).setBigUint64(1, value, true)
  else bytes.set(value, 1)
  return { code: EPB_OPTION.verdict, value: bytes }
}

function flagsOption(flags: number | undefined): Option[] {
  if (flags === undefined) return []
  const value = new Uint8Array(4)
  new DataView(value.buffer).setUint32(0, flags, true)
  return [{ code: EPB_OPTION.flags, value }]
}

/** Packs whole batches into one buffer of its own, block after block: a batch is one write, and each write ends at a block's end. */
export class PacketBlockEncoder {
  private bytes = new Uint8Array(64 * 1024)
  private view = new DataView(this.bytes.buffer)
  private readonly ticks = new NanosecondTicks()

  /**
   * @param from index of the first packet, and `to` after the last one: the whole batch by default
   * @returns a part of the encoder's buffer, valid until the next call
   */
  encode(batch: FrameColumns, interfaceId: number, from = 0, to = batch.count): Uint8Array {
    this.reserve(encodedLength(batch, from, to))
    let at = 0
    for (let i = from; i < to; i++) at = this.put(batch, i, interfaceId, at)
    return this.bytes.subarray(0, at)
  }

  private put(batch: FrameColumns, i: number, interfaceId: number, at: number): number {
    const { view, bytes, ticks } = this
    const captured = batch.capturedLengths[i] ?? 0
    const end = at + EPB.data + padded(captured)
    const length = end + 4 - at
    ticks.set(batch.seconds[i] ?? 0, batch.nanoseconds[i] ?? 0)
    view.setUint32(at, BLOCK.enhancedPacket, true)
    view.setUint32(at + 4, length, true)
    view.setUint32(at + EPB.interfaceId, interfaceId, true)
    view.setUint32(at + EPB.stampHigh, ticks.high, true)
    view.setUint32(at + EPB.stampLow, ticks.low, true)
    view.setUint32(at + EPB.capturedLength, captured, true)
    view.setUint32(at + EPB.length, batch.lengths[i] ?? 0, true)
    // The padding is within the last four bytes before `end`: cleared first, since the buffer still holds the batch before.
    if (captured > 0) view.setUint32(end - 4, 0, true)
    copy(batch.bytes, batch.offsets[i] ?? 0, captured, bytes, at + EPB.data)
    view.setUint32(end, length, true)
    return end + 4
  }

  private reserve(length: number): void {
    if (length <= this.bytes.length) return
    this.bytes = new Uint8Array(2 ** Math.ceil(Math.log2(length)))
    this.view = new DataView(this.bytes.buffer)
  }
}

function encodedLength(batch: FrameColumns, from: number, to: number): number {
  let length = 0
  for (let i = from; i < to; i++) length += EPB_OVERHEAD + padded(batch.capturedLengths[i] ?? 0)
  return length
}

/** Below this many bytes a loop is faster than a view and a call of set(). */
const SHORT_COPY = 96

function copy(source: Uint8Array, from: number, length: number, target: Uint8Array, to: number): void {
  if (length > SHORT_COPY) return target.set(source.subarray(from, from + length), to)
  for (let i = 0; i < length; i++) target[to + i] = source[from + i] ?? 0
}

