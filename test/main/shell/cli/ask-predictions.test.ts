import { describe, expect, it } from 'vitest'
import { askPredictions } from '../../../../src/main/shell/cli/ask-predictions'
import { painter } from '../../../../src/main/shell/cli/context'
import { EXPERIMENTS } from '../../../../src/main/shell/desk/built-in'
import { catalogue } from '../../../../src/main/shell/text/catalogue'
import { planOf } from '../../../../src/shared/experiment/experiment'
import { resolveParams } from '../../../../src/shared/experiment/params'

const experiment = EXPERIMENTS.find(({ id }) => id === 'active-close')
const params = resolveParams(experiment?.params ?? [], {})
const predictions = experiment === undefined || !params.ok ? [] : planOf(experiment, params.value).predictions

/** Somebody who types these lines, and then ends the input. */
async function asked(...typed: readonly string[]): Promise<{ readonly given: readonly string[]; readonly shown: readonly string[] }> {
  const shown: string[] = []
  const lines = [...typed]
  const given = await askPredictions({ predictions, language: 'en', words: catalogue('en'), paint: painter(false, {}) }, (question) => {
    shown.push(question)
    return Promise.resolve(lines.shift())
  })
  return { given, shown }
}

describe('predictions asked at a terminal', () => {
  it('come one by one, with what can be chosen, and are given as --predict takes them', async () => {
    const { given, shown } = await asked('1', 'time_wait', '60')
    expect(given).toEqual(['who-keeps-it=client', 'state-after-both-closed=TIME-WAIT', 'how-long=60'])
    expect(shown[0]).toContain('1/3 The client closes first. At which end will something stay behind?\n    1  At the client\'s end\n')
    expect(shown[2]).toMatch(/3\/3 How many seconds will it stay\?\n {2}seconds: $/)
  })

  it('an empty line leaves a question open', async () => {
    expect((await asked('', '', '62')).given).toEqual(['how-long=62'])
  })

  it('what is no answer is asked again', async () => {
    const { given, shown } = await asked('5', '2', '', '')
    expect(given).toEqual(['who-keeps-it=server'])
    expect(shown[1]).toBe('  This is no answer to that question.\n  your choice: ')
  })

  it('the end of input leaves the rest open', async () => {
    expect(await asked('1')).toMatchObject({ given: ['who-keeps-it=client'], shown: { length: 2 } })
  })
})
