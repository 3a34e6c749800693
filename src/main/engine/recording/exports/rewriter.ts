import { assertNever } from '../../../../shared/base/assert'
import { NS_PER_S } from '../../../../shared/base/brand'
import { isSelected, type CaptureExportRequest, type CaptureLoss } from '../../../../shared/ipc/capture-export'
import { AddressBook } from '../../../../shared/model/address'
import { AnonymousAddresses } from '../../../../shared/model/anonymous-addresses'
import { formatEndpoint, parseEndpoint } from '../../../../shared/model/endpoint'
import type { SessionEvent } from '../../../../shared/model/events'
import { eventText } from '../../../../shared/model/event-text'
import { privateEvent } from '../../../../shared/model/private-events'
import { emptySegment } from '../../../../shared/model/segment'
import { BODY, openBlock } from '../../pcapng/block'
import { encodeJournalEntry } from '../../pcapng/encode-journal'
import { encodePacket } from '../../pcapng/encode-packet'
import { encodeInterface, encodeNames, encodeSectionHeader, encodeStatistics } from '../../pcapng/encode-section'
import type { CaptureItem, Interface, JournalEntry, OpaqueBlock, Section } from '../../pcapng/items'
import type { PacketColumns } from '../../pcapng/packet-columns'
import type { PacketAnnotation } from '../../pcapng/packet-options'
import { addressBytes } from '../../wire/address-bytes'
import { DECODED } from '../../wire/decoded'
import { decodeSegment } from '../../wire/decode-segment'
import { makePrivate } from '../../wire/private-frame'
import { beginFields, eventFields, fateFields, journalStart, type ConnectionBegin, type JournalFields, type JournalStart, type PacketFate } from '../journal'
import { readJournal } from '../read-journal'
import { beginsWanted, renumbered, type Annotations } from './annotations'

/** Decryption Secrets Block: keys to what was encrypted. Never handed on with a file that is to keep something to itself. */
const SECRETS = 0x0a

/** Names of fields that a journal can have (systemd's journal_field_valid). */
const FIELD_NAME = /^[A-Z_][A-Z0-9_]{0,63}$/

const isWritable = ({ fields }: JournalEntry): boolean => fields.every(([name]) => FIELD_NAME.test(name)) && fields.some(([name]) => name === '__REALTIME_TIMESTAMP')

type Options = Omit<CaptureExportRequest, 'file' | 'out'>

/**
 * A capture written anew: its items in, pcapng blocks out. Sections become one (of little-endian order, stamps in nanoseconds), whatever the capture was. Pure: the blocks go
 * to `write`, in order; each is whole.
 */
export class CaptureRewriter {
  packets = 0
  comments = 0
  readonly lost = new Map<CaptureLoss, number>()
  private readonly book = new AddressBook()
  private readonly segment = emptySegment()
  private readonly addresses = new AnonymousAddresses()
  private readonly anonymous: ((bytes: Uint8Array) => Uint8Array) | undefined
  /** TCP segments read, and written: their numbers in the session, old and new. */
  private read = 0
  private written = 0
  private readonly numbers: number[] = []
  private begun = false
  private bigEndian = false
  /** Interfaces of the sections before this one. */
  private base = 0
  private interfaces = 0
  private start: JournalStart | undefined
  private fate: PacketFate | undefined

  constructor(private readonly options: Options, private readonly notes: Annotations, private readonly write: (block: Uint8Array) => void) {
    if (options.anonymize) this.anonymous = (bytes) => this.anonymousBytes(bytes)
    if (notes.startedAtNs !== undefined) this.start = journalStart(notes.startedAtNs)
  }

  take(item: CaptureItem): void {
    switch (item.kind) {
      case 'section': return this.onSection(item)
      case 'interface': return this.onInterface(item)
      case 'packets': return this.onPackets(item.batch)
      case 'journal': return this.onJournal(item)
      case 'statistics': return this.write(encodeStatistics({ ...item, interfaceId: this.base + item.interfaceId, comments: [] }))
      case 'names':
        if (item.records.length === 0) return
        return this.options.anonymize ? this.lose('names', item.records.length) : this.write(encodeNames(item.records.filter(({ names }) => names.length > 0)))
      case 'opaque': return this.onOpaque(item)
      case 'damage': return this.lose('damaged')
      default: return assertNever(item, 'item')
    }
  }

  private get isPrivate(): boolean {
    return this.options.anonymize || this.options.withoutPayload
  }

  private get isWhole(): boolean {
    const { packetsOnly, selection } = this.options
    return !packetsOnly && !this.isPrivate && selection.connections === undefined && selection.span === undefined
  }

  private onSection(section: Section): void {
    this.bigEndian = section.bigEndian
    this.base += this.interfaces
    this.interfaces = 0
    if (this.begun) return
    this.begun = true
    const told = [this.options.anonymize ? 'addresses replaced' : '', this.options.withoutPayload ? 'payload removed' : ''].filter((text) => text !== '')
    this.write(encodeSectionHeader({
      os: section.os, hardware: this.options.anonymize ? undefined : section.hardware, userApplication: section.userApplication ?? this.options.program,
      comments: [...section.comments.map((text) => this.text(text)), `[twlab] written anew by ${this.options.program}${told.length === 0 ? '' : `: ${told.join(', ')}`}`]
    }))
  }

  private onInterface(item: Interface): void {
    this.interfaces++
    const { linkType, snapLength, name, description, filter, os, hardware, comments } = item
    const said = (text: string | undefined): string | undefined => (text === undefined ? undefined : this.text(text))
    this.write(encodeInterface({
      linkType, snapLength, name, description: said(description), filter: said(filter), os, hardware: this.options.anonymize ? undefined : hardware, comments: comments.map((text) => this.text(text))
    }))
  }

  private onPackets(batch: PacketColumns): void {
    const annotations = new Map(batch.annotations.map((annotation) => [annotation.index, annotation]))
    for (let i = 0; i < batch.count; i++) this.onPacket(batch, i, annotations.get(i))
  }

  private onPacket(batch: PacketColumns, i: number, annotation: PacketAnnotation | undefined): void {
    const offset = batch.offsets[i] ?? 0
    const captured = batch.capturedLengths[i] ?? 0
    const length = batch.lengths[i] ?? 0
    const linkType = batch.linkTypes[i] ?? 0
    const at = { seconds: batch.seconds[i] ?? 0, nanoseconds: batch.nanoseconds[i] ?? 0 }
    const isTcp = decodeSegment(batch.bytes, offset, captured, length, linkType, this.book, this.segment) === DECODED.tcp
    const n = isTcp ? ++this.read : 0
    const fate = isTcp ? this.fate : undefined
    if (isTcp) this.fate = undefined
    if (isTcp ? !this.notes.isWanted(n) : !this.wantsOther(at)) return
    let data = batch.bytes.subarray(offset, offset + captured)
    if (this.isPrivate) {
      data = data.slice()
      const left = makePrivate(data, length, linkType, { address: this.anonymous, withoutPayload: this.options.withoutPayload })
      if (left === undefined) return this.lose('frames')
      data = data.subarray(0, left)
    }
    if (isTcp) this.numbers[n] = ++this.written
    if (fate !== undefined) this.journal(fateFields(fate, this.startOrZero()))
    const comments = this.commentsOf(n, annotation)
    this.comments += comments.length
    this.packets++
    this.write(encodePacket({
      interfaceId: this.base + (batch.interfaces[i] ?? 0), at, data, length, comments, flags: batch.flags[i] === 0 ? undefined : batch.flags[i], dropCount: annotation?.dropCount,
      packetId: annotation?.packetId, verdicts: annotation?.verdicts ?? []
    }))
  }

  /** A frame that is no segment belongs to no connection. */
  private wantsOther({ seconds, nanoseconds }: { readonly seconds: number; readonly nanoseconds: number }): boolean {
    const { connections, span } = this.options.selection
    if (connections !== undefined) return false
    if (span === undefined || this.notes.startedAtNs === undefined) return true
    const since = Number(BigInt(seconds) * BigInt(NS_PER_S) + BigInt(nanoseconds) - this.notes.startedAtNs)
    return since >= span.from && since <= span.to
  }

  /** Those that are there, and those of the session; a note that is there already is not said twice. */
  private commentsOf(n: number, annotation: PacketAnnotation | undefined): readonly string[] {
    const there = (annotation?.comments ?? []).map((text) => this.text(text))
    const more = this.notes.of(n).map((text) => this.text(text)).filter((text) => !there.some((comment) => comment.includes(text)))
    return [...there, ...more]
  }

  private onJournal(entry: JournalEntry): void {
    const reading = readJournal(entry.fields)
    // Word for word, where nothing is taken out: the chain of hashes over packets and entries goes on vouching for them.
    if (this.isWhole && isWritable(entry) && reading.kind !== 'foreign' && reading.kind !== 'damaged') return this.write(encodeJournalEntry(entry.fields))
    switch (reading.kind) {
      case 'foreign': return this.onForeign(entry)
      case 'damaged': return this.lose('damaged')
      case 'begin': return this.onBegin(reading.begin)
      // Told when its packet is: it may be left out.
      case 'fate': this.fate = reading.fate; return
      case 'link': return this.options.packetsOnly ? undefined : this.lose('vouchers')
      case 'event': return this.onEvent(reading.event)
      default: return assertNever(reading, 'reading')
    }
  }

  private onEvent(event: SessionEvent): void {
    if (event.type === 'session') this.start ??= journalStart(BigInt(event.startedAtNs))
    if (!isSelected(event, this.options.selection)) return
    const kept = this.written === this.read ? event : renumbered(event, (n) => this.numbers[n])
    const told = privateEvent(kept, this.options, this.addresses)
    this.journal(eventFields(told, eventText(told), this.startOrZero()))
  }

  private onBegin(begin: ConnectionBegin): void {
    if (!beginsWanted(begin.conn, this.options.selection)) return
    const told = this.options.anonymize ? { ...begin, client: this.endpoint(begin.client), server: this.endpoint(begin.server) } : begin
    this.journal(beginFields(told, this.startOrZero()))
  }

  /** Somebody else's entry is handed on as it is, and never where something is to be kept back; one of ours that is no event vouches for bytes that are others now. */
  private onForeign(entry: JournalEntry): void {
    if (this.options.packetsOnly) return
    if (this.isPrivate || !isWritable(entry)) return this.lose('blocks')
    this.write(encodeJournalEntry(entry.fields))
  }

  private onOpaque({ type, body }: OpaqueBlock): void {
    // Its numbers stand in its section's byte order, and only who knows the block could turn them.
    if (this.bigEndian || (this.isPrivate && type === SECRETS) || this.options.anonymize) return this.lose('blocks')
    const { bytes } = openBlock(type, body.length)
    bytes.set(body, BODY)
    this.write(bytes)
  }

  private journal(fields: JournalFields): void {
    if (!this.options.packetsOnly) this.write(encodeJournalEntry(fields))
  }

  /** A recording's entries come after its session's; in a file that lost that one they are dated by their own instants alone. */
  private startOrZero(): JournalStart {
    return this.start ?? { microseconds: 0, nanoseconds: 0 }
  }

  private text(text: string): string {
    return this.options.anonymize ? this.addresses.within(text) : text
  }

  private endpoint(endpoint: string): string {
    const parsed = parseEndpoint(endpoint)
    return parsed === undefined ? this.addresses.within(endpoint) : formatEndpoint(this.addresses.of(parsed.address), parsed.port)
  }

  private anonymousBytes(bytes: Uint8Array): Uint8Array {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const text = this.book.text(bytes.length === 4 ? this.book.ipv4(view.getUint32(0)) : this.book.ipv6(bytes, 0))
    const other = addressBytes(this.addresses.of(text)) ?? new Uint8Array(bytes.length)
    if (other.length === bytes.length) return other
    // An IPv4-mapped address in an IPv6 header (RFC 4291 section 2.5.5.2) stays one.
    return Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...other])
  }

  private lose(kind: CaptureLoss, count = 1): void {
    this.lost.set(kind, (this.lost.get(kind) ?? 0) + count)
  }
}
