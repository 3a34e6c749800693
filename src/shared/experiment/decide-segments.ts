import { durationMs } from './duration'
import { NS_PER_MS } from '../base/brand'
import type { ApiCalled, PacketCaptured } from '../model/events'
import { ACK, FIN, flagsFromText, SYN } from '../tcp/flags'
import { seq, seqAdd, seqAtLeast } from '../tcp/sequence'
import { otherEnd } from '../tcp/state'
import type { End } from '../tcp/state'
import type { ClaimOf } from './claim'
import { passes, segmentTest } from './match'
import type { Match } from './match'
import { absent, lossesWithin, millisecondsText, proofOf, proofs, sworn } from './decision'
import type { Decision } from './decision'
import type { DecisionWords } from './decision-words'
import type { Observed, ObservedConnection } from './observed'

export const sentBy = (connection: ObservedConnection, end: End): readonly PacketCaptured[] => {
  const endpoint = connection.endpoint(end)
  return connection.packets.filter(({ from }) => from === endpoint)
}

/** Without a capture nothing can be said of segments. */
export function blind(observed: Observed, words: DecisionWords): Decision | undefined {
  return observed.firstPacket === undefined ? { verdict: 'unobservable', detail: words.noPackets, proof: [] } : undefined
}

type Segments = Pick<ClaimOf<'segment'>, 'from' | 'flags' | 'exactly' | 'without' | 'len' | 'verdict' | 'after' | 'before'>

/** From which instant to which a claim looks, ns. */
function spanOf({ after, before }: Segments, observed: Observed): readonly [number, number] {
  const since = after === undefined ? -Infinity : (observed.steps.get(after)?.at ?? Infinity)
  return [since, before === undefined ? Infinity : (observed.steps.get(before)?.at ?? Infinity)]
}

/** The end's segments that a claim means, in order. */
function meant(claim: Segments, connection: ObservedConnection, observed: Observed): readonly PacketCaptured[] {
  const test = segmentTest(claim)
  const [since, until] = spanOf(claim, observed)
  return sentBy(connection, claim.from).filter((packet) =>
    passes(test, flagsFromText(packet.flags), packet.len) && (claim.verdict === undefined || packet.verdict === claim.verdict) && packet.at >= since && packet.at < until)
}

export function decideSegment(claim: ClaimOf<'segment'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined || observed.firstPacket === undefined) {
    return blind(observed, words) ?? absent(observed, words, words.noConnection, [])
  }
  const found = meant(claim, connection, observed)
  const [least, most] = claim.count ?? [1, Infinity]
  const detail = words.segments(found.length)
  const proof = proofs(found.length > 0 ? found : connection.packets)
  if (found.length > most) return { verdict: 'failed', detail, proof }
  if (found.length < least) return absent(observed, words, detail, proof)
  return sworn({ verdict: 'held', detail, proof }, most === Infinity ? [] : lossesWithin(observed, ...spanOf(claim, observed)), words)
}

/** The number that acknowledges all of a segment (RFC 9293 section 3.4: SYN and FIN take one each). Relative numbers. */
function acknowledgedBy(packet: PacketCaptured): ReturnType<typeof seq> {
  const flags = flagsFromText(packet.flags)
  return seqAdd(seq(packet.seq), packet.len + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0))
}

export function decideAnswered(claim: ClaimOf<'answered'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined || observed.firstPacket === undefined) {
    return blind(observed, words) ?? absent(observed, words, words.noConnection, [])
  }
  const asked = meant(claim, connection, observed)
  const [first] = asked
  if (first === undefined) return absent(observed, words, words.segments(0), proofs(connection.packets))
  const by = flagsFromText(claim.by)
  const answers = sentBy(connection, otherEnd(claim.from)).filter((packet) => (flagsFromText(packet.flags) & (by | ACK)) === (by | ACK))
  const pairs = (claim.every === true ? asked : [first]).map((packet) =>
    ({ packet, answer: answers.find((answer) => answer.n > packet.n && seqAtLeast(seq(answer.ack), acknowledgedBy(packet))) }))
  const open = pairs.find(({ answer }) => answer === undefined)
  if (open !== undefined) return absent(observed, words, words.unanswered, [proofOf(open.packet)])
  const tooks = pairs.map(({ packet, answer }) => (answer?.at ?? packet.at) - packet.at)
  const took = Math.max(...tooks)
  const proof = proofs(pairs.flatMap(({ packet, answer }) => (answer === undefined ? [packet] : [packet, answer])))
  // One that was asked and is not known, or an earlier answer: both could be among what was lost.
  const losses = claim.every === true || (claim.within !== undefined && claim.within[0].fixedMs > 0) ? lossesWithin(observed, ...spanOf(claim, observed)) : []
  if (claim.within === undefined) return sworn({ verdict: 'held', detail: millisecondsText(took), proof }, losses, words)
  const hz = observed.header?.hz ?? 0
  if (hz <= 0 && claim.within.some(({ wheelsOfMs }) => wheelsOfMs.length > 0)) return { verdict: 'unobservable', detail: words.unknownHz, proof }
  const [least, most] = [durationMs(claim.within[0], hz) * NS_PER_MS, durationMs(claim.within[1], hz) * NS_PER_MS]
  const held = tooks.every((one) => one >= least && one <= most)
  return sworn({ verdict: held ? 'held' : 'failed', detail: words.between(millisecondsText(took), millisecondsText(least), millisecondsText(most)), proof }, losses, words)
}

/** The n-th match comes after the one before it; with `only`, right after it: no other segment of the connections that are named lies between. */
export function decideOrder(claim: ClaimOf<'order'>, observed: Observed, words: DecisionWords): Decision {
  const ordinals = [...new Set(claim.of.map((match) => match.connection))]
  const connections = ordinals.flatMap((ordinal) => observed.connection(ordinal) ?? [])
  if (connections.length < ordinals.length || observed.firstPacket === undefined) {
    return blind(observed, words) ?? absent(observed, words, words.noConnection, [])
  }
  const since = claim.after === undefined ? -Infinity : (observed.steps.get(claim.after)?.at ?? Infinity)
  const packets = connections.flatMap((connection) => connection.packets).filter(({ at }) => at >= since).sort((a, b) => a.n - b.n)
  const found = inOrder(claim, packets, (match) => observed.connection(match.connection))
  if (found.length === claim.of.length) {
    const losses = claim.only === true ? lossesWithin(observed, found[0]?.at ?? 0, found.at(-1)?.at ?? Infinity) : []
    return sworn({ verdict: 'held', detail: words.segments(found.length), proof: proofs(found) }, losses, words)
  }
  return absent(observed, words, words.segments(found.length), proofs(packets))
}

/** @returns the longest beginning of the order that was found */
function inOrder({ of, only }: ClaimOf<'order'>, packets: readonly PacketCaptured[], connectionOf: (match: Match) => ObservedConnection | undefined): readonly PacketCaptured[] {
  const wanted = of.map((match) => {
    const connection = connectionOf(match)
    return { conn: connection?.id, from: connection?.endpoint(match.from), test: segmentTest(match) }
  })
  const is = (packet: PacketCaptured | undefined, index: number): boolean => {
    const match = wanted[index]
    return packet !== undefined && match !== undefined && packet.conn === match.conn && packet.from === match.from && passes(match.test, flagsFromText(packet.flags), packet.len)
  }
  let best: readonly PacketCaptured[] = []
  for (const [start, first] of packets.entries()) {
    if (!is(first, 0)) continue
    const found = [first]
    for (let at = start + 1; at < packets.length && found.length < of.length; at++) {
      const packet = packets[at]
      if (packet !== undefined && is(packet, found.length)) found.push(packet)
      else if (only === true) break
    }
    if (found.length > best.length) best = found
    if (best.length === of.length) return best
  }
  return best
}

const SENDING: ReadonlySet<string> = new Set(['send', 'write'])
const RECEIVING: ReadonlySet<string> = new Set(['recv', 'read'])

export function decideBytes(claim: ClaimOf<'bytes'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined) return absent(observed, words, words.noConnection, [])
  const called = connection.calls.length > 0
  const sends = connection.calls.filter(({ end, call }) => end === claim.from && SENDING.has(call))
  const receives = connection.calls.filter(({ end, call }) => end === otherEnd(claim.from) && RECEIVING.has(call))
  const carriers = sentBy(connection, claim.from).filter(({ len }) => len > 0)
  const figures = {
    ...(called ? { sent: total(sends), received: total(receives) } : {}), ...(connection.packets.length > 0 ? { carried: carriedBy(carriers) } : {})
  }
  const counts: readonly number[] = [...Object.values(figures), ...(claim.count === undefined ? [] : [claim.count])]
  const equal = counts.every((count) => count === counts[0])
  if (claim.equal === false) {
    const short = called && total(receives) < total(sends)
    return { verdict: !called ? 'unobservable' : short ? 'held' : 'failed', detail: words.bytes(figures), proof: proofs([...sends, ...receives]) }
  }
  const proof = proofs([...sends, ...carriers, ...receives].filter((event) => event.type === 'packet' || event.result > 0))
  if (counts.length >= 2 && !equal) return absent(observed, words, words.bytes(figures), proof)
  return { verdict: equal && counts.length >= 2 ? 'held' : 'unobservable', detail: words.bytes(figures), proof }
}

const total = (calls: readonly ApiCalled[]): number => calls.reduce((sum, { result }) => sum + Math.max(0, result), 0)

/** Bytes of the stream: the farthest that reached. The first byte of data has the relative number 1 (the SYN is 0); less than 2^32 bytes. */
const carriedBy = (carriers: readonly PacketCaptured[]): number => carriers.reduce((most, { seq, len }) => Math.max(most, seq + len - 1), 0)
