import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { builtInExperiments } from '../../../../src/main/shell/desk/experiments'

it('gives the experiments\' files as they are, in the order of the course, others behind', async () => {
  const resources = await mkdtemp(join(tmpdir(), 'resources-'))
  onTestFinished(() => rm(resources, { recursive: true }))
  await mkdir(join(resources, 'experiments'))
  for (const name of ['zebra.yaml', 'reset.yaml', 'anteater.yaml', 'netcat.yaml', 'active-close.yaml', 'README.md']) await writeFile(join(resources, 'experiments', name), `id: ${name}`)
  await writeFile(join(resources, 'course.yaml'), `title: A course\nchapters: [{ id: one, title: One, claims: [{ id: first, says: s, so: t, experiments: [netcat, active-close] }, { id: second, says: s, so: t, experiments: [reset, netcat] }] }]`)
  const files = await builtInExperiments(resources)
  expect(files.map(({ name }) => name)).toEqual(['netcat', 'active-close', 'reset', 'anteater', 'zebra'])
  expect(files[0]?.source).toBe('id: netcat.yaml')
})
