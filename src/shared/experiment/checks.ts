import { assertNever } from '../base/assert'
import type { Language } from '../ipc/engine'
import type { CheckResult, SessionEvent } from '../model/events'
import type { Claim } from './claim'
import { decideAnswered, decideBytes, decideSegment } from './decide-segments'
import { decideAgreed, decideCall, decideLossless } from './decide-session'
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
    return { id: check.id, ok: verdict === 'held', verdict, title: check.title[language], detail, evidence: [...proof] }
  })
}

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
    case 'bytes': return decideBytes(claim, observed, words)
    case 'agreed': return decideAgreed(observed, words)
    case 'lossless': return decideLossless(observed, words)
    default: return assertNever(claim, 'claim')
  }
}
