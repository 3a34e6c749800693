import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { NS_PER_S } from '../../../shared/base/brand'
import type { RecordingSummary } from '../../../shared/ipc/recording-summary'
import type { SessionHeader, SessionResult } from '../../../shared/model/events'
import type { CaptureItem, Stamp } from '../pcapng/items'
import { PcapngReader } from '../pcapng/pcapng-reader'
import { NoteReading } from './note-comments'
import { readJournal } from './read-journal'

const CHUNK_BYTES = 1024 * 1024
/** Of a larger file nothing is told: a list must not read gigabytes. */
const MOST_BYTES = 64 * 1024 * 1024

/** What is in a recording; undefined for a file that is none, that cannot be read, or that is too large for a list. */
export async function summarise(path: string): Promise<RecordingSummary | undefined> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, 'r')
    if ((await handle.stat()).size > MOST_BYTES) return undefined
    const summary = new Summary()
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

class Summary {
  private readonly reader = new PcapngReader()
  private readonly notes = new NoteReading()
  private header: SessionHeader | undefined
  private result: SessionResult | undefined
  private start: Stamp | undefined
  private packets = 0
  private latest = 0
  private sections = 0

  push(chunk: Uint8Array): void {
    this.reader.push(chunk)
    this.drain()
  }

  end(): RecordingSummary | undefined {
    this.reader.end()
    this.drain()
    if (this.sections === 0) return undefined
    const { entered, news } = this.notes.end()
    const gone = news.filter(({ removed }) => removed === true).length
    const added = news.filter(({ id }) => !entered.some(({ note }) => note.id === id)).length
    const checks = this.result?.checks ?? []
    return {
      experiment: this.header?.experiment ?? null, length: this.latest, packets: this.packets, notes: entered.length + added - gone, checks: checks.length,
      held: checks.filter(({ ok }) => ok).length, torn: this.header !== undefined && this.result === undefined
    }
  }

  private drain(): void {
    for (let item = this.reader.next(); item !== undefined; item = this.reader.next()) this.take(item)
  }

  private take(item: CaptureItem): void {
    if (item.kind === 'section') this.sections++
    else if (item.kind === 'journal') this.onEntry(readJournal(item.fields))
    else if (item.kind === 'packets') {
      const { batch } = item
      this.start ??= { seconds: batch.seconds[0] ?? 0, nanoseconds: batch.nanoseconds[0] ?? 0 }
      this.seen((batch.lastSeconds - this.start.seconds) * NS_PER_S + batch.lastNanoseconds - this.start.nanoseconds)
      for (const { index, comments } of batch.annotations) {
        comments.forEach((text, which) => this.notes.comment({ text, at: 0, packet: this.packets + index + 1, index: which, block: null }))
      }
      this.packets += batch.count
    }
  }

  private onEntry(reading: ReturnType<typeof readJournal>): void {
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
