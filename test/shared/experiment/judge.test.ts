import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { answerOf, judge } from '../../../src/shared/experiment/judge'
import { interestOf, observe } from '../../../src/shared/experiment/observed'
import type { Prediction } from '../../../src/shared/experiment/prediction'
import { aRun, ns } from './a-run'
import { planWith } from './small'

const source = readFileSync('resources/experiments/active-close.yaml', 'utf8')
const plan = planWith(source)
const prediction = (id: string): Prediction => {
  const found = plan.predictions.find((prediction) => prediction.id === id)
  if (found === undefined) throw new Error(`no prediction ${id}`)
  return found
}

describe('a prediction with options', () => {
  it('is answered by what the run showed, whichever end closed first', () => {
    expect(answerOf(prediction('who-keeps-it'), aRun({ first: 'client' }))).toMatchObject({ kind: 'choice', option: 'client', proof: [{ event: 'transition' }, { event: 'sample' }, {}, {}, {}, {}, {}] })
    expect(answerOf(prediction('who-keeps-it'), aRun({ first: 'server' }))).toMatchObject({ kind: 'choice', option: 'server' })
  })

  it('is right or wrong by that answer', () => {
    expect(judge(prediction('who-keeps-it'), 'client', aRun())).toMatchObject({ right: true })
    expect(judge(prediction('who-keeps-it'), 'neither', aRun())).toMatchObject({ right: false, answer: { option: 'client' } })
  })

  it('is not judged when packets were lost', () => {
    expect(judge(prediction('who-keeps-it'), 'client', [...aRun(), { type: 'gap', at: 1, until: 2, reason: 'capture-drop', packets: 1 }])).toBeUndefined()
  })
})

describe('a prediction of a state', () => {
  it('is answered by the state at that instant', () => {
    expect(answerOf(prediction('state-after-both-closed'), aRun())).toMatchObject({ kind: 'state', state: 'TIME-WAIT', proof: [{ at: ns(400) }, { event: 'sample' }, { event: 'step', at: ns(402) }] })
    expect(judge(prediction('state-after-both-closed'), 'TIME-WAIT', aRun())).toMatchObject({ right: true })
    expect(judge(prediction('state-after-both-closed'), 'CLOSED', aRun())).toMatchObject({ right: false })
  })

  it('is not judged when the run did not come so far', () => {
    expect(judge(prediction('state-after-both-closed'), 'TIME-WAIT', aRun().filter((event) => event.at < ns(300)))).toBeUndefined()
    expect(judge(prediction('state-after-both-closed'), 'TIME-WAIT', aRun().filter((event) => event.at < ns(500)))).toBeUndefined()
  })
})

describe('a prediction of a number', () => {
  it('is answered by the measured length', () => {
    expect(answerOf(prediction('how-long'), aRun())).toMatchObject({ kind: 'number', value: 61.204, tolerance: 3 })
  })

  it.each([[60, true], [62, true], [64.2, true], [64.3, false], [58.3, true], [58.1, false], [240, false], [0, false]])('of %d s is right: %s', (given, right) => {
    expect(judge(prediction('how-long'), given, aRun())).toMatchObject({ right })
  })

  it('is not judged while the state lasts', () => {
    expect(judge(prediction('how-long'), 60, aRun({ lasts: null }))).toBeUndefined()
  })
})

describe('predictions', () => {
  it('are answered alike from events and from what was observed of them while they came', () => {
    const observed = observe(aRun(), interestOf(plan))
    for (const prediction of plan.predictions) expect(answerOf(prediction, observed)).toEqual(answerOf(prediction, aRun()))
  })
})
