import { assert } from '../../../shared/base/assert'
import { err, fail, ok, type Result } from '../../../shared/base/result'
import type { ExperimentRequest } from '../../../shared/ipc/engine'
import type { Experiment } from '../../../shared/experiment/experiment'
import { faultText } from '../../../shared/experiment/fault'
import { resolveParams } from '../../../shared/experiment/params'
import { parseExperiment } from '../../../shared/experiment/parse'
import { builtInExperiments } from '../desk/experiments'
import type { Context } from './context'
import { nearest } from './nearest'

export interface LibraryEntry {
  readonly experiment: Experiment
  readonly source: string
}

/** The built-in experiments, parsed. @throws when one has a fault: they are part of the program */
export async function library(resources: string): Promise<readonly LibraryEntry[]> {
  return (await builtInExperiments(resources)).map(({ name, source }) => {
    const parsed = parseExperiment(source, `${name}.yaml`)
    assert(parsed.ok, parsed.ok ? '' : parsed.error.map((fault) => faultText(fault, 'en')).join('\n'))
    return { experiment: parsed.value, source }
  })
}

/** Finds experiments by id. @returns unknown-experiment with the nearest id, for the first that does not exist */
export function choose(entries: readonly LibraryEntry[], ids: readonly string[], { words }: Context): Result<readonly LibraryEntry[]> {
  const chosen: LibraryEntry[] = []
  for (const id of ids) {
    const entry = entries.find(({ experiment }) => experiment.id === id)
    if (entry === undefined) {
      const meant = nearest(id, entries.map(({ experiment }) => experiment.id))
      const said = meant === undefined ? id : words.say('cli.suggest', { given: id, meant })
      return fail('unknown-experiment', said, 'twlab list')
    }
    chosen.push(entry)
  }
  return ok(chosen)
}

/** What the engine is asked to run; the parameters are checked against each experiment, before any of them begins. */
export function requests(
  chosen: readonly LibraryEntry[], params: Readonly<Record<string, string>>, { language }: Context
): Result<readonly ExperimentRequest[]> {
  const asked: ExperimentRequest[] = []
  for (const { experiment, source } of chosen) {
    const resolved = resolveParams(experiment.params, params, language)
    if (!resolved.ok) return err({ ...resolved.error, message: `${experiment.id}: ${resolved.error.message}` })
    asked.push({ source, name: experiment.id, params: resolved.value, origin: 'built-in' })
  }
  return ok(asked)
}
