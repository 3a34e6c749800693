import type { Damage, Interface, Section } from './items'
import { PcapngReader } from './pcapng-reader'

/** How whole a recording is. */
export interface Wholeness {
  /** Where the last whole block ends, bytes. Appending is safe only to a file cut to this length: what follows a torn block is lost to readers. */
  readonly wholeUntil: number
  /** Bytes behind it: of a block that was being written when the writer ended. 0 for a whole file. */
  readonly torn: number
  /** Unreadable parts, the torn tail among them. */
  readonly damages: readonly Damage[]
  /** The last section and its interfaces, which an appended section should repeat (one byte order, link type and snap length a file). */
  readonly section: Section | undefined
  readonly interfaces: readonly Interface[]
}

/** Walks the blocks of a pcapng file, given in chunks, to find where it may be continued. Memory is bounded like the reader's. */
export class WholeBlocks {
  private readonly reader = new PcapngReader()
  private readonly damages: Damage[] = []
  private section: Section | undefined
  private interfaces: Interface[] = []
  private length = 0

  push(chunk: Uint8Array): void {
    this.length += chunk.length
    this.reader.push(chunk)
    this.drain()
  }

  /** After the last chunk. */
  end(): Wholeness {
    this.reader.end()
    this.drain()
    const { wholeUntil } = this.reader
    return { wholeUntil, torn: this.length - wholeUntil, damages: this.damages, section: this.section, interfaces: this.interfaces }
  }

  private drain(): void {
    for (let item = this.reader.next(); item !== undefined; item = this.reader.next()) {
      if (item.kind === 'damage') this.damages.push(item)
      if (item.kind === 'interface') this.interfaces.push(item)
      if (item.kind === 'section') {
        this.section = item
        this.interfaces = []
      }
    }
  }
}
