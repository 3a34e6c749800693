import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { NS_PER_S } from '../../../shared/base/brand'
import type { RecordingSummary } from '../../../shared/ipc/recording-summary'
import type { SessionHeader, SessionResult } from '../../../shared/model/events'
import type { CaptureItem, Stamp } from '../pcapng/items'
import { PcapngReader } from '../pcapng/pcapng-reader'
import { endBlocks } from './end-blocks'
import { notAFile } from './file-failure'
import { NoteReading } from './note-comments'
import { OwnItems } from './own-items'
import { readJournal } from './read-journal'
import { RecordingCheck } from './recording-check'

const CHUNK_BYTES = 1024 * 1024
/** Of a larger file only the ends are read: a list must not read gigabytes. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * What is in a recording; undefined for a file that is none or cannot be read.
 * @param most bytes up to which a file is read whole
 */
export async function summarise(path: string, most = MOST_BYTES): Promise<RecordingSummary | undefined> {
  let handle: FileHandle | undefined
  try {
    if ((await notAFile(path)) !== undefined) return undefined
    handle = await open(path, 'r')
    const { size } = await handle.stat()
    if (size > most) return await summariseEnds(handle, size)
    const own = await OwnItems.in(path)
    if (!own.ok) return undefined
    const summary = new Summary(own.value)
    const chunk = new Uint8Array(CHUNK_BYTES)
    for (let position = 0, read = 1; read > 0; position += read) {
      read = (await handle.read(chunk, 0, CHUNK_BYTES, position)).bytesRead
      summary.push(chunk.subarray(0, read))
    }
    return summary.end()
  } catch {
    // It was removed or is unreadable: opening it says why, a list leaves the line empty.
    return undefined
  } finally {
    await handle?.close()
  }
}

/** By the blocks at both ends of the file: the first tell whose it is, the last how it ended. */
async function summariseEnds(handle: FileHandle, size: number): Promise<RecordingSummary | undefined> {
  const ends = await endBlocks(handle, size)
  if (ends === undefined) return undefined
  const summary = new Summary(OwnItems.ofAll())
  summary.push(ends.first)
  summary.push(ends.last)
  const found = summary.end()
  if (found === undefined) return undefined
  const { chain: _chain, ...told } = found
  return { ...told, packets: summary.captured ?? 0, partial: true }
}

class Summary {
  private readonly reader = new PcapngReader()
  private readonly notes = new NoteReading()
  private check: RecordingCheck | undefined
  private header: SessionHeader | undefined
  private result: SessionResult | undefined
  private start: Stamp | undefined
  private packets = 0
  private latest = 0
  private sections = 0

  constructor(private readonly own: OwnItems) {}

  /** Packets, as the recording's own end tells. */
  get captured(): number | undefined {
    return this.result?.captured
  }

  push(chunk: Uint8Array): void {
    this.reader.push(chunk)
    this.drain()
  }

  end(): RecordingSummary | undefined {
    this.reader.end()
    this.drain()
    for (const item of this.own.rest()) this.take(item)
    if (this.sections === 0) return undefined
    const { entered, news } = this.notes.end()
    const gone = news.filter(({ removed }) => removed === true).length
    const added = news.filter(({ id }) => !entered.some(({ note }) => note.id === id)).length
    const checks = this.result?.checks ?? []
    return {
      experiment: this.header?.experiment ?? null, length: this.latest, packets: this.packets, notes: entered.length + added - gone, checks: checks.length,
      held: checks.filter(({ ok }) => ok).length, torn: this.header !== undefined && this.result === undefined,
      ...(this.check === undefined ? {} : { chain: this.check.verdict(this.latest).chain })
    }
  }

  private drain(): void {
    for (let item = this.reader.next(); item !== undefined; item = this.reader.next()) {
      if (item.kind === 'section') this.sections++
      for (const own of this.own.after(item)) this.take(own)
    }
  }

  private take(item: CaptureItem): void {
    if (item.kind === 'journal') this.onEntry(readJournal(item.fields), item.body)
    else if (item.kind === 'packets') {
      const { batch } = item
      this.start ??= { seconds: batch.seconds[0] ?? 0, nanoseconds: batch.nanoseconds[0] ?? 0 }
      this.seen((batch.lastSeconds - this.start.seconds) * NS_PER_S + batch.lastNanoseconds - this.start.nanoseconds)
      for (const { index, comments } of batch.annotations) {
        comments.forEach((text, which) => this.notes.comment({ text, at: 0, packet: this.packets + index + 1, index: which, block: null }))
      }
      // Where a difference lies is not told here: what the frames are called does not matter.
      this.check?.packets(batch, new Uint32Array(batch.count))
      this.packets += batch.count
    }
  }

  private onEntry(reading: ReturnType<typeof readJournal>, body: Uint8Array): void {
    if (reading.kind === 'event' && reading.event.type === 'session' && this.header === undefined) this.check = new RecordingCheck(reading.event.id ?? '', this.own.frames, this.own)
    this.check?.entry(body, reading, this.latest)
    if (reading.kind !== 'event') return
    const { event } = reading
    if (event.type === 'session') this.header ??= event
    if (event.type === 'result') this.result = event
    if (event.type === 'note') this.notes.entry({ note: event, commented: reading.commented })
    this.seen(event.at)
  }

  private seen(at: number): void {
    if (at > this.latest) this.latest = at
  }
}
