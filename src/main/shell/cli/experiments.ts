import { err, fail, ok, type Result } from '../../../shared/base/result'
import type { ExperimentRequest } from '../../../shared/ipc/engine'
import type { Experiment } from '../../../shared/experiment/experiment'
import { faultText } from '../../../shared/experiment/fault'
import { resolveParams } from '../../../shared/experiment/params'
import { EXPERIMENTS } from '../desk/built-in'
import type { Context } from './context'
import { nearest } from '../../../shared/base/nearest'
import { ownFiles } from './own-experiments'

export type LibraryEntry = {
  readonly experiment: Experiment
  /** As it is called in errors: the id, or the file. */
  readonly name: string
} & ({ readonly origin: 'built-in' } | { readonly origin: 'own'; readonly source: string })

/** The built-in experiments, in course order. */
export const library = (): readonly LibraryEntry[] => EXPERIMENTS.map((experiment) => ({ experiment, origin: 'built-in', name: experiment.id }))

/**
 * The built-in experiments and those of somebody's own folders.
 * @returns unreadable-file, bad-experiment with a line for each fault, or, for an id that is taken already, bad-experiment
 */
export async function wholeLibrary(folders: readonly string[], { language, words }: Pick<Context, 'language' | 'words'>): Promise<Result<readonly LibraryEntry[]>> {
  const entries = [...library()]
  for (const folder of folders) {
    const files = await ownFiles(folder)
    if (!files.ok) return files
    for (const file of files.value) {
      const { experiment } = file
      if (experiment === undefined) return fail('bad-experiment', { said: file.faults.map((fault) => faultText({ ...fault, file: file.path }, language)).join('\n'), remedy: `twlab check ${file.path}` })
      if (entries.some((entry) => entry.experiment.id === experiment.id)) return fail('bad-experiment', { said: words.say('cli.own.taken', { file: file.path, id: experiment.id }) })
      entries.push({ experiment, source: file.source, origin: 'own', name: file.path })
    }
  }
  return ok(entries)
}

/** Finds experiments by id. @returns unknown-experiment with the nearest id, for the first that does not exist */
export function choose(entries: readonly LibraryEntry[], ids: readonly string[], { words }: Context): Result<readonly LibraryEntry[]> {
  const chosen: LibraryEntry[] = []
  for (const id of ids) {
    const entry = entries.find(({ experiment }) => experiment.id === id)
    if (entry === undefined) {
      const meant = nearest(id, entries.map(({ experiment }) => experiment.id))
      const said = meant === undefined ? id : words.say('cli.suggest', { given: id, meant })
      return fail('unknown-experiment', { said, remedy: 'twlab list' })
    }
    chosen.push(entry)
  }
  return ok(chosen)
}

/** What the engine is asked to run; the parameters are checked against each experiment, before any of them begins. */
export function requests(
  chosen: readonly LibraryEntry[], params: Readonly<Record<string, string>>, { language }: Context, allowPrograms = false, predictions: Readonly<Record<string, string>> = {}
): Result<readonly ExperimentRequest[]> {
  const asked: ExperimentRequest[] = []
  for (const entry of chosen) {
    const { experiment } = entry
    const resolved = resolveParams(experiment.params, params, language)
    if (!resolved.ok) return err({ ...resolved.error, of: experiment.id })
    const given = Object.fromEntries(Object.entries(predictions).map(([id, value]) => [id, /^-?[0-9]+(?:\.[0-9]+)?$/.test(value) ? Number(value) : value]))
    const wanted = { params: resolved.value, predictions: given }
    asked.push(entry.origin === 'built-in' ? { ...wanted, origin: 'built-in', experiment } : { ...wanted, origin: 'own', source: entry.source, name: experiment.id, allowPrograms })
  }
  return ok(asked)
}
