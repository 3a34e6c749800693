import type { ApiCalled } from '../model/events'
import type { ClaimOf } from './claim'
import { absence, proofOf, proofs } from './decision'
import type { Decision } from './decision'
import type { DecisionWords } from './decision-words'
import { ENDS } from '../tcp/state'
import type { Observed, Stay } from './observed'

export function decideCall(claim: ClaimOf<'call'>, observed: Observed, words: DecisionWords): Decision {
  const since = claim.after === undefined ? -Infinity : (observed.steps.get(claim.after)?.at ?? Infinity)
  const calls = observed.calls.filter(({ call, end, socket, at }) =>
    call === claim.call && (claim.end === undefined || end === claim.end) && (claim.who === undefined || socket === claim.who) && at >= since)
  if (calls.length === 0) {
    const nothing = !observed.callsSeen
    return { verdict: nothing ? 'unobservable' : absence(observed), detail: nothing ? words.noCalls : words.callNeverMade(claim.call), proof: [] }
  }
  const failed = calls.filter((call) => outcomeOf(call) !== null)
  const outcomes = [...new Set(calls.map((call) => outcomeOf(call) ?? words.succeeded))].join(', ')
  const wanted = calls.filter((call) => outcomeOf(call) === (claim.errno === 'none' ? null : claim.errno))
  const [least, most] = claim.count ?? [1, Infinity]
  const held = wanted.length >= least && wanted.length <= most && (claim.errno !== 'none' || failed.length === 0)
  const detail = claim.count === undefined ? words.calls(claim.call, outcomes) : `${words.calls(claim.call, outcomes)} (${wanted.length})`
  return { verdict: held ? 'held' : 'failed', detail, proof: proofs(held ? wanted : claim.errno === 'none' ? failed : calls) }
}

/** The call's error; of a question for SO_ERROR, the answer: `[ECONNRESET]`. */
function outcomeOf({ call, args, errno }: ApiCalled): string | null {
  if (call !== 'getsockopt' || args[2] !== 'SO_ERROR') return errno
  return /^\[(E[A-Z0-9]+)\]$/.exec(String(args[3]))?.[1] ?? errno
}

/** Bytes stand in the calls' arguments as strace(1) writes them. */
export function decideRead(claim: ClaimOf<'read'>, observed: Observed, words: DecisionWords): Decision {
  if (!observed.callsSeen) return { verdict: 'unobservable', detail: words.noCalls, proof: [] }
  const calls = observed.calls.filter(({ call, socket }) => socket === claim.who && (call === 'recv' || call === 'read'))
  const text = calls.filter(({ result }) => result > 0).map(({ args }) => unquoted(String(args[1] ?? ''))).join('')
  return { verdict: text === claim.text ? 'held' : absence(observed), detail: JSON.stringify(text), proof: proofs(calls) }
}

const unquoted = (text: string): string => text.replace(/^"|"(?:\.\.\.)?$/g, '').replaceAll('\\n', '\n').replaceAll('\\"', '"').replaceAll('\\\\', '\\')

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
