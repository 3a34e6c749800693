import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { faultText } from '../../../src/shared/experiment/fault'
import { parseExperiment } from '../../../src/shared/experiment/parse'
import { firstExperiment } from '../../experiments/documented'

const checked = (source: string): readonly string[] => {
  const parsed = parseExperiment(source, 'lost-syn.yaml')
  return parsed.ok ? [] : parsed.error.map((fault) => faultText(fault, 'en'))
}

it('the first experiment that docs/experiments.md teaches has no fault', () => {
  expect(checked(firstExperiment())).toEqual([])
})

it('what it tells a teacher to spell wrong is found, with its line and what was meant', () => {
  expect(checked(firstExperiment().replace('who: listener, as: server', 'who: listner, as: server'))).toEqual(['lost-syn.yaml:16:63: steps[3].who: listner is not one of: listener, client, server; did you mean listener?'])
})

it('a name of which there is none at all is told as such', () => {
  expect(checked(firstExperiment().replace(/.*id: lose,.*\n/, ''))).toEqual([expect.stringContaining('lost-syn names nothing: this file has none of its kind')])
})

it('every file and folder that the page names is there', () => {
  const page = readFileSync('docs/experiments.md', 'utf8')
  expect([...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => target).filter((target) => readFileSync(`docs/${target}`).length === 0)).toEqual([])
})
