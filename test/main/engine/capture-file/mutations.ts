import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionEvent } from '../../../../src/shared/model/events'
import { bigEndian } from '../pcapng/big-endian'
import { record } from '../recording/a-recording'
import type { Recordings } from '../recording/a-recording'
import { FIXTURES } from './segments'

/** A capture with something done to it. */
export interface Mutation {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface Original {
  readonly name: string
  readonly bytes: Uint8Array
  /** Where its blocks or records begin, and where the last one ends. */
  readonly boundaries: readonly number[]
}

/** A recording of ours with everything in it that one can have: links, notes of several lines (which have the binary form), a packet's fate, Korean. */
const NOTES: readonly SessionEvent[] = [
  { type: 'note', at: 2_000, id: 'n1', text: '첫째 줄\nsecond line', packet: 2, author: '김하나', written: '2026-11-22T10:00:01.000Z' }, { type: 'note', at: 2_500, id: 'n2', text: 'a span', until: 4_000 },
  { type: 'note', at: 2_500, id: 'n2', text: 'a span', until: 4_000, removed: true }
]

/** The fixtures, some of them as big-endian machines would have written them, and a recording of ours with its events, links and notes. */
export function originals(recordings: Recordings): Original[] {
  const files = readdirSync(FIXTURES).filter((name) => name.includes('.pcap')).map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(FIXTURES, name))) }))
  const bytesOf = (name: string): Uint8Array => files.find((file) => file.name === name)?.bytes ?? new Uint8Array(0)
  const ours = recordings.path('ours.pcapng')
  record(ours, { packets: 8, events: NOTES })
  return [
    ...files, { name: 'big-endian.pcapng', bytes: bigEndian(bytesOf('loopback-ipv4.pcapng')) }, { name: 'big-endian.pcap', bytes: bigEndianPcap(bytesOf('cooked-sll.pcap')) },
    { name: 'big-endian-ns.pcap', bytes: bigEndianPcap(bytesOf('loopback-ns.pcap')) }, { name: 'big-endian-ours.pcapng', bytes: bigEndian(new Uint8Array(readFileSync(ours))) },
    { name: 'ours.pcapng', bytes: new Uint8Array(readFileSync(ours)) }
  ].map((file) => ({ ...file, boundaries: file.name.endsWith('.pcap') ? recordBoundaries(file.bytes) : blockBoundaries(file.bytes) }))
}

/** A classic pcap file of this machine's order in the other: its header's numbers, and those of each record. */
function bigEndianPcap(file: Uint8Array): Uint8Array {
  const swapped = file.slice()
  const view = new DataView(swapped.buffer)
  const swap32 = (at: number): void => view.setUint32(at, view.getUint32(at, true))
  for (const at of [4, 6]) view.setUint16(at, view.getUint16(at, true))
  for (const at of [0, 8, 12, 16, 20]) swap32(at)
  for (let at = 24; at < file.length;) {
    const captured = view.getUint32(at + 8, true)
    for (const word of [0, 4, 8, 12]) swap32(at + word)
    at += 16 + captured
  }
  return swapped
}

function blockBoundaries(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const littleEndian = view.getUint32(8, true) === 0x1a2b3c4d
  const boundaries = [0]
  for (let at = 0; at < bytes.length;) boundaries.push(at += view.getUint32(at + 4, littleEndian))
  return boundaries
}

function recordBoundaries(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const magic = view.getUint32(0, true)
  const littleEndian = magic >>> 24 === 0xa1
  const header = magic === 0xa1b2cd34 ? 24 : 16
  const boundaries = [0]
  for (let at = 24; at < bytes.length; at += header + view.getUint32(at + 8, littleEndian)) boundaries.push(at)
  return [...boundaries, bytes.length]
}

/** The same numbers every time (mulberry32), each below `below`. */
export function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const changed = (bytes: Uint8Array, change: (view: DataView) => void): Uint8Array => {
  const copy = bytes.slice()
  change(new DataView(copy.buffer))
  return copy
}

/** Cut off on each boundary, one byte before and behind it, and in the middle of what it begins. */
export const truncations = ({ name, bytes, boundaries }: Original): Mutation[] =>
  boundaries.flatMap((boundary, i) => [boundary - 1, boundary, boundary + 1, Math.floor((boundary + (boundaries[i + 1] ?? boundary)) / 2)])
    .filter((end, i, all) => end >= 0 && end < bytes.length && all.indexOf(end) === i).map((end) => ({ name: `${name} cut at ${end}`, bytes: bytes.slice(0, end) }))

const LIES = [0, 13, 0x7fff_fffc, 0xffff_ffff]

/** Numbers that lie, in turn, where each block or record has its first words: lengths, captured lengths, ids. */
export const lies = ({ name, bytes, boundaries }: Original): Mutation[] =>
  boundaries.slice(0, -1).flatMap((boundary, block) => [4, 8, 20, 24].flatMap((word, i) => {
    const lie = LIES[(block + i) % LIES.length] ?? 0
    const at = boundary + word
    return at + 4 > bytes.length ? [] : [{ name: `${name} with ${lie} at ${at}`, bytes: changed(bytes, (view) => view.setUint32(at, lie, true)) }]
  }))

/** One to eight bits turned over, anywhere. */
export function flips({ name, bytes }: Original, count: number): Mutation[] {
  const next = numbers(bytes.length)
  return Array.from({ length: count }, (_, i) => ({
    name: `${name} with bits turned over, ${i}`, bytes: changed(bytes, (view) => {
      for (let flip = next(8); flip >= 0; flip--) {
        const at = next(bytes.length)
        view.setUint8(at, view.getUint8(at) ^ (1 << next(8)))
      }
    })
  }))
}

/** A stretch taken out, doubled, or filled with noise. */
export function cuts({ name, bytes }: Original, count: number): Mutation[] {
  const next = numbers(bytes.length + 1)
  return Array.from({ length: count }, (_, i) => {
    const from = next(bytes.length)
    const to = from + next(Math.min(400, bytes.length - from + 1))
    const [head, stretch, tail] = [bytes.slice(0, from), bytes.slice(from, to), bytes.slice(to)]
    const middle = [new Uint8Array(0), Buffer.concat([stretch, stretch]), stretch.map(() => next(256))][i % 3] ?? stretch
    return { name: `${name} with ${to - from} bytes changed at ${from}, ${i}`, bytes: new Uint8Array(Buffer.concat([head, middle, tail])) }
  })
}
