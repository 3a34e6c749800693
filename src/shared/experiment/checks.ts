import { assertNever } from '../base/assert'
import type { Language } from '../base/language'
import type { CheckResult, SessionEvent } from '../model/events'
import type { Check, Claim } from './claim'
import { decideCounter, decideEntered, decideExit, decideMet, decideOwner, decidePopulation, decidePrinted, decideTimer } from './decide-happenings'
import { decideAnswered, decideBytes, decideOrder, decideSegment } from './decide-segments'
import { decideAgreed, decideCall, decideLossless, decideRead } from './decide-session'
import { decideLasted, decideNever, decidePath, decideReached } from './decide-states'
import type { Decision } from './decision'
import { DECISION_WORDS } from './decision-words'
import type { DecisionWords } from './decision-words'
import type { Plan } from './experiment'
import { interestOf, observe } from './observed'
import type { Observed } from './observed'

/**
 * Decides the checks of an experiment by what packets, kernel and system calls showed. Pure: the same events give the same results, live, replayed, or
 * graded years later.
 * @param seen the session's events in order, or an Observed that has them all (made with interestOf(plan))
 */
export function decideChecks(plan: Plan, seen: Iterable<SessionEvent> | Observed, language: Language): readonly CheckResult[] {
  const observed = Symbol.iterator in seen ? observe(seen, interestOf(plan)) : seen
  return plan.checks.map((check) => {
    const { verdict, detail, proof } = decide(check, observed, DECISION_WORDS[language])
    return { id: check.id, ok: verdict === 'held', verdict, title: check.title[language], detail, evidence: [...proof], ...cellOf(check, language) }
  })
}

/** The checks of a run that could not be made here, each with the reason. */
export const notObservable = (plan: Plan, reason: string, language: Language): readonly CheckResult[] =>
  plan.checks.map((check) => ({ id: check.id, ok: false, verdict: 'unobservable', title: check.title[language], detail: reason, evidence: [], ...cellOf(check, language) }))

const cellOf = ({ cell }: Check, language: Language): Pick<CheckResult, 'cell'> =>
  (cell === undefined ? {} : { cell: { table: cell.table, row: cell.row[language], column: cell.column[language] } })

/** Decides one claim. */
export function decide(claim: Claim, observed: Observed, words: DecisionWords): Decision {
  switch (claim.that) {
    case 'reached': return decideReached(claim, observed, words)
    case 'never': return decideNever(claim, observed, words)
    case 'path': return decidePath(claim, observed, words)
    case 'lasted': return decideLasted(claim, observed, words)
    case 'segment': return decideSegment(claim, observed, words)
    case 'answered': return decideAnswered(claim, observed, words)
    case 'call': return decideCall(claim, observed, words)
    case 'order': return decideOrder(claim, observed, words)
    case 'timer': return decideTimer(claim, observed, words)
    case 'entered': return decideEntered(claim, observed, words)
    case 'owner': return decideOwner(claim, observed, words)
    case 'counter': return decideCounter(claim, observed, words)
    case 'population': return decidePopulation(claim, observed, words)
    case 'met': return decideMet(claim, observed, words)
    case 'read': return decideRead(claim, observed, words)
    case 'printed': case 'unprinted': return decidePrinted(claim, observed, words)
    case 'exit': return decideExit(claim, observed, words)
    case 'bytes': return decideBytes(claim, observed, words)
    case 'agreed': return decideAgreed(observed, words)
    case 'lossless': return decideLossless(observed, words)
    default: return assertNever(claim, 'claim')
  }
}
