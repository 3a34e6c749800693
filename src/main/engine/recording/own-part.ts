import type { SessionHeader } from '../../../shared/model/events'
import type { CaptureItem, Interface, JournalEntry } from '../pcapng/items'
import { keepPackets, type PacketColumns } from '../pcapng/packet-columns'
import type { FileSessions, SessionPlace } from './file-sessions'
import { journalStart, realtime, type JournalStart } from './journal'
import { readJournal, sessionBegunBy } from './read-journal'

/** How the interface of every recording of ours is described. Whoever merges files leaves it so, and makes one of two interfaces only where everything about them is the same. */
const DESCRIBED = /^stamps: \S+?(?:; session (\S+))?$/
export const ownDescription = (source: string, session: string | undefined): string => `stamps: ${source}${session === undefined ? '' : `; session ${session}`}`

const startOf = ({ startedAtNs }: SessionHeader): JournalStart => journalStart(BigInt(startedAtNs))

/** Whose an interface is: the index of a session, or one of these. */
const FOREIGN = -2
/** Ours, of a recorder that did not name its session. */
const UNNAMED = -1
/** Ours, of a session that begins only behind it. */
const COMING = -3

/**
 * Which of a file's packets and entries belong to the session that is told. Another capture may have been merged into the file, and other sessions of ours: theirs stand before it, behind it and between
 * its blocks. Packets are told apart by their interface, entries by their stamp, which only fits the beginning of one session. Without a session in the file everything belongs.
 * In a file that grows sessions are met as they begin: what was told before goes on to be told, be it a session of ours or another capture.
 */
export class OwnPart {
  /** Packets left out so far: those of another capture. */
  left = 0
  /** Packets and entries left out so far: of the file's other sessions. */
  others = 0
  readonly sessions: SessionPlace[]
  private readonly starts: JournalStart[]
  /** Whose is told: index of a session, or FOREIGN. */
  private wanted: number
  /** Of the section: whose each interface is, and the session that its description names. */
  private interfaces: number[] = []
  private named: (string | undefined)[] = []
  /** An interface of ours has been seen: on any other there is nothing of ours. */
  private known = false
  /** The session that has begun last: what nothing tells apart is taken for its. */
  private current = -1

  /**
   * @param number of the session that is told, from 1
   * @param onBegun the file grows, and this is told of each session that begins in it beside the one that is told
   */
  constructor({ sessions }: FileSessions, number = 1, private readonly onBegun?: (place: SessionPlace, number: number) => void) {
    this.sessions = [...sessions]
    this.wanted = number - 1
    this.starts = sessions.map(({ header }) => startOf(header))
  }

  /** Of everything in the file, in its order. Packets that do not belong are taken out of their batch. @returns false when nothing is left of it */
  take(item: CaptureItem): boolean {
    if (this.sessions.length === 0 && this.onBegun === undefined) return true
    switch (item.kind) {
      case 'section':
        this.interfaces = []
        this.named = []
        return true
      case 'interface': {
        const whose = this.whose(item)
        this.interfaces[item.id] = whose
        this.named[item.id] = DESCRIBED.exec(item.description ?? '')?.[1]
        this.known ||= whose !== FOREIGN
        return true
      }
      case 'packets': return item.batch.count === 0 || this.keep(item.batch)
      case 'journal':
        this.learn(item)
        return !this.several || this.keepEntry(item)
      case 'statistics': return !this.several || this.isTold(this.interfaces[item.interfaceId] ?? FOREIGN)
      case 'names': case 'damage': case 'opaque': return true
    }
  }

  /** Whether an interface that was just taken is that of the session: the first of its section, where none says that it is. */
  describes(item: Interface): boolean {
    const whose = this.whose(item)
    return whose === UNNAMED || whose === this.wanted || (!this.known && item.id === 0)
  }

  /** More than what is told is in the file. */
  private get several(): boolean {
    return this.sessions.length > (this.wanted === FOREIGN ? 0 : 1)
  }

  /** Of a file that grows: whether an entry begins a session that nobody knows yet. */
  private learn(entry: JournalEntry): void {
    if (this.onBegun === undefined || this.sessions.some(({ at }) => at === entry.offset)) return
    const header = sessionBegunBy(entry.fields)
    if (header === undefined) return
    const place = { at: entry.offset, header }
    this.sessions.push(place)
    this.starts.push(startOf(header))
    const index = this.sessions.length - 1
    this.named.forEach((id, i) => { if (id === header.id) this.interfaces[i] = index })
    if (index !== this.wanted) this.onBegun(place, index + 1)
  }

  private whose({ description = '' }: Interface): number {
    const described = DESCRIBED.exec(description)
    if (described === null) return FOREIGN
    const named = this.sessions.findIndex(({ header }) => header.id === described[1])
    if (described[1] === undefined) return UNNAMED
    return named >= 0 ? named : this.onBegun !== undefined && this.several ? COMING : UNNAMED
  }

  private isTold(whose: number): boolean {
    return whose === this.wanted || (whose === UNNAMED && (!this.several || this.current === this.wanted))
  }

  private keep(batch: PacketColumns): boolean {
    const { interfaces, known } = this
    // Packets in front of any session, of a file that grows: what is told is another capture, and it stays so.
    if (this.sessions.length === 0) this.wanted = FOREIGN
    if (this.wanted === FOREIGN) return this.keepForeign(batch)
    const sessionAt = this.sessions[this.wanted]?.at ?? 0
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

  /** Of a capture that is told although sessions of ours have begun behind it. */
  private keepForeign(batch: PacketColumns): boolean {
    if (!this.known) return true
    const count = batch.count
    keepPackets(batch, (i) => (this.interfaces[batch.interfaces[i] ?? 0] ?? FOREIGN) === FOREIGN)
    this.others += count - batch.count
    return batch.count > 0
  }

  private keepEntry(entry: JournalEntry): boolean {
    const owner = this.ownerOf(entry)
    if (owner === undefined || owner === this.wanted) return true
    this.others++
    return false
  }

  /** @returns undefined for somebody else's entry */
  private ownerOf(entry: JournalEntry): number | undefined {
    const { sessions, current } = this
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
      const [place, start] = [this.sessions[i], this.starts[i]]
      if (place !== undefined && start !== undefined && fits(place, start)) return i
    }
    return this.current
  }
}
