import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface ExperimentFile {
  /** File name without `.yaml`: the experiment's id. */
  readonly name: string
  readonly source: string
}

/** The built-in experiments' files as they are; windows and the engine read them with the shared schema. */
export async function builtInExperiments(resources: string): Promise<readonly ExperimentFile[]> {
  const folder = join(resources, 'experiments')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  return Promise.all(names.map(async (name) => ({ name: name.slice(0, -'.yaml'.length), source: await readFile(join(folder, name), 'utf8') })))
}
