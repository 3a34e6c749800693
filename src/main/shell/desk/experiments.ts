import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface ExperimentFile {
  /** File name without `.yaml`: the experiment's id. */
  readonly name: string
  readonly source: string
}

/** The order of the course: what waits and why, the three reasons, how long, what is taken for it, what ends it, what many of it do. */
const COURSE: readonly string[] = [
  'active-close', 'netcat', 'three-or-four', 'lost-final-ack', 'ghost-segment', 'same-four-tuple', 'fin-before-data', 'how-long', 'fin-timeout-myth', 'server-restart',
  'half-close', 'close-wait-leak', 'simultaneous-close', 'reset', 'assassination', 'syn-in-time-wait', 'port-exhaustion', 'bucket-overflow', 'state-gallery'
]

/** The built-in experiments' files as they are, in course order; others follow by name. Windows and the engine read them with the shared schema. */
export async function builtInExperiments(resources: string): Promise<readonly ExperimentFile[]> {
  const folder = join(resources, 'experiments')
  const names = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length)).sort(byCourse)
  return Promise.all(names.map(async (name) => ({ name, source: await readFile(join(folder, `${name}.yaml`), 'utf8') })))
}

function byCourse(a: string, b: string): number {
  const [first, second] = [COURSE.indexOf(a), COURSE.indexOf(b)].map((place) => (place < 0 ? COURSE.length : place))
  return (first ?? 0) - (second ?? 0) || (a < b ? -1 : 1)
}
