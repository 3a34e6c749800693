import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import * as v from 'valibot'
import { NS_PER_S } from '../../../shared/base/brand'

/**
 * The hash chain of a recording (docs/decisions/hash-chain.md): from time to time a journal entry holds the SHA-256 of the entry before it and of
 * everything recorded since. What is hashed are the blocks as the recorder writes them, little-endian, of interface 0, without options: what Wireshark
 * and editcap may change when they save a file (comments, options, statistics, names) is not in it, and a reader can make it again from what they leave.
 */

/** Items behind which a link is due, and how long (ns) an item waits for one at most, where anything else is being told. */
const ITEMS_A_LINK = 128
const LINK_EVERY = 10 * NS_PER_S
/** More items than that came in one flood: they have one link, and no check of their own. */
export const MOST_CHECKED = 512
/** Bytes of an item's check. */
const CHECK_BYTES = 2

export const chainLinkSchema = v.object({
  /** The session's id. */
  session: v.string(),
  /** 1, 2, … */
  link: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Packets and journal entries since the link before. */
  items: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** SHA-256, hex. */
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** Of each item the lower 16 bits of its CRC-32, base64: they prove nothing, they tell which item differs. Absent after a flood. */
  checks: v.exactOptional(v.pipe(v.string(), v.maxLength(2_048), v.base64())),
  /** Sum of the items' CRC-32, modulo 2^32, hex: the same in whatever order they stand. Absent in recordings that were made before it was thought of. */
  sum: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/))),
  /** The recording ends here. */
  last: v.exactOptional(v.literal(true))
})
export type ChainLink = v.InferOutput<typeof chainLinkSchema>

/** What link 1 builds on: the session and what its frames are, so that neither can be exchanged. */
export const chainStart = (session: string, linkType: number): Uint8Array => createHash('sha256').update(`twlab chain 1 ${linkType} ${session}`).digest()

/** The check of one item, of its CRC-32. */
export const checkOf = (crc: number): number => crc & 0xffff

/** The sum of a link, with one more item. */
export const summed = (sum: number, crc: number): number => (sum + crc) >>> 0

/** SHA-256 over the link before and what comes after it. */
export const hashAfter = (before: Uint8Array): ReturnType<typeof createHash> => createHash('sha256').update(before)

/** Makes the links of a recording while it is written. */
export class ChainWriter {
  private hash: ReturnType<typeof createHash>
  private links = 0
  private items = 0
  private readonly checks: number[] = []
  private sum = 0
  /** ns: when the link before was made. */
  private linkedAt = 0

  constructor(private readonly session: string, linkType: number) {
    this.hash = hashAfter(chainStart(session, linkType))
  }

  /** Blocks back to back, as they go into the file. */
  add(blocks: Uint8Array): void {
    this.hash.update(blocks)
    const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.length)
    for (let at = 0; at < blocks.length;) {
      const length = view.getUint32(at + 4, true)
      const crc = crc32(blocks.subarray(at, at + length))
      if (this.items < MOST_CHECKED) this.checks.push(checkOf(crc))
      this.sum = summed(this.sum, crc)
      this.items++
      at += length
    }
  }

  /** Whether what came since the last link is worth one. @param at ns, the session's latest instant */
  due(at: number): boolean {
    return this.items >= ITEMS_A_LINK || (this.items > 0 && at - this.linkedAt >= LINK_EVERY)
  }

  link(at: number, last: boolean): ChainLink {
    const digest = this.hash.digest()
    const { items, checks, sum } = this
    const link: ChainLink = {
      session: this.session, link: ++this.links, items, hash: digest.toString('hex'),
      ...(items > 0 && items <= MOST_CHECKED ? { checks: encodeChecks(checks) } : {}), sum: sum.toString(16).padStart(8, '0'), ...(last ? { last } : {})
    }
    this.hash = hashAfter(digest)
    this.items = 0
    this.sum = 0
    checks.length = 0
    this.linkedAt = at
    return link
  }
}

function encodeChecks(checks: readonly number[]): string {
  const bytes = Buffer.alloc(checks.length * CHECK_BYTES)
  checks.forEach((check, i) => bytes.writeUInt16LE(check, i * CHECK_BYTES))
  return bytes.toString('base64')
}

/** @returns undefined when there are none, or not one for each item */
export function decodeChecks({ checks, items }: ChainLink): readonly number[] | undefined {
  if (checks === undefined) return undefined
  const bytes = Buffer.from(checks, 'base64')
  if (bytes.length !== items * CHECK_BYTES) return undefined
  return Array.from({ length: items }, (_, i) => bytes.readUInt16LE(i * CHECK_BYTES))
}
