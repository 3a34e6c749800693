import type { PacketColumns } from './packet-columns'

/** An instant as two exact integers: seconds since 1970 (a double of both would not be exact to the nanosecond), and nanoseconds within them. */
export interface Stamp {
  readonly seconds: number
  readonly nanoseconds: number
}

/** What a Section Header Block says beside its byte order. Texts are undefined when the option is absent. */
export interface SectionFields {
  readonly hardware: string | undefined
  readonly os: string | undefined
  readonly userApplication: string | undefined
  readonly comments: readonly string[]
}

/** What an Interface Description Block says. */
export interface InterfaceFields {
  /** LINKTYPE_ number. */
  readonly linkType: number
  /** Most bytes captured of a packet; 0 for no limit. */
  readonly snapLength: number
  readonly name: string | undefined
  readonly description: string | undefined
  /** The capture filter, where it is one in libpcap's language. */
  readonly filter: string | undefined
  readonly os: string | undefined
  readonly hardware: string | undefined
  readonly comments: readonly string[]
}

/** What an Interface Statistics Block says: running totals since the capture's start. Above 2^53 - 1 a count reads as 2^53 - 1. */
export interface StatisticsFields {
  readonly interfaceId: number
  /** When the numbers were taken. */
  readonly at: Stamp
  readonly started: Stamp | undefined
  readonly ended: Stamp | undefined
  /** isb_ifrecv, isb_ifdrop, isb_filteraccept, isb_osdrop, isb_usrdeliv. */
  readonly received: number | undefined
  readonly droppedByInterface: number | undefined
  readonly filterAccepted: number | undefined
  readonly droppedBySystem: number | undefined
  readonly delivered: number | undefined
  readonly comments: readonly string[]
}

/** Names of one IP address (4 or 16 bytes). */
export interface NameRecord {
  readonly address: Uint8Array
  readonly names: readonly string[]
}

/**
 * One field of a journal entry. A value that is not valid UTF-8 text stays bytes. A name may occur several times in an entry.
 * Names: capital letters, digits and underscores, at most 64 (systemd's journal fields); `__REALTIME_TIMESTAMP` is us since 1970.
 */
export type JournalField = readonly [name: string, value: string | Uint8Array]

/** A new section: its interfaces count from 0 again. A classic pcap file is one section with one interface. */
export interface Section extends SectionFields {
  readonly kind: 'section'
  readonly format: 'pcapng' | 'pcap'
  readonly bigEndian: boolean
}

export interface Interface extends InterfaceFields {
  readonly kind: 'interface'
  /** Number within its section. */
  readonly id: number
  /** if_tsresol as it stands in the file: 6 for microseconds, 9 for nanoseconds, bit 7 set for powers of two. */
  readonly resolution: number
  /** if_tsoffset, seconds; already added to every stamp. */
  readonly offsetSeconds: number
}

export interface Statistics extends StatisticsFields {
  readonly kind: 'statistics'
}

export interface Names {
  readonly kind: 'names'
  readonly records: readonly NameRecord[]
}

export interface JournalEntry {
  readonly kind: 'journal'
  /** Where its block begins, bytes from the start of the file. */
  readonly offset: number
  readonly fields: readonly JournalField[]
  /** The entry's bytes, with their padding; valid until the next call of the reader. */
  readonly body: Uint8Array
}

/** A block that is not interpreted: secrets, custom and unknown ones. `body` is valid until the next call of the reader. */
export interface OpaqueBlock {
  readonly kind: 'opaque'
  readonly type: number
  readonly body: Uint8Array
}

export interface Packets {
  readonly kind: 'packets'
  /** Valid until the next call of the reader. */
  readonly batch: PacketColumns
}

/** A part of the file that could not be read. Reading went on behind it. */
export interface Damage {
  readonly kind: 'damage'
  /** Where it begins, bytes from the start of the file. */
  readonly offset: number
  /** English, short, lower case: `block length 0`. */
  readonly reason: string
  /** Bytes passed over. 0 when nothing was lost but something was wrong. */
  readonly skipped: number
}

/** What a capture holds, in file order. */
export type CaptureItem = Packets | Section | Interface | Statistics | Names | JournalEntry | OpaqueBlock | Damage

/**
 * Reads a capture from chunks, however they are cut. Give a chunk, take items until there are none, give the next; after the last chunk
 * call end() and take what is left. Memory is bounded by the chunk and MAX_BLOCK_BYTES, whatever the file says.
 */
export interface CaptureReader {
  /**
   * @param chunk the next bytes of the file; it belongs to the reader until next() has returned undefined
   * @param headroom so many bytes before `chunk` in its ArrayBuffer may be overwritten: the rest of the chunk before is put there, and this
   *   one is read in place. With 0 they are joined in the reader's own memory.
   */
  push(chunk: Uint8Array, headroom?: number): void
  /** There are no more chunks. */
  end(): void
  /** @returns the next item, or undefined when another chunk is needed (after end(): when all has been read) */
  next(): CaptureItem | undefined
  /** Where the last whole, undamaged block (or record) ends, bytes from the start of the file: what a torn file may be cut to. */
  readonly wholeUntil: number
}
