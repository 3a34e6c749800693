import { BODY } from './block'
import type { ByteWindow } from './byte-window'
import { BLOCK, EPB_OPTION, MAX_BLOCK_BYTES, OPTION, padded } from './constants'
import { decodePacketOptions, FIXED_BYTES, type Body } from './decode-blocks'
import { EPB, EPB_OVERHEAD } from './encode-packet'
import { readOptions } from './options'
import type { PacketColumns } from './packet-columns'
import type { PacketOptions } from './packet-options'
import type { StampClock } from './ticks'

/** What packets need of their interface's description. */
export interface DescribedInterface {
  readonly linkType: number
  readonly snapLength: number
  readonly clock: StampClock
}

/** Bytes of an option list that is epb_flags alone: with opt_endofopt, and without. */
const FLAGS_ONLY = 12
const FLAGS_WITHOUT_END = 8
/** Drops Count of the obsolete Packet Block when it is not known (appendix A). */
const DROPS_UNKNOWN = 0xffff

/**
 * The fast way: Enhanced Packet Blocks, one after the other, as long as everything is as it should be and no options but epb_flags are there.
 * Stops in front of anything else, which is then looked at closely. Frames stay where they are.
 */
export function takePlainPackets(window: ByteWindow, batch: PacketColumns, interfaces: readonly DescribedInterface[], littleEndian: boolean): void {
  const { view, end } = window
  const { room } = batch
  let at = window.start
  let count = batch.count
  while (count < room && end - at >= EPB_OVERHEAD) {
    if (view.getUint32(at, littleEndian) !== BLOCK.enhancedPacket) break
    const length = view.getUint32(at + 4, littleEndian)
    if (length < EPB_OVERHEAD || length > MAX_BLOCK_BYTES || length % 4 !== 0 || end - at < length) break
    if (view.getUint32(at + length - 4, littleEndian) !== length) break
    const captured = view.getUint32(at + EPB.capturedLength, littleEndian)
    const id = view.getUint32(at + EPB.interfaceId, littleEndian)
    const optionBytes = length - EPB_OVERHEAD - padded(captured)
    const on = id < interfaces.length ? interfaces[id] : undefined
    if (on === undefined || captured > length || optionBytes < 0) break
    if (optionBytes > 0 && !isFlagsAlone(view, at + length - 4 - optionBytes, optionBytes, littleEndian)) break
    on.clock.set(view.getUint32(at + EPB.stampHigh, littleEndian), view.getUint32(at + EPB.stampLow, littleEndian))
    batch.offsets[count] = at + EPB.data
    batch.capturedLengths[count] = captured
    batch.lengths[count] = view.getUint32(at + EPB.length, littleEndian)
    batch.seconds[count] = on.clock.seconds
    batch.nanoseconds[count] = on.clock.nanoseconds
    batch.linkTypes[count] = on.linkType
    batch.interfaces[count] = id
    batch.flags[count] = optionBytes > 0 ? view.getUint32(at + length - optionBytes, littleEndian) : 0
    count++
    at += length
  }
  batch.count = count
  window.start = at
}

function isFlagsAlone(view: DataView, at: number, bytes: number, littleEndian: boolean): boolean {
  const sized = bytes === FLAGS_WITHOUT_END || (bytes === FLAGS_ONLY && view.getUint32(at + FLAGS_WITHOUT_END, littleEndian) === OPTION.endOfOptions)
  return sized && view.getUint16(at, littleEndian) === EPB_OPTION.flags && view.getUint16(at + 2, littleEndian) === 4
}

/** Where in a packet block its parts are; what differs between the three kinds. */
interface Layout {
  readonly interfaceId: number
  readonly data: number
  readonly captured: number
  readonly length: number
  readonly stamped: boolean
}

/**
 * The careful way: one block of packet type `type`, whole by its lengths, with all its options.
 * @returns undefined when the packet is in the batch now; else why it is not
 */
export function takePacketBlock(type: number, body: Body, batch: PacketColumns, interfaces: readonly DescribedInterface[]): string | undefined {
  const layout = type === BLOCK.simplePacket ? simpleLayout(body, interfaces[0]) : packetLayout(type, body)
  if (typeof layout === 'string') return layout
  const on = interfaces[layout.interfaceId]
  if (on === undefined) return `packet of interface ${layout.interfaceId}, which is not described`
  if (layout.captured > body.end - layout.data) return `packet of ${layout.captured} bytes in a block of ${body.end - body.start + 12}`
  addPacket(batch, layout, on, body)
  return layout.stamped ? addOptions(type, body, layout.data + padded(layout.captured), batch) : undefined
}

/** Enhanced Packet Block (section 4.3) and obsolete Packet Block (appendix A): alike but for the interface's 16 bits and the drops in the latter. */
function packetLayout(type: number, { view, start, end, littleEndian }: Body): Layout | string {
  if (end - start < FIXED_BYTES.packet) return `packet block of ${end - start + 12} bytes`
  const at = start - BODY
  return {
    interfaceId: type === BLOCK.packet ? view.getUint16(start, littleEndian) : view.getUint32(start, littleEndian), data: at + EPB.data,
    captured: view.getUint32(at + EPB.capturedLength, littleEndian), length: view.getUint32(at + EPB.length, littleEndian), stamped: true
  }
}

/** Simple Packet Block (section 4.4): no stamp, no interface (the section's first), captured up to that interface's snap length. */
function simpleLayout({ view, start, end, littleEndian }: Body, first: DescribedInterface | undefined): Layout | string {
  if (end - start < FIXED_BYTES.simplePacket) return `packet block of ${end - start + 12} bytes`
  const length = view.getUint32(start, littleEndian)
  const limit = first === undefined || first.snapLength === 0 ? length : Math.min(length, first.snapLength)
  const data = start + FIXED_BYTES.simplePacket
  return { interfaceId: 0, data, captured: Math.min(limit, end - data), length, stamped: false }
}

/** A packet's row; without a stamp it takes that of the packet before it. */
function addPacket(batch: PacketColumns, layout: Layout, on: DescribedInterface, { view, start, littleEndian }: Body): void {
  const i = batch.count
  if (layout.stamped) on.clock.set(view.getUint32(start + 4, littleEndian), view.getUint32(start + 8, littleEndian))
  else batch.unstamped++
  batch.seconds[i] = layout.stamped ? on.clock.seconds : batch.lastSeconds
  batch.nanoseconds[i] = layout.stamped ? on.clock.nanoseconds : batch.lastNanoseconds
  batch.offsets[i] = layout.data
  batch.capturedLengths[i] = layout.captured
  batch.lengths[i] = layout.length
  batch.linkTypes[i] = on.linkType
  batch.interfaces[i] = layout.interfaceId
  batch.flags[i] = 0
  batch.count = i + 1
}

/** Options of the packet added last. @returns why they could not all be read */
function addOptions(type: number, { bytes, view, start, end, littleEndian }: Body, at: number, batch: PacketColumns): string | undefined {
  const index = batch.count - 1
  const { options, trouble } = readOptions(bytes, view, at, end, littleEndian)
  const read = decodePacketOptions(options, type, littleEndian)
  const drops = type === BLOCK.packet ? view.getUint16(start + 2, littleEndian) : DROPS_UNKNOWN
  const annotation = { index, ...read, dropCount: drops === 0 || drops === DROPS_UNKNOWN ? read.dropCount : drops }
  batch.flags[index] = read.flags ?? 0
  if (isWorthAnObject(annotation)) batch.annotations.push(annotation)
  return trouble
}

const isWorthAnObject = (read: PacketOptions): boolean =>
  read.comments.length > 0 || read.verdicts.length > 0 || read.dropCount !== undefined || read.packetId !== undefined
