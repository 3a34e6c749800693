import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { coursePath, parseCourse } from '../../../shared/course/course'
import { courseSource } from './course-record'

export interface ExperimentFile {
  /** File name without `.yaml`: the experiment's id. */
  readonly name: string
  readonly source: string
}

/** The built-in experiments' files as they are, in course order; others follow by name. Windows and the engine read them with the shared schema. */
export async function builtInExperiments(resources: string): Promise<readonly ExperimentFile[]> {
  const folder = join(resources, 'experiments')
  const course = coursePath(parseCourse(await courseSource(resources)))
  const names = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length)).sort((a, b) => inOrder(course, a, b))
  return Promise.all(names.map(async (name) => ({ name, source: await readFile(join(folder, `${name}.yaml`), 'utf8') })))
}

function inOrder(course: readonly string[], a: string, b: string): number {
  const [first, second] = [course.indexOf(a), course.indexOf(b)].map((place) => (place < 0 ? course.length : place))
  return (first ?? 0) - (second ?? 0) || (a < b ? -1 : 1)
}
