import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const PAGE = join(import.meta.dirname, '../../docs/experiments.md')

/** The file that docs/experiments.md has a teacher write first. */
export function firstExperiment(): string {
  const [, source] = /^```yaml\n(id: .*?)^```$/ms.exec(readFileSync(PAGE, 'utf8')) ?? []
  if (source === undefined) throw new Error('docs/experiments.md has no experiment')
  return source
}
