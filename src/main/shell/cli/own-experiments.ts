import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fail, ok, type Result } from '../../../shared/base/result'
import { systemReason } from '../../../shared/base/system-error'
import type { Experiment } from '../../../shared/experiment/experiment'
import type { ExperimentFault } from '../../../shared/experiment/fault'

/** An experiment's file of somebody's own: sound, or with what is wrong in it. */
export interface OwnFile {
  readonly path: string
  readonly source: string
  readonly experiment: Experiment | undefined
  readonly faults: readonly ExperimentFault[]
}

/** A larger file is no experiment (the parser's own limit is a fifth of it). */
const MOST_BYTES = 1_000_000
/** Files of one folder. */
const MOST_FILES = 500

export const isExperimentFile = (name: string): boolean => /\.ya?ml$/i.test(name)

/** The experiments' files at a path: the file itself, or those of a folder by name. @returns unreadable-file with the system's word */
export async function ownFiles(path: string): Promise<Result<readonly OwnFile[]>> {
  try {
    if (!(await stat(path)).isDirectory()) return ok([await read(path)])
    const names = (await readdir(path)).filter(isExperimentFile).sort().slice(0, MOST_FILES)
    return ok(await Promise.all(names.map((name) => read(join(path, name)))))
  } catch (error) {
    return fail('unreadable-file', { of: path, said: systemReason(error) })
  }
}

/** What reads YAML is loaded with the first file: most commands have none, and a quarter of their start would be that. */
async function read(path: string): Promise<OwnFile> {
  const { parseExperiment } = await import('../../../shared/experiment/parse')
  const { size } = await stat(path)
  const source = size > MOST_BYTES ? ' '.repeat(MOST_BYTES) : await readFile(path, 'utf8')
  const parsed = parseExperiment(source, basename(path))
  return parsed.ok ? { path, source, experiment: parsed.value, faults: [] } : { path, source, experiment: undefined, faults: parsed.error }
}
