import { BODY } from './block'
import { ByteWindow } from './byte-window'
import { BLOCK, BLOCK_OVERHEAD, BYTE_ORDER_MAGIC } from './constants'
import { decodeInterface, decodeJournal, decodeNames, decodeSectionHeader, decodeStatistics, FIXED_BYTES, type Body, type Decoded } from './decode-blocks'
import type { CaptureItem, CaptureReader, Damage } from './items'
import { PacketColumns } from './packet-columns'
import { takePacketBlock, takePlainPackets, type DescribedInterface } from './read-packets'
import { findBlock, frameAt } from './resync'
import { StampClock } from './ticks'

/** Interfaces of one section that are remembered: a real machine has a handful, a hostile file may claim millions. */
const MAX_INTERFACES = 65_536
/** Version of the format (section 4.1). Minor 2 means the same as 0 and is told by no field that is read here. */
const MAJOR_VERSION = 1
const CUT_SHORT = 'the file ends within a block'

/**
 * Reads pcapng in either byte order. Packets come in batches, everything else by itself, in file order; a block that cannot be read becomes
 * a Damage, and reading goes on at the next one.
 */
export class PcapngReader implements CaptureReader {
  wholeUntil = 0
  private readonly window = new ByteWindow()
  private readonly batch = new PacketColumns()
  private littleEndian = true
  /** Why the blocks of this section cannot be read, if they cannot. */
  private unreadable: string | undefined
  private interfaces: DescribedInterface[] = []
  /** Where an unreadable stretch began, and why; its end is being looked for. */
  private lost: { readonly offset: number; readonly reason: string } | undefined
  /** Read already, to be given out first: `ahead` by next(), the queue by read(). */
  private ahead: CaptureItem | undefined
  private readonly queue: CaptureItem[] = []
  private ended = false

  push(chunk: Uint8Array, headroom = 0): void {
    this.window.push(chunk, headroom)
  }

  end(): void {
    this.ended = true
  }

  next(): CaptureItem | undefined {
    const item = this.ahead ?? this.read()
    this.ahead = undefined
    return item?.kind === 'damage' ? this.joined(item) : item
  }

  /** Damages of the same kind back to back are one: a lost interface description must not make a million of them. */
  private joined(first: Damage): Damage {
    let damage = first
    for (;;) {
      const item = this.read()
      const continues = item?.kind === 'damage' && item.reason === damage.reason && item.offset === damage.offset + damage.skipped
      if (!continues) {
        this.ahead = item
        return damage
      }
      damage = { ...damage, skipped: damage.skipped + item.skipped }
    }
  }

  private read(): CaptureItem | undefined {
    const queued = this.queue.shift()
    if (queued !== undefined) return queued
    const { window, batch } = this
    batch.begin(window)
    for (;;) {
      if (this.lost !== undefined) return this.findEnd(this.lost)
      if (this.unreadable === undefined) takePlainPackets(window, batch, this.interfaces, this.littleEndian)
      const framing = frameAt(window.view, window.start, window.end, this.littleEndian)
      if (framing.verdict === 'whole' && batch.count < batch.room && this.isPacket()) {
        const damage = this.takePacket(framing.length)
        if (damage === undefined) continue
        if (batch.count === 0) return damage
        this.queue.push(damage)
      }
      if (batch.count > 0) return this.packets()
      if (framing.verdict === 'whole') return this.takeOther(framing.length)
      if (framing.verdict === 'broken') this.lost = { offset: window.offset, reason: framing.reason }
      else if (this.ended && window.length > 0) this.lost = { offset: window.offset, reason: CUT_SHORT }
      else return this.pause()
    }
  }

  private pause(): undefined {
    this.window.settle()
    return undefined
  }

  private packets(): CaptureItem {
    this.wholeUntil = this.window.offset
    return { kind: 'packets', batch: this.batch }
  }

  /** Behind damage: up to the next block that looks sound, or the end. */
  private findEnd(lost: { readonly offset: number; readonly reason: string }): CaptureItem | undefined {
    const { window } = this
    const from = window.offset === lost.offset ? window.start + 1 : window.start
    const { at, found } = findBlock(window.view, from, window.end, this.littleEndian, this.ended)
    window.start = at
    if (!found && !this.ended) return this.pause()
    this.lost = undefined
    return { kind: 'damage', ...lost, skipped: window.offset - lost.offset }
  }

  private type(): number {
    return this.window.view.getUint32(this.window.start, this.littleEndian)
  }

  private isPacket(): boolean {
    const type = this.type()
    return this.unreadable === undefined && (type === BLOCK.enhancedPacket || type === BLOCK.simplePacket || type === BLOCK.packet)
  }

  /** Takes a whole block out of the window. */
  private body(length: number): Body {
    const { bytes, view, start } = this.window
    this.window.start = start + length
    return { bytes, view, start: start + BODY, end: start + length - 4, littleEndian: this.littleEndian }
  }

  private takePacket(length: number): Damage | undefined {
    const { offset } = this.window
    const type = this.type()
    const before = this.batch.count
    const reason = takePacketBlock(type, this.body(length), this.batch, this.interfaces)
    this.wholeUntil = this.window.offset
    return reason === undefined ? undefined : { kind: 'damage', offset, reason, skipped: this.batch.count > before ? 0 : length }
  }

  /** Any block but a packet. */
  private takeOther(length: number): CaptureItem {
    const { offset } = this.window
    const type = this.type()
    if (type === BLOCK.sectionHeader) this.beginSection()
    const body = this.body(length)
    this.wholeUntil = this.window.offset
    const decoded = this.decode(type, body, offset)
    if (typeof decoded === 'string') return { kind: 'damage', offset, reason: decoded, skipped: length }
    if (decoded.trouble !== undefined) this.queue.push({ kind: 'damage', offset, reason: decoded.trouble, skipped: 0 })
    return decoded.item
  }

  private beginSection(): void {
    const { view, start } = this.window
    this.littleEndian = view.getUint32(start + BODY, true) === BYTE_ORDER_MAGIC
    this.interfaces = []
    const major = view.getUint16(start + BODY + 4, this.littleEndian)
    const minor = view.getUint16(start + BODY + 6, this.littleEndian)
    this.unreadable = major === MAJOR_VERSION ? undefined : `section of pcapng version ${major}.${minor}`
  }

  private decode(type: number, body: Body, offset: number): Decoded<CaptureItem> | string {
    if (this.unreadable !== undefined) return this.unreadable
    switch (type) {
      case BLOCK.sectionHeader: return tooShort(body, FIXED_BYTES.sectionHeader) ?? decodeSectionHeader(body)
      case BLOCK.interfaceDescription: return tooShort(body, FIXED_BYTES.interfaceDescription) ?? this.describe(body)
      case BLOCK.interfaceStatistics: return tooShort(body, FIXED_BYTES.interfaceStatistics) ?? this.statistics(body)
      case BLOCK.nameResolution: return decodeNames(body)
      case BLOCK.journal: return decodeJournal(body, offset)
      default: return { item: { kind: 'opaque', type, body: body.bytes.subarray(body.start, body.end) }, trouble: undefined }
    }
  }

  private describe(body: Body): Decoded<CaptureItem> | string {
    if (this.interfaces.length === MAX_INTERFACES) return `more than ${MAX_INTERFACES} interfaces`
    const decoded = decodeInterface(body, this.interfaces.length)
    const { linkType, snapLength, resolution, offsetSeconds } = decoded.item
    this.interfaces.push({ linkType, snapLength, clock: new StampClock(resolution, offsetSeconds) })
    return decoded
  }

  private statistics(body: Body): Decoded<CaptureItem> | string {
    const id = body.view.getUint32(body.start, body.littleEndian)
    const clock = this.interfaces[id]?.clock
    return clock === undefined ? `statistics of interface ${id}, which is not described` : decodeStatistics(body, clock)
  }
}

const tooShort = (body: Body, needed: number): string | undefined =>
  body.end - body.start < needed ? `block of ${body.end - body.start + BLOCK_OVERHEAD} bytes, too short for its kind` : undefined
