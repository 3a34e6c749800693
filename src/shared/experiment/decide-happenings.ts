import type { Proof } from '../model/events'
import type { ClaimOf } from './claim'
import { absent, lossesWithin, proofOf, proofOfStay, proofs, sworn, unwatched } from './decision'
import type { Decision } from './decision'
import type { DecisionWords } from './decision-words'
import type { Observed, Unseen } from './observed'

// What timers, counters, programs, faults and crowds of connections showed.

type Range = readonly [number, number]

/** At least one, when nothing is said. */
const within = (value: number, [least, most]: Range = [1, Infinity]): boolean => value >= least && value <= most

interface Counted {
  readonly value: number
  readonly range: Range | undefined
  readonly detail: string
  readonly proof: Proof[]
  /** What was not seen and may have been more. */
  readonly losses: readonly Unseen[]
}

/** A least number is reached by what was seen; a greatest one is not exceeded only when everything was. */
function counted({ value, range, detail, proof, losses }: Counted, observed: Observed, words: DecisionWords): Decision {
  if (within(value, range)) {
    const held: Decision = { verdict: 'held', detail, proof }
    return range === undefined ? held : sworn(held, losses, words)
  }
  return value > (range?.[1] ?? Infinity) ? { verdict: 'failed', detail, proof } : absent(observed, words, detail, proof)
}

export function decideTimer(claim: ClaimOf<'timer'>, observed: Observed, words: DecisionWords): Decision {
  const connections = observed.connections.slice(claim.connection - 1, claim.through ?? claim.connection)
  if (connections.length === 0) return absent(observed, words, words.noConnection, [])
  if (!observed.kernelSeen) return { verdict: 'unobservable', detail: words.noKernel, proof: [] }
  const timers = connections.flatMap((connection) => connection.timers)
  const found = timers.filter(({ end, timer, event }) => end === claim.end && timer === claim.timer && event === claim.change)
  const proof = proofs(found.length > 0 ? found : timers)
  return counted({ value: found.length, range: claim.count, detail: words.times(found.length), proof, losses: observed.losses }, observed, words)
}

export function decideEntered(claim: ClaimOf<'entered'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined) return absent(observed, words, words.noConnection, [])
  const stays = connection.ends[claim.end].stays.filter(({ state }) => state === claim.state)
  const found = stays.find(({ entered }) => entered.cause === claim.cause)
  if (found !== undefined) return { verdict: 'held', detail: claim.cause, proof: proofOfStay(found) }
  const causes = [...new Set(stays.map(({ entered }) => entered.cause))].join(', ')
  return stays.length === 0 ? absent(observed, words, words.never(claim.state), []) : { verdict: 'failed', detail: causes, proof: stays.flatMap(proofOfStay) }
}

export function decideOwner(claim: ClaimOf<'owner'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined) return absent(observed, words, words.noConnection, [])
  const stay = connection.ends[claim.end].stays.findLast(({ state }) => state === claim.state)
  if (stay === undefined) return absent(observed, words, words.never(claim.state), [])
  if (stay.owned === undefined) return { verdict: 'unobservable', detail: words.noKernel, proof: proofOfStay(stay) }
  return { verdict: stay.owned === (claim.process === 'some') ? 'held' : 'failed', detail: words.owned(stay.owned), proof: proofOfStay(stay) }
}

/** A counter that never moved has no event: it stands at 0. */
export function decideCounter(claim: ClaimOf<'counter'>, observed: Observed, words: DecisionWords): Decision {
  if (!observed.kernelSeen) return { verdict: 'unobservable', detail: words.noKernel, proof: [] }
  const { moved = 0, told } = observed.counters.get(claim.name) ?? {}
  // The kernel counts whether or not its packets were captured.
  return counted({ value: moved, range: claim.moved, detail: `${claim.name} +${moved}`, proof: proofs(told?.first ?? []), losses: unwatched(observed) }, observed, words)
}

export function decidePopulation(claim: ClaimOf<'population'>, observed: Observed, words: DecisionWords): Decision {
  const count = observed.population.count(claim.end, claim.state, claim.at)
  const step = claim.at === undefined ? undefined : observed.steps.get(claim.at)
  const proof = step === undefined ? [] : [proofOf(step)]
  if (count === undefined) return absent(observed, words, words.notReached, proof)
  const losses = lossesWithin(observed, -Infinity, claim.at === undefined ? Infinity : observed.endOf(claim.at))
  return counted({ value: count, range: claim.count, detail: `${count} ${claim.state}`, proof, losses }, observed, words)
}

export function decideMet(claim: ClaimOf<'met'>, observed: Observed, words: DecisionWords): Decision {
  if (observed.firstPacket === undefined) return { verdict: 'unobservable', detail: words.noPackets, proof: [] }
  const { count = 0, first = [] } = observed.met.get(claim.fault) ?? {}
  const rule = observed.ruleCounts.get(claim.fault)
  // Two witnesses who do not agree prove nothing.
  if (rule !== undefined && rule.counted !== rule.met) return { verdict: 'unobservable', detail: words.counts(rule.met, rule.counted), proof: [...proofs(first), proofOf(rule.event)] }
  const proof = [...proofs(first), ...(rule === undefined ? [] : [proofOf(rule.event)])]
  return counted({ value: count, range: claim.count, detail: words.segments(count), proof, losses: observed.losses }, observed, words)
}

export function decidePrinted(claim: ClaimOf<'printed' | 'unprinted'>, observed: Observed, words: DecisionWords): Decision {
  const program = observed.programs.get(claim.program)
  if (program === undefined) return absent(observed, words, words.neverRan(claim.program), [])
  const at = program.output.indexOf(claim.text)
  const cut = at < 0 && program.cut
  const line = at < 0 ? '' : program.output.slice(program.output.lastIndexOf('\n', at) + 1).split('\n', 1)[0] ?? ''
  const seen = at < 0 ? program.outputs.map(({ event }) => event) : program.outputsAt(at, claim.text.length)
  const proof = proofs(seen.length > 0 ? seen : program.told.first)
  if (cut) return { verdict: 'unobservable', detail: `${words.notPrinted(claim.text)}; ${words.cutShort}`, proof }
  const held = (at >= 0) === (claim.that === 'printed')
  return sworn({ verdict: held ? 'held' : 'failed', detail: at < 0 ? words.notPrinted(claim.text) : line.trim(), proof }, at < 0 ? unwatched(observed) : [], words)
}

export function decideExit(claim: ClaimOf<'exit'>, observed: Observed, words: DecisionWords): Decision {
  const ended = observed.programs.get(claim.program)?.ended
  if (ended === undefined) return absent(observed, words, words.neverRan(claim.program), [])
  const held = (claim.code === undefined || ended.code === claim.code) && (claim.signal === undefined || ended.signal === claim.signal)
  return { verdict: held ? 'held' : 'failed', detail: ended.signal ?? String(ended.code ?? ''), proof: [proofOf(ended)] }
}
