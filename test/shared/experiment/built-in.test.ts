import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { faultText } from '../../../src/shared/experiment/fault'
import { parseExperiment } from '../../../src/shared/experiment/parse'

const FOLDER = 'resources/experiments'

describe('the experiments of the product', () => {
  for (const name of readdirSync(FOLDER)) {
    const parsed = parseExperiment(readFileSync(`${FOLDER}/${name}`, 'utf8'), name)

    it(`${name} has no fault`, () => {
      expect(parsed.ok ? [] : parsed.error.map((fault) => faultText(fault, 'en'))).toEqual([])
    })

    it(`${name} is called like its id`, () => {
      expect(parsed.ok && `${parsed.value.id}.yaml`).toBe(name)
    })
  }
})
