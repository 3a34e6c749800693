import type { ClaimOf } from './claim'
import { absence, proofOf, proofs } from './decision'
import type { Decision } from './decision'
import type { DecisionWords } from './decision-words'
import { ENDS } from '../tcp/state'
import type { Observed, Stay } from './observed'

export function decideCall(claim: ClaimOf<'call'>, observed: Observed, words: DecisionWords): Decision {
  const calls = observed.calls.filter(({ call, end }) => call === claim.call && (claim.end === undefined || end === claim.end))
  if (calls.length === 0) {
    const nothing = !observed.callsSeen
    return { verdict: nothing ? 'unobservable' : absence(observed), detail: nothing ? words.noCalls : words.callNeverMade(claim.call), proof: [] }
  }
  const failed = calls.filter(({ errno }) => errno !== null)
  const outcomes = [...new Set(calls.map(({ errno }) => errno ?? words.succeeded))].join(', ')
  const detail = words.calls(claim.call, outcomes)
  if (claim.errno === 'none') return { verdict: failed.length === 0 ? 'held' : 'failed', detail, proof: proofs(failed.length === 0 ? calls : failed) }
  const wanted = calls.filter(({ errno }) => errno === claim.errno)
  return { verdict: wanted.length > 0 ? 'held' : 'failed', detail, proof: proofs(wanted.length > 0 ? wanted : calls) }
}

export function decideAgreed(observed: Observed, words: DecisionWords): Decision {
  const { discrepancies } = observed
  if (discrepancies.length > 0) return { verdict: 'failed', detail: words.discrepancies(discrepancies.length), proof: proofs(discrepancies) }
  if (!observed.kernelSeen) return { verdict: 'unobservable', detail: words.noKernel, proof: [] }
  if (observed.firstPacket === undefined) return { verdict: 'unobservable', detail: words.noPackets, proof: [] }
  const samples = observed.connections.flatMap((connection) => ENDS.flatMap((end) => connection.ends[end].stays))
    .flatMap(({ sample }: Stay) => (sample === null ? [] : [sample]))
  return { verdict: 'held', detail: words.agreements(samples.length), proof: proofs(samples) }
}

export function decideLossless(observed: Observed, words: DecisionWords): Decision {
  const { losses, header, firstPacket, lastPacket } = observed
  if (losses.length > 0) {
    const packets = losses.reduce((sum, loss) => sum + (loss.type === 'gap' ? loss.packets : 0), 0)
    return { verdict: 'failed', detail: words.lost(packets), proof: proofs(losses) }
  }
  if (firstPacket === undefined || lastPacket === undefined) return { verdict: 'unobservable', detail: words.noPackets, proof: header === undefined ? [] : [proofOf(header)] }
  return { verdict: 'held', detail: words.captured(lastPacket.n - firstPacket.n + 1), proof: proofs(firstPacket === lastPacket ? [firstPacket] : [firstPacket, lastPacket]) }
}
