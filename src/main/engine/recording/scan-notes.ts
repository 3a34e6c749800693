import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { NS_PER_S } from '../../../shared/base/brand'
import { quoted } from '../../../shared/base/quoted'
import { fail, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import type { CaptureNamed } from '../../../shared/ipc/capture-named'
import { AddressBook } from '../../../shared/model/address'
import { emptySegment } from '../../../shared/model/segment'
import { BLOCK_OVERHEAD } from '../pcapng/constants'
import { DETECT_BYTES, detectFormat } from '../pcapng/detect'
import { EPB } from '../pcapng/encode-packet'
import type { CaptureItem, Packets, Stamp } from '../pcapng/items'
import { PcapngReader } from '../pcapng/pcapng-reader'
import { DECODED } from '../wire/decoded'
import { decodeSegment } from '../wire/decode-segment'
import { fileFailure, notAFile } from './file-failure'
import { MOST_NOTES } from './note-comments'
import type { EnteredNote, FoundComment } from './note-comments'
import { OffsetIndex } from './offset-index'
import { OwnItems } from './own-items'
import { readJournal } from './read-journal'
import { stampOf } from './stamp-of'

const CHUNK_BYTES = 1024 * 1024

/** A journal entry that tells a note. */
export interface NoteRow extends EnteredNote {
  /** Its block, bytes from the start of the file. */
  readonly offset: number
  readonly length: number
}

export interface ScannedSection {
  /** Where its blocks begin, behind its header, bytes from the start of the file. */
  readonly begins: number
  readonly littleEndian: boolean
}

/** What changing a capture's notes needs to know of it. */
export interface NoteScan {
  readonly rows: readonly NoteRow[]
  readonly comments: readonly FoundComment[]
  readonly sections: readonly ScannedSection[]
  /** Where the last whole block ends: entries are put there. */
  readonly wholeUntil: number
  /** The session's start; of a foreign capture its first packet's stamp. */
  readonly start: Stamp
  readonly packets: number
  /** Where a packet's block begins; undefined when there is no such packet. */
  blockOf(packet: number): number | undefined
  /** ns since the start; undefined when there is no such packet. */
  instantOf(packet: number): number | undefined
  /** Told apart from another file of that name: the file while it was read. */
  readonly identity: string
}

/** What a file is, for telling whether somebody has written to it or put another one in its place. */
export async function identityOf(handle: FileHandle): Promise<string> {
  const { dev, ino, size, mtimeNs } = await handle.stat({ bigint: true })
  return `${dev}:${ino}:${size}:${mtimeNs}`
}

/** Reads a pcapng file for its notes. Classic pcap has no place for them: `no-comments`. */
export async function scanNotes({ file: path, session }: CaptureNamed): Promise<Result<NoteScan>> {
  let handle: FileHandle | undefined
  try {
    const refused = await notAFile(path)
    if (refused !== undefined) return refused
    handle = await open(path, 'r')
    return await scan(path, handle, session)
  } catch (error) {
    return fileFailure('unreadable-file', path, error)
  } finally {
    await handle?.close()
  }
}

async function scan(path: string, handle: FileHandle, session: number | undefined): Promise<Result<NoteScan>> {
  const identity = await identityOf(handle)
  const chunk = new Uint8Array(CHUNK_BYTES)
  const head = await handle.read(chunk, 0, DETECT_BYTES, 0)
  const format = detectFormat(chunk.subarray(0, head.bytesRead))
  if (format === 'pcap') return fail('no-comments', { reason: { kind: 'classic-pcap', file: path }, remedy: `twlab notes ${quoted(path)} --output ${quoted(path.replace(/\.\w+$/, '') + '.pcapng')}` })
  if (format !== 'pcapng') return fail('not-a-capture', { of: path, reason: { kind: 'not-pcapng' } })
  const own = await OwnItems.in(path, session)
  if (!own.ok) return own
  const scanner = new Scanner(own.value)
  for (let position = 0; ;) {
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, position)
    position += bytesRead
    if (bytesRead === 0) break
    scanner.push(chunk.subarray(0, bytesRead))
  }
  return ok(scanner.end(identity))
}

/** Walks a file once, counting its packets as a session does. */
class Scanner {
  private readonly reader = new PcapngReader()
  private readonly book = new AddressBook()
  private readonly segment = emptySegment()
  private readonly rows: NoteRow[] = []
  private readonly comments: FoundComment[] = []
  private readonly sections: ScannedSection[] = []
  private readonly blocks = new OffsetIndex()
  private readonly instants = new OffsetIndex()
  private start: Stamp | undefined
  private packets = 0

  constructor(private readonly own: OwnItems) {}

  push(chunk: Uint8Array): void {
    this.reader.push(chunk)
    this.drain()
  }

  end(identity: string): NoteScan {
    this.reader.end()
    this.drain()
    for (const item of this.own.rest()) this.take(item)
    const { rows, comments, sections, packets, blocks, instants, start = { seconds: 0, nanoseconds: 0 } } = this
    return {
      rows, comments, sections, packets, start, identity, wholeUntil: this.reader.wholeUntil,
      blockOf: (packet) => blocks.at(packet - 1), instantOf: (packet) => instants.at(packet - 1)
    }
  }

  private drain(): void {
    for (let item = this.reader.next(); item !== undefined; item = this.reader.next()) {
      for (const own of this.own.after(item)) this.take(own)
    }
  }

  private take(item: CaptureItem): void {
    if (item.kind === 'packets') this.onPackets(item)
    else if (item.kind === 'section') {
      this.sections.push({ begins: this.reader.wholeUntil, littleEndian: !item.bigEndian })
      item.comments.forEach((text, index) => this.comment({ text, at: 0, packet: null, index, block: null }))
    } else if (item.kind === 'journal') {
      const reading = readJournal(item.fields)
      if (reading.kind !== 'event') return
      const { event } = reading
      if (event.type === 'session') this.start ??= stampOf(event.startedAtNs)
      if (event.type === 'note' && this.rows.length < MOST_NOTES) {
        this.rows.push({ note: event, commented: reading.commented, offset: item.offset, length: item.body.length + BLOCK_OVERHEAD })
      }
    }
  }

  private onPackets({ batch }: Packets): void {
    const { book, segment, blocks, instants } = this
    this.start ??= { seconds: batch.seconds[0] ?? 0, nanoseconds: batch.nanoseconds[0] ?? 0 }
    let next = 0
    for (let i = 0; i < batch.count; i++) {
      const offset = batch.offsets[i] ?? 0
      const decoded = decodeSegment(batch.bytes, offset, batch.capturedLengths[i] ?? 0, batch.lengths[i] ?? 0, batch.linkTypes[i] ?? 0, book, segment)
      const at = ((batch.seconds[i] ?? 0) - this.start.seconds) * NS_PER_S + (batch.nanoseconds[i] ?? 0) - this.start.nanoseconds
      const block = batch.position + offset - EPB.data
      if (decoded === DECODED.tcp) {
        this.packets++
        blocks.push(block)
        instants.push(at)
      }
      const annotation = batch.annotations[next]
      if (annotation?.index !== i) continue
      next++
      const packet = decoded === DECODED.tcp ? this.packets : null
      annotation.comments.forEach((text, index) => this.comment({ text, at, packet, index, block }))
    }
  }

  private comment(comment: FoundComment): void {
    if (this.comments.length < MOST_NOTES) this.comments.push(comment)
  }
}
