import { ok } from '../../shared/base/result'
import type { Failure, Result } from '../../shared/base/result'
import { NS_PER_S, ns } from '../../shared/base/brand'
import type { Nanoseconds } from '../../shared/base/brand'
import { AddressBook } from '../../shared/model/address'
import { parseEndpoint } from '../../shared/model/endpoint'
import type { RecordingRead, SessionHeader, SessionResult } from '../../shared/model/events'
import { emptySegment } from '../../shared/model/segment'
import type { PacketNumber } from '../../shared/model/segment'
import type { FileItem } from './capture/file'
import type { FileFrame } from './capture/file-frames'
import { ConnectionTracker } from './inference/connection-tracker'
import type { Outbox } from './outbox'
import type { JournalEntry, Stamp } from './pcapng/items'
import { BATCH_CAPACITY } from './pcapng/packet-columns'
import type { PacketColumns } from './pcapng/packet-columns'
import type { PacketFate } from './recording/journal'
import { NoteReading } from './recording/note-comments'
import { readJournal } from './recording/read-journal'
import { RecordingCheck } from './recording/recording-check'
import { belongs, type Beginning, type ReplaySource } from './replay-beginning'
import type { EventStream } from './stream'
import { DECODED, DECODED_NAMES } from './wire/decoded'
import { decodeSegment } from './wire/decode-segment'

export interface ReplayParts {
  readonly stream: EventStream
  /** Lets whoever reads wait for the shell. */
  readonly outbox: Pick<Outbox, 'pressure' | 'release'>
  /** Bytes read and the file's size. */
  readonly onProgress: (done: number, total: number) => void
  /** Something that does not end the reading. */
  readonly onTrouble?: (failure: Failure) => void
}

/**
 * Tells a capture as a session. A recording of ours is told word for word, only its packets are decoded again; in a foreign capture everything is
 * inferred, by the same tracker that watches live.
 */
export class Replay {
  /** Of a file that is followed: whoever wrote it has ended. */
  isLast = false
  /** In a foreign capture in which no session of ours was looked for: one was met, and reading has ended there (`openUnlooked`). */
  metSession = false
  readonly header: SessionHeader
  private readonly start: Stamp
  private readonly first: readonly FileItem[]
  /** Of a recording of ours. */
  private readonly check: RecordingCheck | undefined
  /** Frames that are no TCP segment, by kind. */
  private readonly skipped = new Map<string, number>()
  private readonly book = new AddressBook()
  private readonly tracker: ConnectionTracker
  private readonly segment = emptySegment()
  private packets = 0
  /** Of packets that are still to come, by their instant. */
  private readonly fates = new Map<number, PacketFate>()
  private last: Nanoseconds = ns(0)
  private result: SessionResult | undefined
  private reading: Promise<Result<null>> | undefined
  private readonly notes = new NoteReading()
  /** Of each frame of a batch: its packet's number, or that of the packet before it. */
  private readonly numbers = new Uint32Array(BATCH_CAPACITY)
  private readonly isSegment = new Uint8Array(BATCH_CAPACITY)

  constructor({ header, start, first, entry }: Beginning, private readonly source: ReplaySource, private readonly parts: ReplayParts) {
    this.header = header
    this.start = start
    this.first = first
    this.tracker = new ConnectionTracker({ book: this.book, kernel: false, hz: header.hz })
    parts.stream.beginFile(header, entry !== undefined)
    if (entry === undefined) return
    this.check = new RecordingCheck(header.id ?? '', source.own.frames, source.own)
    this.check.journal(entry.body, 'session', header.at)
  }

  /** What the recorded session came to, where it had an end. */
  get recordedResult(): SessionResult | undefined {
    return this.result
  }

  /** A capture without a session of ours, as far as is known. */
  get isForeign(): boolean {
    return this.check === undefined
  }

  /** A recording that has come to its end: nothing will be added to it. */
  get isOver(): boolean {
    return this.check?.isFinished === true
  }

  /** For the result: frames that were not told, by kind. */
  get unread(): Pick<SessionResult, 'unread'> {
    return this.skipped.size === 0 ? {} : { unread: Object.fromEntries(this.skipped) }
  }

  /** What the recording says about itself; undefined for a foreign capture. */
  get recording(): RecordingRead | undefined {
    const verdict = this.check?.verdict(this.last)
    return verdict === undefined ? undefined : { ...verdict, ...this.source.own.about }
  }

  /** Reads to the end, as fast as the shell takes it. @returns `stopped` when it was stopped before */
  read(): Promise<Result<null>> {
    this.reading ??= this.readAll()
    return this.reading
  }

  /** Ends reading, if it goes on: what has been told by then is told. */
  async stop(): Promise<void> {
    this.source.stopping.abort()
    this.parts.outbox.release()
    await this.reading
    await this.source.items.return()
  }

  /** A packet's bytes, from the file. @param n its number, among those read so far */
  frame(n: number): Promise<Result<FileFrame>> {
    return this.source.frames.read(n)
  }

  /** Notes were written into a file: when it is this one, its frames have moved. */
  rewritten(path: string, splices: readonly { readonly offset: number; readonly length: number; readonly bytes: Uint8Array }[]): Promise<void> {
    return this.source.frames.rewritten(path, splices.map(({ offset, length, bytes }) => ({ offset, length, grown: bytes.length - length })))
  }

  private async readAll(): Promise<Result<null>> {
    const failure = await this.takeAll()
    if (this.check === undefined) this.tracker.finish(this.last)
    // What comments tell is known when all entries of notes have been read: those behind the last packet too.
    for (const note of this.notes.end().news) this.parts.stream.emit(note)
    this.tell()
    return failure === undefined ? ok(null) : { ok: false, error: failure }
  }

  private async takeAll(): Promise<Failure | undefined> {
    for (const item of this.first) {
      const failure = this.take(item)
      if (failure !== undefined) return failure
    }
    this.tell()
    for await (const item of this.source.items) {
      if (item.kind !== 'failure' && !belongs(item, this.source.own)) continue
      const failure = this.take(item)
      if (failure !== undefined) return failure
      if (this.metSession) return undefined
      this.tell()
      await this.parts.outbox.pressure()
    }
    return undefined
  }

  /** @returns the last instant told */
  end(): Nanoseconds {
    return this.result === undefined ? this.last : ns(this.result.at)
  }

  private take(item: FileItem): Failure | undefined {
    switch (item.kind) {
      case 'packets':
        this.onPackets(item.batch)
        return undefined
      case 'journal':
        this.onJournal(item)
        return undefined
      case 'damage': {
        const { offset, reason, skipped } = item
        this.parts.stream.emit({ type: 'damage', at: this.last, offset, reason, skipped })
        return undefined
      }
      case 'failure': return item.failure
      case 'statistics': case 'names':
        this.check?.saw(item.kind)
        return undefined
      case 'section':
        item.comments.forEach((text, index) => this.notes.comment({ text, at: 0, packet: null, index, block: null }))
        return undefined
      case 'interface': case 'opaque': return undefined
    }
  }

  private onPackets(batch: PacketColumns): void {
    const { book, segment, tracker, skipped, parts, numbers, isSegment, source } = this
    for (let i = 0; i < batch.count; i++) {
      const decoded = decodeSegment(
        batch.bytes, batch.offsets[i] ?? 0, batch.capturedLengths[i] ?? 0, batch.lengths[i] ?? 0, batch.linkTypes[i] ?? 0, book, segment)
      isSegment[i] = Number(decoded === DECODED.tcp)
      numbers[i] = this.packets + (isSegment[i] ?? 0)
      if (decoded !== DECODED.tcp) {
        const kind = DECODED_NAMES[decoded]
        skipped.set(kind, (skipped.get(kind) ?? 0) + 1)
        continue
      }
      segment.n = ++this.packets as PacketNumber
      segment.at = this.instantOf(batch.seconds[i] ?? 0, batch.nanoseconds[i] ?? 0)
      if (segment.at > this.last) this.last = segment.at
      const fate = this.fates.size === 0 ? undefined : this.fates.get(segment.at)
      if (fate !== undefined) this.fates.delete(segment.at)
      parts.stream.emitSegment(segment, tracker.onSegment(segment), book, fate === undefined ? undefined : { verdict: fate.verdict, fault: fate.fault })
    }
    source.frames.add(batch, isSegment)
    this.takeComments(batch)
    this.check?.packets(batch, numbers)
  }

  private takeComments({ annotations, seconds, nanoseconds }: PacketColumns): void {
    for (const { index, comments } of annotations) {
      const at = this.instantOf(seconds[index] ?? 0, nanoseconds[index] ?? 0)
      const packet = this.isSegment[index] === 1 ? this.numbers[index] ?? null : null
      comments.forEach((text, which) => this.notes.comment({ text, at, packet, index: which, block: null }))
    }
  }

  private instantOf(seconds: number, nanoseconds: number): Nanoseconds {
    return ns((seconds - this.start.seconds) * NS_PER_S + nanoseconds - this.start.nanoseconds)
  }

  private onJournal(entry: JournalEntry): void {
    const reading = readJournal(entry.fields)
    const { stream } = this.parts
    this.check?.entry(entry.body, reading, this.last)
    switch (reading.kind) {
      case 'foreign': case 'link': return
      case 'damaged': return stream.emit({ type: 'damage', at: this.last, offset: entry.offset, reason: reading.reason, skipped: 0 })
      case 'begin': {
        const { at, client, server, conn } = reading.begin
        const [from, to] = [parseEndpoint(client), parseEndpoint(server)]
        if (from === undefined || to === undefined) return
        this.tracker.onRecordedBegin(Number(conn.slice(1)), this.book.fromText(from.address), from.port, this.book.fromText(to.address), to.port, ns(at))
        return
      }
      case 'fate': return void this.fates.set(reading.fate.at, reading.fate)
      case 'event': {
        const { event } = reading
        if (event.at > this.last) this.last = ns(event.at)
        if (event.type === 'session') return this.onSession()
        if (event.type === 'note') this.notes.entry({ note: event, commented: reading.commented })
        if (event.type === 'result') this.result = event
        else stream.emit(event)
      }
    }
  }

  /** The session's own header has been told; another one in a file that was looked through is not this one's. */
  private onSession(): void {
    this.metSession = this.isForeign && !this.source.own.looked
  }

  /** A recording's transitions are in it; a foreign capture's are the tracker's. */
  private tell(): void {
    if (this.check !== undefined) return void this.tracker.discard()
    this.parts.stream.emitDecided(this.tracker)
  }
}
