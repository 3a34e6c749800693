import type { Proof } from '../model/events'
import type { ClaimOf } from './claim'
import { absence, proofOf, proofOfStay, proofs } from './decision'
import type { Decision } from './decision'
import type { DecisionWords } from './decision-words'
import type { Observed } from './observed'

// What timers, counters, programs, faults and crowds of connections showed.

type Range = readonly [number, number]

/** At least one, when nothing is said. */
const within = (value: number, [least, most]: Range = [1, Infinity]): boolean => value >= least && value <= most

const counted = (value: number, range: Range | undefined, observed: Observed, detail: string, proof: Proof[]): Decision =>
  ({ verdict: within(value, range) ? 'held' : value > (range?.[1] ?? Infinity) ? 'failed' : absence(observed), detail, proof })

export function decideTimer(claim: ClaimOf<'timer'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined) return { verdict: absence(observed), detail: words.noConnection, proof: [] }
  if (!observed.kernelSeen) return { verdict: 'unobservable', detail: words.noKernel, proof: [] }
  const found = connection.timers.filter(({ end, timer, event }) => end === claim.end && timer === claim.timer && event === claim.change)
  return counted(found.length, claim.count, observed, words.times(found.length), proofs(found.length > 0 ? found : connection.timers))
}

export function decideEntered(claim: ClaimOf<'entered'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined) return { verdict: absence(observed), detail: words.noConnection, proof: [] }
  const stays = connection.ends[claim.end].stays.filter(({ state }) => state === claim.state)
  const found = stays.find(({ entered }) => entered.cause === claim.cause)
  if (found !== undefined) return { verdict: 'held', detail: claim.cause, proof: proofOfStay(found) }
  const causes = [...new Set(stays.map(({ entered }) => entered.cause))].join(', ')
  return { verdict: stays.length === 0 ? absence(observed) : 'failed', detail: causes || words.never(claim.state), proof: stays.flatMap(proofOfStay) }
}

export function decideOwner(claim: ClaimOf<'owner'>, observed: Observed, words: DecisionWords): Decision {
  const connection = observed.connection(claim.connection)
  if (connection === undefined) return { verdict: absence(observed), detail: words.noConnection, proof: [] }
  const stay = connection.ends[claim.end].stays.findLast(({ state }) => state === claim.state)
  if (stay === undefined) return { verdict: absence(observed), detail: words.never(claim.state), proof: [] }
  if (stay.owned === undefined) return { verdict: 'unobservable', detail: words.noKernel, proof: proofOfStay(stay) }
  return { verdict: stay.owned === (claim.process === 'some') ? 'held' : 'failed', detail: words.owned(stay.owned), proof: proofOfStay(stay) }
}

/** A counter that never moved has no event: it stands at 0. */
export function decideCounter(claim: ClaimOf<'counter'>, observed: Observed, words: DecisionWords): Decision {
  if (!observed.kernelSeen) return { verdict: 'unobservable', detail: words.noKernel, proof: [] }
  const { moved = 0, told = [] } = observed.counters.get(claim.name) ?? {}
  return counted(moved, claim.moved, observed, `${claim.name} +${moved}`, proofs(told))
}

export function decidePopulation(claim: ClaimOf<'population'>, observed: Observed, words: DecisionWords): Decision {
  const count = observed.population.count(claim.end, claim.state, claim.at)
  const step = claim.at === undefined ? undefined : observed.steps.get(claim.at)
  const proof = step === undefined ? [] : [proofOf(step)]
  if (count === undefined) return { verdict: absence(observed), detail: words.notReached, proof }
  return counted(count, claim.count, observed, `${count} ${claim.state}`, proof)
}

export function decideMet(claim: ClaimOf<'met'>, observed: Observed, words: DecisionWords): Decision {
  if (observed.firstPacket === undefined) return { verdict: 'unobservable', detail: words.noPackets, proof: [] }
  const found = observed.met.get(claim.fault) ?? []
  return counted(found.length, claim.count, observed, words.segments(found.length), proofs(found))
}

export function decidePrinted(claim: ClaimOf<'printed' | 'unprinted'>, observed: Observed, words: DecisionWords): Decision {
  const program = observed.programs.get(claim.program)
  if (program === undefined) return { verdict: absence(observed), detail: words.neverRan(claim.program), proof: [] }
  const at = program.output.indexOf(claim.text)
  const line = at < 0 ? '' : program.output.slice(program.output.lastIndexOf('\n', at) + 1).split('\n', 1)[0] ?? ''
  const outputs = program.told.filter(({ event }) => event === 'output')
  const seen = at < 0 ? outputs : outputs.filter(({ text = '' }) => text.includes(claim.text))
  const held = (at >= 0) === (claim.that === 'printed')
  return { verdict: held ? 'held' : 'failed', detail: at < 0 ? words.notPrinted(claim.text) : line.trim(), proof: proofs(seen.length > 0 ? seen : program.told) }
}

export function decideExit(claim: ClaimOf<'exit'>, observed: Observed, words: DecisionWords): Decision {
  const ended = observed.programs.get(claim.program)?.ended
  if (ended === undefined) return { verdict: absence(observed), detail: words.neverRan(claim.program), proof: [] }
  const held = (claim.code === undefined || ended.code === claim.code) && (claim.signal === undefined || ended.signal === claim.signal)
  return { verdict: held ? 'held' : 'failed', detail: ended.signal ?? String(ended.code ?? ''), proof: [proofOf(ended)] }
}
