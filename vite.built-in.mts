import { basename, dirname, join } from 'node:path'
import { runnerImport, type Plugin } from 'vite'
import type * as courses from './src/shared/course/parse'
import type * as experiments from './src/shared/experiment/read-built-in'

const root = import.meta.dirname

/**
 * Imports of the product's own experiments and of its course: the YAML is read and checked now, by the schema that a teacher's file is checked by, and the program holds what was read.
 * A fault stops the build, with its line.
 */
export const builtIn = (): Plugin => ({
  name: 'built-in-experiments',
  async transform(source, id) {
    if (id === join(root, 'resources/course.yaml')) return asModule((await load<typeof courses>('course/parse')).parseCourse(source))
    if (dirname(id) !== join(root, 'resources/experiments') || !id.endsWith('.yaml')) return undefined
    return asModule((await load<typeof experiments>('experiment/read-built-in')).readBuiltIn(source, basename(id)))
  }
})

const loaded = new Map<string, Promise<unknown>>()

/** The product's own code, run while it is built; not before it is needed: most of what reads this file builds no experiments. */
function load<T>(name: string): Promise<T> {
  const known = loaded.get(name) ?? runnerImport<T>(join(root, `src/shared/${name}.ts`), { root, configFile: false }).then(({ module }) => module)
  loaded.set(name, known)
  return known as Promise<T>
}

/** Node reads JSON faster than the same as a program. */
const asModule = (value: object): { readonly code: string; readonly map: null } => ({ code: `export default JSON.parse(${JSON.stringify(JSON.stringify(value))})`, map: null })
