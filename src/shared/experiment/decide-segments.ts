import { durationMs } from './duration'
import { NS_PER_MS } from '../base/brand'
import type { ApiCalled, PacketCaptured } from '../model/events'
import { ACK, FIN, flagsFromText, SYN } from '../tcp/flags'
import { seq, seqAdd, seqAtLeast } from '../tcp/sequence'
import { otherEnd } from '../tcp/state'
import type { End } from '../tcp/state'
import type { ClaimOf } from './claim'
import { absence, millisecondsText, proofOf, proofs } from './decision'
import type { Decision } from './decision'
import type { DecisionWords } from './decision-words'
import type { Observed, ObservedConnection } from './observed'

const has = (packet: PacketCaptured, flags: string): boolean => (flagsFromText(packet.flags) & flagsFromText(flags)) === flagsFromText(flags)

const sentBy = (connection: ObservedConnection, end: End): readonly PacketCaptured[] => {
  const endpoint = connection.endpoint(end)
  return connection.packets.filter(({ from }) => from === endpoint)
}

/** Without a capture nothing can be said of segments. */
function blind(observed: Observed, words: DecisionWords): Decision | undefined {
  return observed.firstPacket === undefined ? { verdict: 'unobservable', detail: words.noPackets, proof: [] } : undefined
}

export function decideSegment(claim: ClaimOf<'segment'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined || observed.firstPacket === undefined) {
    return blind(observed, words) ?? { verdict: absence(observed), detail: words.noConnection, proof: [] }
  }
  const found = sentBy(connection, claim.from).filter((packet) => has(packet, claim.flags))
  const [least, most] = claim.count ?? [1, Infinity]
  const held = found.length >= least && found.length <= most
  return {
    verdict: held ? 'held' : found.length > most ? 'failed' : absence(observed), detail: words.segments(found.length),
    proof: proofs(found.length > 0 ? found : connection.packets)
  }
}

/** The number that acknowledges all of a segment (RFC 9293 section 3.4: SYN and FIN take one each). Relative numbers. */
function acknowledgedBy(packet: PacketCaptured): ReturnType<typeof seq> {
  const flags = flagsFromText(packet.flags)
  return seqAdd(seq(packet.seq), packet.len + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0))
}

export function decideAnswered(claim: ClaimOf<'answered'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined || observed.firstPacket === undefined) {
    return blind(observed, words) ?? { verdict: absence(observed), detail: words.noConnection, proof: [] }
  }
  const asked = sentBy(connection, claim.from).find((packet) => has(packet, claim.flags))
  if (asked === undefined) return { verdict: absence(observed), detail: words.segments(0), proof: proofs(connection.packets) }
  const answer = sentBy(connection, otherEnd(claim.from)).find((packet) =>
    packet.n > asked.n && has(packet, claim.by) && (flagsFromText(packet.flags) & ACK) !== 0 && seqAtLeast(seq(packet.ack), acknowledgedBy(asked)))
  if (answer === undefined) return { verdict: absence(observed), detail: words.unanswered, proof: [proofOf(asked)] }
  const took = answer.at - asked.at
  const proof = [proofOf(asked), proofOf(answer)]
  if (claim.within === undefined) return { verdict: 'held', detail: millisecondsText(took), proof }
  const hz = observed.header?.hz ?? 0
  if (hz <= 0 && claim.within.some(({ wheelsOfMs }) => wheelsOfMs.length > 0)) return { verdict: 'unobservable', detail: words.unknownHz, proof }
  const [least, most] = [durationMs(claim.within[0], hz) * NS_PER_MS, durationMs(claim.within[1], hz) * NS_PER_MS]
  return { verdict: took >= least && took <= most ? 'held' : 'failed', detail: words.between(millisecondsText(took), millisecondsText(least), millisecondsText(most)), proof }
}

const SENDING: ReadonlySet<string> = new Set(['send', 'write'])
const RECEIVING: ReadonlySet<string> = new Set(['recv', 'read'])

export function decideBytes(claim: ClaimOf<'bytes'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined) return { verdict: absence(observed), detail: words.noConnection, proof: [] }
  const called = connection.calls.length > 0
  const sends = connection.calls.filter(({ end, call }) => end === claim.from && SENDING.has(call))
  const receives = connection.calls.filter(({ end, call }) => end === otherEnd(claim.from) && RECEIVING.has(call))
  const carriers = sentBy(connection, claim.from).filter(({ len }) => len > 0)
  const figures = {
    ...(called ? { sent: total(sends), received: total(receives) } : {}), ...(connection.packets.length > 0 ? { carried: carriedBy(carriers) } : {})
  }
  const counts: readonly number[] = [...Object.values(figures), ...(claim.count === undefined ? [] : [claim.count])]
  const equal = counts.every((count) => count === counts[0])
  const verdict = counts.length < 2 ? 'unobservable' : equal ? 'held' : absence(observed)
  return { verdict, detail: words.bytes(figures), proof: proofs([...sends, ...carriers, ...receives].filter((event) => event.type === 'packet' || event.result > 0)) }
}

const total = (calls: readonly ApiCalled[]): number => calls.reduce((sum, { result }) => sum + Math.max(0, result), 0)

/** Bytes of the stream: the farthest that reached. The first byte of data has the relative number 1 (the SYN is 0); less than 2^32 bytes. */
const carriedBy = (carriers: readonly PacketCaptured[]): number => carriers.reduce((most, { seq, len }) => Math.max(most, seq + len - 1), 0)
