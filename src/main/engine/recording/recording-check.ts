import { LOSSES } from '../../../shared/model/events'
import type { RecordingRead } from '../../../shared/model/events'
import { PacketBlockEncoder } from '../pcapng/encode-packet'
import { canonicalJournal } from '../pcapng/encode-journal'
import type { FrameColumns } from '../pcapng/packet-columns'
import { chainStart, checkOf, decodeChecks, hashAfter, MOST_CHECKED } from './chain'
import type { ChainLink } from './chain'
import { difference } from './difference'
import type { JournalReading } from './read-journal'

/** Differences that are told one by one; of more, only the number. */
const MOST_TOLD = 20

/** What an item is, for people who want to look at it. */
export interface ItemName {
  /** `packet`, an event's type, or `begin` and `fate`, which stand before a packet. */
  readonly kind: string
  /** ns since the session's start; of a packet its number says more. */
  readonly at?: number
  /** Number of the packet, or of the one before it. */
  readonly packet: number
}

interface Item extends ItemName {
  readonly check: number
}

export type Difference = NonNullable<RecordingRead['differences']>[number]
type Loss = NonNullable<RecordingRead['lost']>[number]

/** Holds what is read of a recording against the links in it, and against what every recording holds. Everything is told once, in the order of the file. */
export class RecordingCheck {
  private readonly encoder = new PacketBlockEncoder()
  private hash: ReturnType<typeof hashAfter>
  private links = 0
  /** Since the last link. */
  private items: Item[] = []
  private count = 0
  private finished = false
  /** Its result is there: a session that came to its end. */
  private ended = false
  private changed = 0
  /** Packets and events of all links, as they say, and as they were found. */
  private linked = 0
  private found = 0
  private readonly differences: Difference[] = []
  private packet = 0
  private readonly lacking = new Set<Loss>(LOSSES)

  /** @param session its id @param linkType of its frames */
  constructor(private readonly session: string, linkType: number) {
    this.hash = hashAfter(chainStart(session, linkType))
  }

  /** @param numbers of each frame: the packet's number, or of the packet before where the frame is none */
  packets(batch: FrameColumns, numbers: Uint32Array): void {
    const blocks = this.encoder.encode(batch, 0)
    this.hash.update(blocks)
    const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.length)
    let at = 0
    for (let i = 0; i < batch.count; i++) {
      const length = view.getUint32(at + 4, true)
      this.packet = numbers[i] ?? this.packet
      this.add(blocks.subarray(at, at + length), 'packet', undefined)
      at += length
    }
  }

  /** @param entry the journal block's body */
  journal(entry: Uint8Array, kind: string, at: number): void {
    const block = canonicalJournal(entry)
    this.hash.update(block)
    this.add(block, kind, at)
  }

  /** Notes may be changed after the recording, and somebody else's entries are nothing that was recorded. @param last ns, the latest instant before it */
  entry(body: Uint8Array, reading: JournalReading, last: number): void {
    switch (reading.kind) {
      case 'foreign': return
      case 'link': return this.link(reading.link)
      case 'damaged': return this.journal(body, 'damage', last)
      case 'begin': return this.journal(body, 'begin', reading.begin.at)
      case 'fate': return this.journal(body, 'fate', reading.fate.at)
      case 'event':
        if (reading.event.type === 'result') this.ended = true
        if (reading.event.type !== 'note') this.journal(body, reading.event.type, reading.event.at)
    }
  }

  link(link: ChainLink): void {
    const digest = this.hash.digest('hex')
    const holds = digest === link.hash && link.link === this.links + 1 && link.session === this.session && !this.finished
    if (!holds) this.compare(link)
    this.links = link.link
    this.finished = link.last === true
    // Each link is judged by itself: the next one builds on what this one says, not on what was found.
    this.hash = hashAfter(Buffer.from(link.hash, 'hex'))
    this.linked += link.items
    this.found += this.count
    this.items = []
    this.count = 0
  }

  /** Its last link was read: nothing follows. */
  get isFinished(): boolean {
    return this.finished
  }

  /** Something that a recording has and other programs leave out is there. */
  saw(what: Loss): void {
    this.lacking.delete(what)
  }

  /** At the end of the file. @param at ns, its last instant @param orderLost the file was sorted, and could not be put back in order: then the number of what is there is all that can be said */
  verdict(at: number, orderLost = false): RecordingRead {
    const { session, links, count, finished } = this
    const appended: readonly Difference[] = finished && count > 0 ? [{ what: 'added', ...nameOf(this.items[0]) }] : []
    const isReordered = orderLost && this.changed > 0 && this.found + count === this.linked
    const changed = isReordered ? 0 : this.changed + appended.length
    // A recording that broke off early, on a full disk, has no link yet: only one that came to its end must have some.
    const chain = isReordered ? 'reordered' : changed > 0 ? 'changed' : links === 0 && this.ended ? 'absent' : finished ? 'intact' : 'unfinished'
    // A recording that broke off may not have come to its statistics yet.
    const lost = LOSSES.filter((what) => this.lacking.has(what) && (finished || what === 'names'))
    return {
      type: 'recording', at, session, chain, links, ...(count > 0 && !isReordered ? { unlinked: count } : {}),
      ...(changed > 0 ? { changed, differences: [...this.differences, ...appended] } : {}),
      ...(lost.length > 0 ? { lost } : {})
    }
  }

  private add(block: Uint8Array, kind: string, at: number | undefined): void {
    if (this.count++ >= MOST_CHECKED) return
    this.items.push({ check: checkOf(block), kind, packet: this.packet, ...(at === undefined ? {} : { at }) })
  }

  private compare(link: ChainLink): void {
    const expected = decodeChecks(link)
    if (link.link !== this.links + 1 || link.session !== this.session) return this.tell({ what: 'link', ...nameOf(this.items[0]) })
    if (expected === undefined || this.count > MOST_CHECKED) return this.tell({ what: 'changed', ...nameOf(this.items[0]) })
    const found = difference(expected, this.items.map(({ check }) => check))
    // Nothing differs but the hash: the link itself was written by somebody else.
    if (found === undefined) return this.tell({ what: 'link', ...nameOf(this.items[0]) })
    this.tell({ what: found.what, ...nameOf(this.items[found.at] ?? this.items.at(-1)) })
  }

  private tell(found: Difference): void {
    this.changed++
    if (this.differences.length < MOST_TOLD) this.differences.push(found)
  }
}

/** Where nothing is left of a stretch, the difference is at the packet before it. */
function nameOf(item: Item | undefined): ItemName {
  if (item === undefined) return { kind: 'packet', packet: 0 }
  const { kind, packet, at } = item
  return { kind, packet, ...(at === undefined ? {} : { at }) }
}
