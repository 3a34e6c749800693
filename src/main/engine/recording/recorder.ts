import { closeSync, existsSync, ftruncateSync, linkSync, openSync, readSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { inBytes, NS_PER_S } from '../../../shared/base/brand'
import { quoted } from '../../../shared/base/quoted'
import { fail, ok } from '../../../shared/base/result'
import type { Failure, Result } from '../../../shared/base/result'
import { errorCode, errorWords, systemReason } from '../../../shared/base/system-error'
import type { SessionEvent, SessionHeader } from '../../../shared/model/events'
import { padded } from '../pcapng/constants'
import { encodeJournalEntry } from '../pcapng/encode-journal'
import { EPB, EPB_OVERHEAD, PacketBlockEncoder } from '../pcapng/encode-packet'
import { encodeInterface, encodeNames, encodeSectionHeader, encodeStatistics } from '../pcapng/encode-section'
import type { Stamp, StatisticsFields } from '../pcapng/items'
import type { FrameColumns } from '../pcapng/packet-columns'
import { BlockBuffer } from './block-buffer'
import { ChainWriter } from './chain'
import { asLines, beginFields, fateFields, eventFields, journalStart, linkFields } from './journal'
import type { PacketFate, ConnectionBegin, JournalFields, JournalStart } from './journal'
import { OffsetIndex } from './offset-index'
import { ownDescription } from './own-part'

export interface RecorderOptions {
  /** Absolute. Never overwritten: an existing file is refused. */
  readonly path: string
  readonly header: SessionHeader
  readonly linkType: number
  readonly snapLength: number
  readonly filter: string | undefined
  readonly program: string
}

/** A captured batch as blocks, on its way into the file. */
export interface HeldPackets {
  readonly blocks: Uint8Array
  /** Where each packet's block ends in `blocks`. */
  readonly ends: Uint32Array
  /** Packets that are in the file, or waiting to be. */
  written: number
}

/** A packet as it was captured. */
export interface CapturedFrame {
  readonly bytes: Uint8Array
  /** Bytes on the wire. */
  readonly length: number
  readonly linkType: number
}

/** Bytes of a block's type and length. */
const BLOCK_HEAD = 8

/** Bytes of a packet that frame() gives, at most. */
export const MAX_PACKET_BYTES = 65_535

/**
 * Writes a session to a pcapng file while it happens (docs/pcapng.md): whole blocks, a batch of them in one write(2), nothing kept back between
 * rounds, so that whatever ends this process the file is whole up to its last block. A write that fails (disk full) cuts the file back to its last
 * whole block, closes it and is told once; the session goes on without it.
 */
export class Recorder {
  private readonly packets = new PacketBlockEncoder()
  private readonly offsets = new OffsetIndex()
  private readonly startedAtNs: bigint
  private readonly start: JournalStart
  private readonly waiting = new BlockBuffer()
  /** Where in `waiting` blocks are that the chain leaves out, from and to, in pairs: statistics, and notes, which may be changed later. */
  private readonly unchained: number[] = []
  private readonly chain: ChainWriter
  /** ns: the latest instant told. */
  private latest = 0
  private fd: number | undefined
  private size = 0
  private failure: Failure | undefined
  private told = false

  private constructor(fd: number, private path: string, header: SessionHeader, private readonly linkType: number) {
    this.fd = fd
    this.startedAtNs = BigInt(header.startedAtNs)
    this.start = journalStart(this.startedAtNs)
    this.chain = new ChainWriter(header.id ?? '', linkType)
  }

  /** Where it is now. */
  get file(): string {
    return this.path
  }

  static create(options: RecorderOptions): Result<Recorder> {
    const { path, header } = options
    let fd: number
    try {
      fd = openSync(path, 'ax+', 0o644)
    } catch (error) {
      return openFailure(path, error)
    }
    const recorder = new Recorder(fd, path, header, options.linkType)
    recorder.write(encodeSectionHeader({ os: `Linux ${header.kernel}`, userApplication: options.program, hardware: undefined, comments: [] }))
    recorder.write(encodeInterface({
      linkType: options.linkType, snapLength: options.snapLength, name: 'lo', description: ownDescription(header.source, header.id), filter: options.filter
    }))
    recorder.write(encodeNames([
      { address: Uint8Array.of(127, 0, 0, 1), names: ['localhost'] }, { address: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), names: ['localhost'] }
    ]))
    if (recorder.failure === undefined) return ok(recorder)
    // Nothing of a session is in it: an empty file would only be in the way of the next recording of that name.
    unlinkSync(path)
    return { ok: false, error: recorder.failure }
  }

  /** Takes a captured batch into memory of its own, as blocks: it is written packet by packet, in the order of the events. */
  hold(batch: FrameColumns): HeldPackets {
    const ends = new Uint32Array(batch.count)
    let end = 0
    for (let i = 0; i < batch.count; i++) ends[i] = end += EPB_OVERHEAD + padded(batch.capturedLengths[i] ?? 0)
    return { blocks: this.packets.encode(batch, 0).slice(), ends, written: 0 }
  }

  /** The next packet of the session: the `index`-th of its batch, and before it whatever of the batch was not written yet (frames that are no segment). */
  packet(held: HeldPackets, index: number, last: boolean): void {
    if (this.fd === undefined) return
    const from = held.written === 0 ? 0 : held.ends[held.written - 1] ?? 0
    const until = last ? held.ends.length : index + 1
    const end = held.ends[until - 1] ?? from
    this.offsets.push(this.size + this.waiting.length + (index === 0 ? 0 : held.ends[index - 1] ?? 0) - from)
    held.written = until
    this.waiting.add(held.blocks.subarray(from, end))
  }

  /** The next packet begins this connection. */
  begin(begin: ConnectionBegin): void {
    this.journal(beginFields(begin, this.start))
  }

  /** The next packet of the session met a fault. */
  fate(fate: PacketFate): void {
    this.journal(fateFields(fate, this.start))
  }

  /** Waits for flush(): what one round has to tell is one write. @param json the event's text */
  event(event: SessionEvent, json: string): void {
    if (event.at > this.latest) this.latest = event.at
    this.journal(eventFields(event, json, this.start), event.type !== 'note')
  }

  /** Running totals, at an instant of the session (ns). */
  statistics(totals: { readonly received: number; readonly dropped: number; readonly droppedByInterface: number }, at: number): void {
    const stamp = this.stampOf(at)
    const fields: Partial<StatisticsFields> & Pick<StatisticsFields, 'interfaceId' | 'at'> = {
      interfaceId: 0, at: stamp, received: totals.received, droppedBySystem: totals.dropped, droppedByInterface: totals.droppedByInterface
    }
    if (this.fd !== undefined) this.unchain(() => this.waiting.add(encodeStatistics(fields)))
  }

  /** @returns a failure the first time the file could not be written */
  flush(): Failure | undefined {
    return this.writeOut(false)
  }

  /** Gives the file another name in the same file system while it goes on; an existing file is refused. */
  move(path: string): Result<null> {
    try {
      linkSync(this.path, path)
      unlinkSync(this.path)
    } catch (error) {
      return openFailure(path, error)
    }
    this.path = path
    return ok(null)
  }

  /** The n-th packet of the session, from the file; undefined when it is not there. */
  frame(n: number): CapturedFrame | undefined {
    const offset = this.offsets.at(n - 1)
    if (offset === undefined || this.fd === undefined) return undefined
    const head = Buffer.alloc(EPB.data)
    if (readSync(this.fd, head, 0, head.length, offset) < head.length) return undefined
    const bytes = Buffer.alloc(Math.min(head.readUInt32LE(EPB.capturedLength), MAX_PACKET_BYTES))
    const read = readSync(this.fd, bytes, 0, bytes.length, offset + EPB.data)
    return { bytes: bytes.subarray(0, read), length: head.readUInt32LE(EPB.length), linkType: this.linkType }
  }

  /** @returns a failure when the file could not be written and nobody was told */
  close(): Failure | undefined {
    const failure = this.writeOut(true)
    if (this.fd !== undefined) closeSync(this.fd)
    this.fd = undefined
    return failure
  }

  private writeOut(last: boolean): Failure | undefined {
    this.extendChain(last)
    if (this.waiting.length > 0) this.write(this.waiting.view())
    this.waiting.clear()
    this.unchained.length = 0
    if (this.failure === undefined || this.told) return undefined
    this.told = true
    return this.failure
  }

  private journal(fields: JournalFields, chained = true): void {
    if (this.fd === undefined) return
    const lines = asLines(fields)
    const add = (): void => (lines === undefined ? this.waiting.add(encodeJournalEntry(fields)) : this.waiting.addJournal(lines))
    if (chained) add()
    else this.unchain(add)
  }

  private unchain(add: () => void): void {
    this.unchained.push(this.waiting.length)
    add()
    this.unchained.push(this.waiting.length)
  }

  /** What is waiting is hashed as it will be written; a link is put behind it when one is due. */
  private extendChain(last: boolean): void {
    if (this.fd === undefined) return
    const { waiting, unchained, chain } = this
    const view = waiting.view()
    let from = 0
    for (let i = 0; i < unchained.length; i += 2) {
      if ((unchained[i] ?? 0) > from) chain.add(view.subarray(from, unchained[i]))
      from = unchained[i + 1] ?? from
    }
    if (view.length > from) chain.add(view.subarray(from))
    if (last || chain.due(this.latest)) this.journal(linkFields(chain.link(this.latest, last), this.latest, this.start), false)
  }

  private stampOf(at: number): Stamp {
    const instant = this.startedAtNs + BigInt(Math.trunc(at))
    return { seconds: Number(instant / BigInt(NS_PER_S)), nanoseconds: Number(instant % BigInt(NS_PER_S)) }
  }

  private write(blocks: Uint8Array): void {
    if (this.fd === undefined) return
    let done = 0
    try {
      while (done < blocks.length) done += writeSync(this.fd, blocks, done, blocks.length - done)
      this.size += blocks.length
    } catch (error) {
      // A disk that fills up has taken a part: what is whole of it stays.
      this.size += wholeBlocks(blocks, done)
      this.abandon(error)
    }
  }

  private abandon(error: unknown): void {
    const { fd, path } = this
    this.fd = undefined
    const why = { said: systemReason(error) }
    this.failure = { code: 'cannot-write', of: path, ...(this.size === 0 ? why : { reason: { kind: 'recording-ends', why, read: inBytes(this.size) } }) }
    if (fd === undefined) return
    ftruncateSync(fd, this.size)
    closeSync(fd)
  }
}

/** Bytes that the whole blocks among the first `written` bytes take. */
function wholeBlocks(blocks: Uint8Array, written: number): number {
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.length)
  let end = 0
  while (end + BLOCK_HEAD <= written) {
    const next = end + view.getUint32(end + 4, true)
    if (next > written) break
    end = next
  }
  return end
}

/** @throws what is not an error of the operating system: a bug */
function openFailure(path: string, error: unknown): ReturnType<typeof fail> {
  switch (errorCode(error)) {
    case 'EEXIST': return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? fail('cannot-write', { of: path, said: errorWords('EISDIR') }) : fail('file-exists', { of: path })
    case 'ENOENT': return existsSync(dirname(path)) ? fail('cannot-write', { of: path, reason: { kind: 'no-file-there' } }) : fail('cannot-write', { of: path, said: errorWords('ENOTDIR'), remedy: `mkdir -p ${quoted(dirname(path))}` })
    default: return fail('cannot-write', { of: path, said: systemReason(error) })
  }
}
