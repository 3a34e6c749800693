import { crc32 } from 'node:zlib'
import { LOSSES } from '../../../shared/model/events'
import type { RecordingRead } from '../../../shared/model/events'
import { PacketBlockEncoder } from '../pcapng/encode-packet'
import { canonicalJournal } from '../pcapng/encode-journal'
import type { FrameColumns } from '../pcapng/packet-columns'
import { chainStart, checkOf, decodeChecks, hashAfter, MOST_CHECKED, summed } from './chain'
import type { ChainLink } from './chain'
import { difference } from './difference'
import type { JournalReading } from './read-journal'

/** A link has whole microseconds: so many packets and events that belong before it may stand behind it in a sorted file. */
const NEAR_LINK = 32
/** Kept of a stretch in which something is too much or too little. */
const MOST_DRIFTS = 65_536
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

/** In what order the file is told. */
export interface ItemOrder {
  /** Everything stands where it was written. */
  readonly inPlace: boolean
  /** From here on nobody knows in which order it was written. */
  readonly orderLost: boolean
}
/** Everything that the links ask for is there, and nothing else. */
const NO_DRIFT = '0 0'
const AS_WRITTEN: ItemOrder = { inPlace: true, orderLost: false }

/** What the links ask for from where the order was lost. */
interface Wanted {
  items: number
  /** Of all their sums; undefined where one of them has none. */
  sum: number | undefined
  /** Number of the last packet at which everything that had been asked for was there, and nothing else. */
  agreed: number | undefined
  /** Since then: what was there too much or too little at a link, in number and sum, and the packet before the first link at which it was so. */
  drifts: Map<string, number>
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
  /** Once the order is lost: from then on all that is found, and all that the links ask for, are looked at together. */
  private wanted: Wanted | undefined
  private near = 0
  private sum = 0
  private readonly differences: Difference[] = []
  private packet = 0
  private readonly lacking = new Set<Loss>(LOSSES)

  /** @param session its id @param linkType of its frames @param order asked at each link */
  constructor(private readonly session: string, linkType: number, private readonly order: ItemOrder = AS_WRITTEN) {
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
    if (this.order.orderLost) return this.unordered(link)
    const digest = this.hash.digest('hex')
    const holds = digest === link.hash && link.link === this.links + 1 && link.session === this.session && !this.finished
    if (!holds) this.compare(link)
    this.links = link.link
    this.finished = link.last === true
    // Each link is judged by itself: the next one builds on what this one says, not on what was found.
    this.hash = hashAfter(Buffer.from(link.hash, 'hex'))
    this.items = []
    this.count = 0
    this.sum = 0
  }

  /** Its hash says nothing: what it asks for is looked for at the end, in whatever order it stands. */
  private unordered(link: ChainLink): void {
    if (link.link !== this.links + 1 || link.session !== this.session || this.finished) this.tell({ what: 'link', ...nameOf(this.items[0]) })
    this.links = link.link
    this.finished = link.last === true
    this.wanted ??= { items: 0, sum: 0, agreed: undefined, drifts: new Map() }
    this.wanted.items += link.items
    this.wanted.sum = this.wanted.sum === undefined || link.sum === undefined ? undefined : summed(this.wanted.sum, Number.parseInt(link.sum, 16))
    this.near = NEAR_LINK
    this.hold(this.wanted)
  }

  /** Where nothing was told late, what stands before a link in a sorted file is what the links up to it ask for: what was changed before stays too much or too little from there on. */
  private hold(wanted: Wanted): void {
    const drift = this.driftFrom(wanted)
    if (drift === NO_DRIFT) {
      wanted.agreed = this.packet
      wanted.drifts.clear()
    } else if (drift !== undefined && wanted.drifts.size < MOST_DRIFTS && !wanted.drifts.has(drift)) wanted.drifts.set(drift, this.packet)
  }

  /** @returns undefined where a link has no sum */
  private driftFrom({ items, sum }: Wanted): string | undefined {
    return sum === undefined ? undefined : `${this.count - items} ${(this.sum - sum) >>> 0}`
  }

  /** Its last link was read: nothing follows. */
  get isFinished(): boolean {
    return this.finished
  }

  /** Something that a recording has and other programs leave out is there. */
  saw(what: Loss): void {
    this.lacking.delete(what)
  }

  /** At the end of the file. @param at ns, its last instant */
  verdict(at: number): RecordingRead {
    const { session, links, finished, wanted } = this
    // What is there and no link asks for: behind the last one, or, where nothing stands in its place, anywhere.
    const count = this.count - (wanted?.items ?? 0)
    const further = wanted === undefined ? appended(finished && count > 0, this.items[0]) : this.differsSomewhere(wanted, count)
    const changed = this.changed + further.length
    // A recording that broke off early, on a full disk, has no link yet: only one that came to its end must have some.
    const chain = changed > 0 ? 'changed' : wanted !== undefined ? 'reordered' : links === 0 && this.ended ? 'absent' : finished ? 'intact' : 'unfinished'
    // A recording that broke off may not have come to its statistics yet.
    const lost = LOSSES.filter((what) => this.lacking.has(what) && (finished || what === 'names'))
    return {
      type: 'recording', at, session, chain, links, ...(count > 0 ? { unlinked: count } : {}),
      ...(chain === 'reordered' && count === 0 && wanted?.sum !== undefined ? { whole: true } : {}),
      ...(changed > 0 ? { changed, differences: [...this.differences, ...further] } : {}),
      ...(lost.length > 0 ? { lost } : {})
    }
  }

  /**
   * Of what stands in no order any more: by their number and their sum the links tell whether it is what was written, and not which of it is not. Between the last link at which all of it
   * was, and the first one from which on as much is too much or too little as at the end, something is not. @param surplus found beyond what the links ask for
   */
  private differsSomewhere(wanted: Wanted, surplus: number): readonly Difference[] {
    const { sum, agreed, drifts } = wanted
    const tooMany = surplus > 0 && this.finished
    const another = surplus === 0 && sum !== undefined && sum !== this.sum
    if (surplus >= 0 && !tooMany && !another) return []
    const until = drifts.get(this.driftFrom(wanted) ?? NO_DRIFT)
    return [{ what: 'somewhere', ...(agreed === undefined ? nameOf(this.items[0]) : { kind: 'packet', packet: agreed }), ...(until === undefined ? {} : { until }) }]
  }

  private add(block: Uint8Array, kind: string, at: number | undefined): void {
    const isNamed = this.count++ < MOST_CHECKED
    if (!isNamed && this.order.inPlace) return
    const crc = crc32(block)
    this.sum = summed(this.sum, crc)
    if (this.wanted !== undefined && this.near > 0) {
      this.near--
      this.hold(this.wanted)
    }
    if (isNamed) this.items.push({ check: checkOf(crc), kind, packet: this.packet, ...(at === undefined ? {} : { at }) })
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

const appended = (is: boolean, first: Item | undefined): readonly Difference[] => (is ? [{ what: 'added', ...nameOf(first) }] : [])

/** Where nothing is left of a stretch, the difference is at the packet before it. */
function nameOf(item: Item | undefined): ItemName {
  if (item === undefined) return { kind: 'packet', packet: 0 }
  const { kind, packet, at } = item
  return { kind, packet, ...(at === undefined ? {} : { at }) }
}
