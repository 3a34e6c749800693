import { NS_PER_S } from '../../../shared/base/brand'
import { ByteWindow } from './byte-window'
import { MAX_BLOCK_BYTES, NANOSECONDS } from './constants'
import type { CaptureItem, CaptureReader } from './items'
import { PacketColumns } from './packet-columns'
import { pcapHeader, PCAP_HEADER_BYTES, type PcapHeader } from './pcap-header'

/** Offsets within a record's header (draft-ietf-opsawg-pcap section 5). */
const RECORD = { seconds: 0, fraction: 4, captured: 8, length: 12 } as const
/** Seconds by which a record found behind damage may differ from the last one before it, to be believed. */
const BELIEVABLE_STEP = 7 * 86_400
const CUT_SHORT = 'the file ends within a packet'

/** A record's header of nothing but zeroes: no packet, but what a power cut or a hole leaves. */
const isZero = (view: DataView, at: number): boolean =>
  view.getUint32(at + RECORD.seconds) === 0 && view.getUint32(at + RECORD.fraction) === 0 && view.getUint32(at + RECORD.captured) === 0 && view.getUint32(at + RECORD.length) === 0

/** Reads classic pcap, either byte order, us or ns stamps, and its form with longer records: one section with one interface. */
export class PcapReader implements CaptureReader {
  wholeUntil = 0
  private readonly window = new ByteWindow()
  private readonly batch = new PacketColumns()
  private readonly queue: CaptureItem[] = []
  private header: PcapHeader | undefined
  private lost: { readonly offset: number; readonly reason: string } | undefined
  private ended = false

  push(chunk: Uint8Array, headroom = 0): void {
    this.window.push(chunk, headroom)
  }

  end(): void {
    this.ended = true
  }

  next(): CaptureItem | undefined {
    const queued = this.queue.shift()
    if (queued !== undefined) return queued
    if (this.header !== undefined) return this.read(this.header)
    return this.window.length < PCAP_HEADER_BYTES && !this.ended ? this.pause() : this.takeHeader()
  }

  private pause(): undefined {
    this.window.settle()
    return undefined
  }

  private takeHeader(): CaptureItem | undefined {
    const { window } = this
    const header = window.length < PCAP_HEADER_BYTES ? undefined : pcapHeader(window.view, window.start)
    if (header === undefined) {
      const skipped = window.length
      window.start = window.end
      return skipped === 0 ? this.pause() : { kind: 'damage', offset: window.offset - skipped, reason: 'not a pcap header', skipped }
    }
    window.start += PCAP_HEADER_BYTES
    this.wholeUntil = window.offset
    this.header = header
    const { linkType, snapLength, resolution } = header
    this.queue.push({
      kind: 'interface', id: 0, linkType, snapLength, resolution, offsetSeconds: 0, name: undefined, description: undefined, filter: undefined, os: undefined,
      hardware: undefined, comments: []
    })
    return { kind: 'section', format: 'pcap', bigEndian: !header.littleEndian, hardware: undefined, os: undefined, userApplication: undefined, comments: [] }
  }

  private read(header: PcapHeader): CaptureItem | undefined {
    const { window, batch } = this
    if (this.lost !== undefined) return this.findEnd(header, this.lost)
    batch.begin(window)
    this.takeRecords(header)
    if (batch.count > 0) {
      this.wholeUntil = window.offset
      return { kind: 'packets', batch }
    }
    const captured = window.length < header.recordBytes ? 0 : window.view.getUint32(window.start + RECORD.captured, header.littleEndian)
    if (captured > MAX_BLOCK_BYTES) this.lost = { offset: window.offset, reason: `packet of ${captured} bytes` }
    else if (window.length >= header.recordBytes && isZero(window.view, window.start)) this.lost = { offset: window.offset, reason: 'zeroes where a packet should begin' }
    else if (this.ended && window.length > 0) this.lost = { offset: window.offset, reason: CUT_SHORT }
    else return this.pause()
    return this.findEnd(header, this.lost)
  }

  /** Whole records into the batch; stops in front of one that is not whole, or cannot be. */
  private takeRecords({ littleEndian, recordBytes, resolution, linkType }: PcapHeader): void {
    const { window, batch } = this
    const { view, end } = window
    const { room } = batch
    const nsPerUnit = resolution === NANOSECONDS ? 1 : 1000
    let at = window.start
    let count = 0
    while (count < room && end - at >= recordBytes) {
      const captured = view.getUint32(at + RECORD.captured, littleEndian)
      if (captured > MAX_BLOCK_BYTES || end - at - recordBytes < captured || (captured === 0 && isZero(view, at))) break
      // A fraction of a second or more (some writers) is carried over.
      const ns = view.getUint32(at + RECORD.fraction, littleEndian) * nsPerUnit
      batch.seconds[count] = view.getUint32(at + RECORD.seconds, littleEndian) + (ns < NS_PER_S ? 0 : Math.floor(ns / NS_PER_S))
      batch.nanoseconds[count] = ns < NS_PER_S ? ns : ns % NS_PER_S
      batch.offsets[count] = at + recordBytes
      batch.capturedLengths[count] = captured
      batch.lengths[count] = view.getUint32(at + RECORD.length, littleEndian)
      batch.linkTypes[count] = linkType
      count++
      at += recordBytes + captured
    }
    batch.count = count
    window.start = at
  }

  private findEnd(header: PcapHeader, lost: { readonly offset: number; readonly reason: string }): CaptureItem | undefined {
    const { window } = this
    let at = window.offset === lost.offset ? window.start + 1 : window.start
    let verdict = this.believable(header, at)
    while (verdict === 'no') {
      at++
      while (at + header.recordBytes <= window.end && window.view.getUint32(at + RECORD.captured) === 0 && window.view.getUint32(at + RECORD.length) === 0) at += 4
      verdict = this.believable(header, at)
    }
    window.start = verdict === 'more' && this.ended ? window.end : at
    if (verdict === 'more' && !this.ended) return this.pause()
    this.lost = undefined
    return { kind: 'damage', ...lost, skipped: window.offset - lost.offset }
  }

  /** pcap has no marks to find a record by: two in a row that look like records, near in time to the last good one, are taken for records. */
  private believable(header: PcapHeader, at: number): 'yes' | 'no' | 'more' {
    const { window } = this
    if (window.end - at < header.recordBytes) return 'more'
    if (!this.looksLikeRecord(header, at)) return 'no'
    const next = at + header.recordBytes + window.view.getUint32(at + RECORD.captured, header.littleEndian)
    if (next === window.end && this.ended) return 'yes'
    if (window.end - next < header.recordBytes) return this.ended ? 'no' : 'more'
    return this.looksLikeRecord(header, next) ? 'yes' : 'no'
  }

  private looksLikeRecord({ littleEndian, resolution, snapLength }: PcapHeader, at: number): boolean {
    const { window, batch } = this
    const captured = window.view.getUint32(at + RECORD.captured, littleEndian)
    const length = window.view.getUint32(at + RECORD.length, littleEndian)
    if (captured === 0 || captured > length || length > MAX_BLOCK_BYTES || (snapLength > 0 && captured > snapLength)) return false
    if (window.view.getUint32(at + RECORD.fraction, littleEndian) >= 10 ** resolution) return false
    const step = window.view.getUint32(at + RECORD.seconds, littleEndian) - batch.lastSeconds
    return batch.lastSeconds === 0 || Math.abs(step) <= BELIEVABLE_STEP
  }
}
