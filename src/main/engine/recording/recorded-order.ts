import { crc32 } from 'node:zlib'
import { NS_PER_S } from '../../../shared/base/brand'
import { canonicalJournal } from '../pcapng/encode-journal'
import { PacketBlockEncoder } from '../pcapng/encode-packet'
import type { CaptureItem, JournalEntry, Stamp } from '../pcapng/items'
import { PacketColumns } from '../pcapng/packet-columns'
import type { PacketAnnotation } from '../pcapng/packet-options'
import { chainStart, checkOf, decodeChecks, hashAfter, type ChainLink } from './chain'
import { stampOf } from './stamp-of'
import { readJournal, type JournalReading } from './read-journal'

/** Links behind one whose packets and entries are not all there: so far apart sorting by time puts nothing. */
const LINKS_WAITED = 4
/** Links behind something that no link asks for: from then on it is taken for put in. */
const LINKS_KEPT = 32
/** Packets and entries that are held at once; a recorder puts a link far earlier. */
const MOST_HELD = 20_000
/** Ways to put a stretch in order that are tried: two of its checks are alike by chance in one of eight stretches. And bytes that are hashed for that, of the whole file. */
const MOST_TRIED = 512
const MOST_HASHED = 256 * 1024 * 1024

/** A packet as it stands in the file, on its own. */
interface HeldPacket {
  readonly kind: 'packet'
  readonly data: Uint8Array
  /** Of its bytes in the file. */
  readonly position: number
  readonly seconds: number
  readonly nanoseconds: number
  readonly length: number
  readonly linkType: number
  readonly interfaceId: number
  readonly flags: number
  readonly annotation: PacketAnnotation | undefined
}

/** A packet or an entry that a link vouches for, until that link is there. */
interface Held {
  readonly item: HeldPacket | JournalEntry
  /** As the recorder wrote it. */
  readonly block: Uint8Array
  readonly check: number
  /** ns since the session's start, and what stands before what of one instant. */
  readonly at: number
  readonly rank: number
  /** How many links stood before it. */
  readonly links: number
}

interface Pending {
  readonly entry: JournalEntry
  readonly link: ChainLink
  readonly checks: readonly number[] | undefined
  /** Hash of the link before it. */
  readonly before: Uint8Array
  /** How many links stood before it. */
  readonly links: number
}

const RANK = { session: -1, begin: 0, fate: 1, packet: 2, event: 3 } as const

/**
 * A recording whose blocks were sorted by time, in the order in which it was written: each link of the chain has a check of every packet and entry before it, in their order, and the hash tells whether they
 * were put back in the right one. Of a flood, whose link has no checks, the order is tried that a recorder usually has. What was changed, put in or taken out stays so. Memory is that of a few links.
 */
export class RecordedOrder {
  /** Packets and entries that were not in their place. */
  moved = 0
  /** The order of a flood could not be found again, nor what else belongs where: from there on all is handed out as it stands. */
  lost = false
  private hashed = 0
  private readonly columns = new PacketColumns()
  private readonly encoder = new PacketBlockEncoder()
  private held: Held[] = []
  private readonly pending: Pending[] = []
  /** Entries that the chain leaves out, each told behind the link that comes next. */
  private aside: JournalEntry[] = []
  private links = 0
  private before: Uint8Array | undefined
  private start: Stamp = { seconds: 0, nanoseconds: 0 }

  /** @param linkType of the recording's interface, known when its first link comes */
  constructor(private readonly linkType: () => number) {}

  /** Takes what stands next in the file. Each item that is handed out is valid until the next one is asked for. */
  *take(item: CaptureItem): Generator<CaptureItem, void, undefined> {
    if (this.lost || (item.kind !== 'journal' && item.kind !== 'packets')) return yield item
    if (item.kind === 'packets') {
      this.holdPackets(item.batch)
      return this.held.length > MOST_HELD ? yield* this.giveUp() : undefined
    }
    const reading = readJournal(item.fields)
    const entry = { ...item, body: item.body.slice() }
    if (reading.kind === 'link') {
      this.pending.push({ entry, link: reading.link, checks: decodeChecks(reading.link), before: this.before ?? chainStart(reading.link.session, this.linkType()), links: this.links++ })
      this.before = Buffer.from(reading.link.hash, 'hex')
      return yield* this.settle(false)
    }
    if (reading.kind === 'foreign' || (reading.kind === 'event' && reading.event.type === 'note')) {
      this.aside.push(entry)
      return this.aside.length > MOST_HELD ? yield* this.giveUp() : undefined
    }
    if (reading.kind === 'event' && reading.event.type === 'session') this.start = stampOf(reading.event.startedAtNs)
    const { at, rank } = placeOf(reading, this.held.at(-1)?.at ?? 0)
    this.hold(entry, canonicalJournal(item.body), at, rank)
    if (this.held.length > MOST_HELD) yield* this.giveUp()
  }

  /** At the end of the file. */
  *end(): Generator<CaptureItem, void, undefined> {
    yield* this.settle(true)
    yield* this.handOut(byTime(this.held))
    yield* this.aside
  }

  /** Everything held back, by its time. */
  private *giveUp(): Generator<CaptureItem, void, undefined> {
    this.lost = true
    yield* this.handOut(byTime(this.held))
    for (const { entry } of this.pending) yield entry
    yield* this.aside
    this.held = []
    this.pending.length = 0
    this.aside = []
  }

  private holdPackets(batch: PacketColumns): void {
    const annotations = new Map(batch.annotations.map((annotation) => [annotation.index, annotation]))
    for (let i = 0; i < batch.count; i++) {
      const offset = batch.offsets[i] ?? 0
      const data = batch.bytes.slice(offset, offset + (batch.capturedLengths[i] ?? 0))
      const item: HeldPacket = {
        kind: 'packet', data, position: batch.position + offset, seconds: batch.seconds[i] ?? 0, nanoseconds: batch.nanoseconds[i] ?? 0, length: batch.lengths[i] ?? 0,
        linkType: batch.linkTypes[i] ?? 0, interfaceId: batch.interfaces[i] ?? 0, flags: batch.flags[i] ?? 0, annotation: annotations.get(i)
      }
      this.hold(item, this.encoder.encode(batch, 0, i, i + 1).slice(), (item.seconds - this.start.seconds) * NS_PER_S + item.nanoseconds - this.start.nanoseconds, RANK.packet)
    }
  }

  private hold(item: Held['item'], block: Uint8Array, at: number, rank: number): void {
    this.held.push({ item, block, check: checkOf(crc32(block)), at, rank, links: this.links })
  }

  /** Hands out whatever links are complete. @param all there is nothing to wait for */
  private *settle(all: boolean): Generator<CaptureItem, void, undefined> {
    for (let next = this.pending[0]; next !== undefined; next = this.pending[0]) {
      const stretch = this.stretchOf(next, all || this.pending.length > LINKS_WAITED)
      if (this.lost) return yield* this.giveUp()
      if (stretch === undefined) return
      this.pending.shift()
      const inFile = this.held
      this.moved += stretch.filter((one, i) => one !== inFile[i]).length
      const taken = new Set(stretch)
      this.held = inFile.filter((one) => !taken.has(one))
      yield* this.handOut(stretch)
      yield next.entry
      yield* this.aside
      this.aside = []
    }
  }

  /** @param last take what there is. @returns undefined when there may be more of it behind */
  private stretchOf(pending: Pending, last: boolean): readonly Held[] | undefined {
    const stretch = pending.checks === undefined ? this.flood(pending, last) : this.checked(pending, pending.checks, last)
    if (stretch === undefined) return undefined
    const old = this.held.filter(({ links }) => links < this.links - LINKS_KEPT)
    if (old.length === 0) return stretch
    const taken = new Set(stretch)
    return [...old.filter((one) => !taken.has(one)), ...stretch]
  }

  private flood(pending: Pending, last: boolean): readonly Held[] | undefined {
    const { link } = pending
    const inFile = this.held.slice(0, link.items)
    if (holds(pending, inFile)) return inFile
    // Behind the link may stand what belongs before it, until the next one is there.
    if (!last && this.pending.length === 1) return undefined
    const inTime = byTime(this.held).slice(0, link.items)
    this.lost = !holds(pending, inTime)
    return inTime
  }

  private checked(pending: Pending, checks: readonly number[], last: boolean): readonly Held[] | undefined {
    const places = grouped(checks.map((check, i) => [check, i]))
    const found = grouped(this.held.map((one) => [one.check, one]))
    const groups = [...places].map(([check, at]) => ({ at, from: found.get(check) ?? [] }))
    const complete = groups.every(({ at, from }) => from.length >= at.length)
    let first: readonly (Held | undefined)[] | undefined
    let tried = 0
    for (const order of orders(groups, checks.length)) {
      first ??= order
      const whole = order.flatMap((one) => one ?? [])
      if (complete && holds(pending, whole)) return whole
      if (tried > 0) this.hashed += whole.reduce((sum, { block }) => sum + block.length, 0)
      if (!complete || ++tried >= MOST_TRIED || this.hashed > MOST_HASHED) break
    }
    if (!last) return undefined
    return this.patched(first ?? [], pending)
  }

  /** Something of the stretch is not there: in its place stands what nobody asks for, if there is such. */
  private patched(order: readonly (Held | undefined)[], { links }: Pending): readonly Held[] {
    const wanted = new Set(this.pending.slice(1).flatMap(({ checks = [] }) => checks))
    const taken = new Set(order)
    const spare = this.held.filter((one) => one.links <= links && !taken.has(one) && !wanted.has(one.check))
    return [...order.flatMap((one) => one ?? spare.shift() ?? []), ...spare]
  }

  private *handOut(stretch: readonly Held[]): Generator<CaptureItem, void, undefined> {
    for (const { item } of stretch) yield item.kind === 'journal' ? item : { kind: 'packets', batch: this.fill(item) }
  }

  private fill({ data, position, seconds, nanoseconds, length, linkType, interfaceId, flags, annotation }: HeldPacket): PacketColumns {
    const { columns } = this
    columns.begin({ bytes: data, origin: position })
    columns.count = 1
    columns.offsets[0] = 0
    columns.capturedLengths[0] = data.length
    columns.lengths[0] = length
    columns.seconds[0] = seconds
    columns.nanoseconds[0] = nanoseconds
    columns.linkTypes[0] = linkType
    columns.interfaces[0] = interfaceId
    columns.flags[0] = flags
    if (annotation !== undefined) columns.annotations = [{ ...annotation, index: 0 }]
    return columns
  }
}

function placeOf(reading: JournalReading, before: number): { readonly at: number; readonly rank: number } {
  switch (reading.kind) {
    case 'begin': return { at: reading.begin.at, rank: RANK.begin }
    case 'fate': return { at: reading.fate.at, rank: RANK.fate }
    case 'event': return { at: reading.event.at, rank: reading.event.type === 'session' ? RANK.session : RANK.event }
    case 'damaged': case 'foreign': case 'link': return { at: before, rank: RANK.event }
  }
}

/** The order a recorder has where nothing was told late: by instant, a packet before what it caused. */
const byTime = (held: readonly Held[]): readonly Held[] => held.toSorted((a, b) => a.at - b.at || a.rank - b.rank)

function holds({ before, link }: Pending, stretch: readonly Held[]): boolean {
  if (stretch.length !== link.items) return false
  const hash = hashAfter(before)
  for (const { block } of stretch) hash.update(block)
  return hash.digest('hex') === link.hash
}

function grouped<T>(pairs: readonly (readonly [key: number, value: T])[]): ReadonlyMap<number, T[]> {
  const groups = new Map<number, T[]>()
  for (const [key, value] of pairs) {
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}

interface Group {
  /** Places in the stretch that have one check. */
  readonly at: readonly number[]
  /** What has that check, in the order of the file. */
  readonly from: readonly Held[]
}

/** Every way to put what is there into its places, those in the order of the file first. A place for which there is nothing stays empty. */
function* orders(groups: readonly Group[], length: number): Generator<readonly (Held | undefined)[], void, undefined> {
  const order: (Held | undefined)[] = Array.from({ length })
  const doubtful = groups.filter(({ at, from }) => from.length > 1 || at.length > 1)
  for (const { at, from } of groups) at.forEach((place, i) => (order[place] = from[i]))
  yield* placed(doubtful, order)
}

function* placed([group, ...rest]: readonly Group[], order: (Held | undefined)[]): Generator<readonly (Held | undefined)[], void, undefined> {
  if (group === undefined) return yield order.slice()
  for (const choice of choices(group.from, Math.min(group.at.length, group.from.length))) {
    group.at.forEach((place, i) => (order[place] = choice[i]))
    yield* placed(rest, order)
  }
}

/** Every choice of so many, in every order. */
function* choices(from: readonly Held[], count: number): Generator<readonly Held[], void, undefined> {
  if (count === 0) return yield []
  for (const [i, one] of from.entries()) for (const rest of choices(from.toSpliced(i, 1), count - 1)) yield [one, ...rest]
}
