import { assert } from '../../shared/base/assert'
import { ok, type Result } from '../../shared/base/result'
import { decide } from '../../shared/experiment/checks'
import type { Check } from '../../shared/experiment/claim'
import { DECISION_WORDS } from '../../shared/experiment/decision-words'
import { interestOf, Observed } from '../../shared/experiment/observed'
import { Consistency } from '../../shared/grading/consistency'
import { parseRubric } from '../../shared/grading/rubric'
import type { GradedCapture, GradeRequest } from '../../shared/ipc/grading'
import type { SessionEvent } from '../../shared/model/events'
import { tellCapture } from './tell-capture'

/** SYNs of which the fingerprint is made. */
const MOST_SYNS = 8

/** Reads a capture once, front to back, and decides the checks by its events; what the file's own `result` says is not looked at. Memory is that of the plan's interest. */
export async function gradeCapture({ rubric, language, ...capture }: GradeRequest): Promise<Result<GradedCapture>> {
  const checks = checksOf(rubric)
  const observed = new Observed(interestOf({ steps: [], predictions: [], checks }))
  const consistency = new Consistency()
  const syns: string[] = []
  let packets = 0
  const told = await tellCapture(capture, (event: SessionEvent) => {
    observed.apply(event)
    consistency.take(event)
    if (event.type !== 'packet') return
    packets++
    if (event.flags.includes('SYN') && syns.length < MOST_SYNS) syns.push(`${event.rawSeq}`)
  })
  if (!told.ok) return told
  const { header, recording } = told.value
  // A recording of ours ends with its result; what another program captured has no such end.
  if (!told.value.ended && header.id !== undefined) observed.breakOff()
  consistency.finish()
  return ok({
    header, packets, fingerprint: syns.join('-'), decisions: checks.map((check) => decide(check, observed, DECISION_WORDS[language])),
    contradictions: { count: consistency.count, found: consistency.found }, ...(recording === undefined ? {} : { recording })
  })
}

let last: { readonly source: string; readonly checks: readonly Check[] } | undefined

/** A folder of recordings is graded by one rubric: it is read once. @throws when it has faults: who asks has read it */
function checksOf(source: string): readonly Check[] {
  if (last?.source === source) return last.checks
  const rubric = parseRubric(source, '')
  assert(rubric.ok, 'a rubric without faults')
  const checks = rubric.value.criteria.map(({ check }) => check)
  last = { source, checks }
  return checks
}
