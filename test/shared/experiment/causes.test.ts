import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decideChecks } from '../../../src/shared/experiment/checks'
import type { Plan } from '../../../src/shared/experiment/experiment'
import { planOf } from '../../../src/shared/experiment/experiment'
import { faultText } from '../../../src/shared/experiment/fault'
import { resolveParams } from '../../../src/shared/experiment/params'
import { parseExperiment } from '../../../src/shared/experiment/parse'
import type { CheckVerdict, SessionEvent } from '../../../src/shared/model/events'
import { VARIANTS } from '../../experiments/causes'
import { builtIn, spoiled } from '../../experiments/spoiled'
import { aRun, ns } from './a-run'

function planIn(source: string, name: string): Plan {
  const parsed = parseExperiment(source, name)
  if (!parsed.ok) throw new Error(parsed.error.map((fault) => faultText(fault, 'en')).join('\n'))
  const params = resolveParams(parsed.value.params, {})
  if (!params.ok) throw new Error(JSON.stringify(params.error))
  return planOf(parsed.value, params.value)
}

const PLANS = new Map(readdirSync('resources/experiments').map((file) => [file.replace(/\.yaml$/, ''), planIn(builtIn(file.replace(/\.yaml$/, '')), file)]))
const plans = [...PLANS].map(([id, plan]) => ({ id, plan }))

/**
 * Claims that say nothing of their experiment: that the two witnesses agree, that nothing was missed. What they rest on is no step that could be left out; so events are
 * added here that speak against them.
 */
const AGAINST: Readonly<Record<'agreed' | 'lossless', readonly (readonly [string, SessionEvent])[]>> = {
  agreed: [
    ['a discrepancy', { type: 'discrepancy', at: ns(300), conn: 'c1', end: 'server', inferred: 'CLOSED', sampled: 'LAST-ACK' }],
    ['a rule that counted otherwise', { type: 'fault', at: ns(500), action: 'count', id: 'lost', detail: 'lost', command: 'nft list', met: 1, counted: 2 }]
  ],
  lossless: [
    ['packets that the capture lost', { type: 'gap', at: ns(200), until: ns(300), reason: 'capture-drop', packets: 3 }],
    ['a time when nothing was watched', { type: 'gap', at: ns(200), until: ns(300), reason: 'engine-restart', packets: 0 }]
  ]
}
const isAgainst = (that: string): that is keyof typeof AGAINST => that in AGAINST

const verdictOf = (plan: Plan, that: string, events: readonly SessionEvent[]): readonly (CheckVerdict | undefined)[] =>
  decideChecks({ ...plan, checks: plan.checks.filter((check) => check.that === that) }, events, 'en').map(({ verdict }) => verdict)

describe('every check of every experiment has been seen to fail', () => {
  it.each(plans)('$id: without its cause (test/experiments/causes.ts), or by events against it', ({ id, plan }) => {
    const turned = new Set(VARIANTS.filter(({ experiment }) => experiment === id).flatMap(({ fails }) => fails))
    expect(plan.checks.filter((check) => !turned.has(check.id) && !isAgainst(check.that)).map((check) => check.id)).toEqual([])
  })

  it.each(plans)('$id: a witness against it turns what every experiment claims', ({ plan }) => {
    for (const that of ['agreed', 'lossless'] as const) {
      const held = verdictOf(plan, that, aRun())
      expect(held).toEqual(held.map(() => 'held'))
      for (const [what, event] of AGAINST[that]) expect({ what, verdicts: verdictOf(plan, that, [...aRun(), event]) }).toEqual({ what, verdicts: held.map(() => 'failed') })
    }
  })
})

describe('an experiment without its cause', () => {
  it.each(VARIANTS.map((variant) => ({ ...variant, text: spoiled(variant, `${variant.experiment}-spoiled`) })))('$experiment without $without is still an experiment, with the checks that must turn', ({ experiment, text, fails }) => {
    const ids = new Set(planIn(text, `${experiment}.yaml`).checks.map(({ id }) => id))
    expect(fails.filter((id) => !ids.has(id))).toEqual([])
  })
})
