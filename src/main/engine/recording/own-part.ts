import type { CaptureItem, Interface, JournalEntry } from '../pcapng/items'
import { keepPackets, type PacketColumns } from '../pcapng/packet-columns'
import type { FileSessions, SessionPlace } from './file-sessions'
import { journalStart, realtime, type JournalStart } from './journal'
import { readJournal } from './read-journal'

/** How the interface of every recording of ours is described. Whoever merges files leaves it so, and makes one of two interfaces only where everything about them is the same. */
const DESCRIBED = /^stamps: \S+?(?:; session (\S+))?$/
export const ownDescription = (source: string, session: string | undefined): string => `stamps: ${source}${session === undefined ? '' : `; session ${session}`}`

/** Whose an interface is: the index of a session, or one of these. */
const FOREIGN = -2
/** Ours, of a recorder that did not name its session. */
const UNNAMED = -1

/**
 * Which of a file's packets and entries belong to the session that is told. Another capture may have been merged into the file, and other sessions of ours: theirs stand before it, behind it and between
 * its blocks. Packets are told apart by their interface, entries by their stamp, which only fits the beginning of one session. Without a session in the file everything belongs.
 */
export class OwnPart {
  /** Packets left out so far: those of another capture. */
  left = 0
  /** Packets and entries left out so far: of the file's other sessions. */
  others = 0
  private readonly told: SessionPlace | undefined
  private readonly starts: readonly JournalStart[]
  /** Of the section: whose each interface is. */
  private interfaces: number[] = []
  /** An interface of ours has been seen: on any other there is nothing of ours. */
  private known = false
  /** The session that has begun last: what nothing tells apart is taken for its. */
  private current = -1

  /** @param number of the session that is told, from 1 */
  constructor(private readonly file: FileSessions, private readonly number = 1) {
    this.told = file.sessions[number - 1]
    this.starts = file.sessions.map(({ header }) => journalStart(BigInt(header.startedAtNs)))
  }

  /** Of everything in the file, in its order. Packets that do not belong are taken out of their batch. @returns false when nothing is left of it */
  take(item: CaptureItem): boolean {
    if (this.told === undefined) return true
    switch (item.kind) {
      case 'section':
        this.interfaces = []
        return true
      case 'interface': {
        const whose = this.whose(item)
        this.interfaces[item.id] = whose
        this.known ||= whose !== FOREIGN
        return true
      }
      case 'packets': return item.batch.count === 0 || this.keep(item.batch, this.told.at)
      case 'journal': return !this.several || this.keepEntry(item)
      case 'statistics': return !this.several || this.isTold(this.interfaces[item.interfaceId] ?? FOREIGN)
      case 'names': case 'damage': case 'opaque': return true
    }
  }

  /** Whether an interface that was just taken is that of the session: the first of its section, where none says that it is. */
  describes(item: Interface): boolean {
    const whose = this.whose(item)
    return whose === UNNAMED || whose === this.number - 1 || (!this.known && item.id === 0)
  }

  private get several(): boolean {
    return this.file.sessions.length > 1
  }

  private whose({ description = '' }: Interface): number {
    const described = DESCRIBED.exec(description)
    if (described === null) return FOREIGN
    const named = this.file.sessions.findIndex(({ header }) => header.id === described[1])
    return described[1] === undefined || named < 0 ? UNNAMED : named
  }

  private isTold(whose: number): boolean {
    return whose === this.number - 1 || (whose === UNNAMED && (!this.several || this.current === this.number - 1))
  }

  private keep(batch: PacketColumns, sessionAt: number): boolean {
    const { interfaces, known } = this
    const whose = (i: number): number => (known ? interfaces[batch.interfaces[i] ?? 0] ?? FOREIGN : UNNAMED)
    // What is no packet ends a batch: all of it stands before the session, or all of it behind.
    const before = batch.position + (batch.offsets[0] ?? 0) < sessionAt
    if (!before && !this.several && (!known || interfaces.every((one) => one !== FOREIGN))) return true
    let foreign = 0
    const count = batch.count
    const kept = (i: number): boolean => {
      const owner = whose(i)
      // In front of the first session of ours stands nothing of ours.
      if (owner === FOREIGN || (before && this.current < 0)) foreign++
      return !before && this.isTold(owner)
    }
    keepPackets(batch, kept)
    this.left += foreign
    this.others += count - batch.count - foreign
    return batch.count > 0
  }

  private keepEntry(entry: JournalEntry): boolean {
    const owner = this.ownerOf(entry)
    if (owner === undefined || owner === this.number - 1) return true
    this.others++
    return false
  }

  /** @returns undefined for somebody else's entry */
  private ownerOf(entry: JournalEntry): number | undefined {
    const { file: { sessions }, current } = this
    const begins = sessions.findIndex(({ at }) => at === entry.offset)
    if (begins >= 0) return (this.current = begins)
    const reading = readJournal(entry.fields)
    switch (reading.kind) {
      case 'foreign': return undefined
      case 'damaged': return current
      case 'link': return this.lastBegun(({ header }) => header.id === reading.link.session)
      case 'begin': return this.ownerAt(entry, reading.begin.at)
      case 'fate': return this.ownerAt(entry, reading.fate.at)
      case 'event': return this.ownerAt(entry, reading.event.at)
    }
  }

  private ownerAt({ fields }: JournalEntry, at: number): number {
    const stamp = Number(fields.find(([name]) => name === '__REALTIME_TIMESTAMP')?.[1])
    return this.lastBegun((_place, start) => realtime(start, at) === stamp)
  }

  /** Of the sessions that have begun, the last one that fits; the last of all where none does. */
  private lastBegun(fits: (place: SessionPlace, start: JournalStart) => boolean): number {
    for (let i = this.current; i >= 0; i--) {
      const [place, start] = [this.file.sessions[i], this.starts[i]]
      if (place !== undefined && start !== undefined && fits(place, start)) return i
    }
    return this.current
  }
}
