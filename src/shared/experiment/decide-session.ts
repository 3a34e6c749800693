import type { ApiCalled } from '../model/events'
import type { ClaimOf } from './claim'
import { bytesOfCallText, textOf, utf8Of } from '../model/call-text'
import { absent, packetsIn, proofOf, proofs, sworn, unwatched } from './decision'
import type { Decision } from './decision'
import type { DecisionWords } from './decision-words'
import { ENDS } from '../tcp/state'
import type { Observed, Stay } from './observed'

export function decideCall(claim: ClaimOf<'call'>, observed: Observed, words: DecisionWords): Decision {
  const since = claim.after === undefined ? -Infinity : (observed.steps.get(claim.after)?.at ?? Infinity)
  const calls = observed.calls.filter(({ call, end, socket, at }) =>
    call === claim.call && (claim.end === undefined || end === claim.end) && (claim.who === undefined || socket === claim.who) && at >= since)
  if (calls.length === 0) {
    if (!observed.callsSeen) return { verdict: 'unobservable', detail: words.noCalls, proof: [] }
    return claim.count?.[0] === 0 ? sworn({ verdict: 'held', detail: words.callNeverMade(claim.call), proof: [] }, unwatched(observed), words) : absent(observed, words, words.callNeverMade(claim.call), [])
  }
  const failed = calls.filter((call) => outcomeOf(call) !== null)
  const outcomes = [...new Set(calls.map((call) => outcomeOf(call) ?? words.succeeded))].join(', ')
  const wanted = calls.filter((call) => outcomeOf(call) === (claim.errno === 'none' ? null : claim.errno))
  const [least, most] = claim.count ?? [1, Infinity]
  const held = wanted.length >= least && wanted.length <= most && (claim.errno !== 'none' || failed.length === 0)
  const detail = claim.count === undefined ? words.calls(claim.call, outcomes) : `${words.calls(claim.call, outcomes)} (${wanted.length})`
  // The engine makes these calls itself: none of them is lost with a packet.
  const losses = claim.count !== undefined || claim.errno === 'none' ? unwatched(observed) : []
  return sworn({ verdict: held ? 'held' : 'failed', detail, proof: proofs(held ? wanted : claim.errno === 'none' ? failed : calls) }, losses, words)
}

/** The call's error; of a question for SO_ERROR, the answer: `[ECONNRESET]`. */
export function outcomeOf({ call, args, errno }: ApiCalled): string | null {
  if (call !== 'getsockopt' || args[2] !== 'SO_ERROR') return errno
  return /^\[(E[A-Z0-9]+)\]$/.exec(String(args[3]))?.[1] ?? errno
}

/** Bytes stand in the calls' arguments as strace(1) writes them; of longer ones the whole in `data`. */
export function decideRead(claim: ClaimOf<'read'>, observed: Observed, words: DecisionWords): Decision {
  if (!observed.callsSeen) return { verdict: 'unobservable', detail: words.noCalls, proof: [] }
  const calls = observed.calls.filter(({ call, socket }) => socket === claim.who && (call === 'recv' || call === 'read'))
  const read = calls.filter(({ result }) => result > 0).map(({ args, data, result }) => ({ bytes: bytesOfCallText(data ?? String(args[1] ?? '')), result }))
  const bytes = read.flatMap((call) => call.bytes)
  const wanted = utf8Of(claim.text)
  const detail = JSON.stringify(textOf(bytes))
  const proof = proofs(calls)
  // Of a call that read more than is kept only the beginning can be compared.
  if (read.some((call) => call.bytes.length < call.result)) {
    const begun = bytes.every((byte, at) => byte === wanted[at])
    return { verdict: begun ? 'unobservable' : 'failed', detail: `${detail}; ${words.cutShort}`, proof }
  }
  const same = bytes.length === wanted.length && bytes.every((byte, at) => byte === wanted[at])
  return same ? sworn({ verdict: 'held', detail, proof }, unwatched(observed), words) : absent(observed, words, detail, proof)
}

export function decideAgreed(observed: Observed, words: DecisionWords): Decision {
  const { discrepancies } = observed
  if (discrepancies.count > 0) return { verdict: 'failed', detail: words.discrepancies(discrepancies.count), proof: proofs(discrepancies.first) }
  const counts = [...observed.ruleCounts.values()].filter(({ met, counted }) => met !== counted)
  if (counts.length > 0) return { verdict: 'failed', detail: words.countsDiffer(counts.length), proof: counts.map(({ event }) => proofOf(event)) }
  if (!observed.kernelSeen) return { verdict: 'unobservable', detail: words.noKernel, proof: [] }
  if (observed.firstPacket === undefined) return { verdict: 'unobservable', detail: words.noPackets, proof: [] }
  const samples = observed.connections.flatMap((connection) => ENDS.flatMap((end) => connection.ends[end].stays))
    .flatMap(({ sample }: Stay) => (sample === null ? [] : [sample]))
  return sworn({ verdict: 'held', detail: words.agreements(samples.length), proof: proofs(samples) }, observed.losses, words)
}

export function decideLossless(observed: Observed, words: DecisionWords): Decision {
  const { losses, header, firstPacket, lastPacket } = observed
  const lost = losses.flatMap((loss) => (loss.type === 'broken-off' ? [] : [loss]))
  if (lost.length > 0) {
    return { verdict: 'failed', detail: words.lost(packetsIn(lost)), proof: proofs(lost) }
  }
  if (firstPacket === undefined || lastPacket === undefined) return { verdict: 'unobservable', detail: words.noPackets, proof: header === undefined ? [] : [proofOf(header)] }
  return sworn({ verdict: 'held', detail: words.captured(lastPacket.n - firstPacket.n + 1), proof: proofs(firstPacket === lastPacket ? [firstPacket] : [firstPacket, lastPacket]) }, losses, words)
}
