import type { Experiment } from './experiment'
import { faultText } from './fault'
import { parseExperiment } from './parse'

/**
 * An experiment of the product's own, read when the product is built.
 * @throws when it has a fault, or another id than its file's name
 */
export function readBuiltIn(source: string, file: string): Experiment {
  const parsed = parseExperiment(source, file)
  if (!parsed.ok) throw new Error(parsed.error.map((fault) => faultText(fault, 'en')).join('\n'))
  if (`${parsed.value.id}.yaml` !== file) throw new Error(`${file} calls itself ${parsed.value.id}`)
  return parsed.value
}
