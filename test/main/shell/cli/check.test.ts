import { mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { RICH } from '../../../shared/experiment/rich'
import { CommandLine } from './command-line'

const line = new CommandLine()
afterAll(() => line.remove())

const written = (name: string, source: string): string => {
  writeFileSync(line.path(name), source)
  return line.path(name)
}

describe('twlab check', () => {
  it('ends with 0 for a sound file, and runs nothing', async () => {
    expect(await line.run(['check', written('rich.yaml', RICH)])).toMatchObject({ status: 0, out: '' })
  })

  it('ends with 2 and tells each fault with file, line, column and field, and the name that was meant', async () => {
    const file = written('own.yaml', RICH.replace('what: late,', 'what: lates,').replace('table: reuse,', 'table: reuses,'))
    expect(await line.run(['check', file])).toMatchObject({
      status: 2, out: `${file}:26:49: steps[8].what: lates is not one of: lost, late; did you mean late?\n${file}:48:56: checks[4].checks[0].cell.table: reuses is not one of: reuse; did you mean reuse?\n`
    })
  })

  it('goes on after a file with faults: each of a folder is told', async () => {
    mkdirSync(line.path('folder'))
    written('folder/a.yaml', RICH.replace('id: rich', 'id: Rich'))
    written('folder/b.yaml', RICH)
    written('folder/c.yaml', RICH.replace('seconds: 3', 'seconds: soon'))
    const { status, out } = await line.run(['check', line.path('folder'), '--json'])
    expect(status).toBe(2)
    expect(out.trimEnd().split('\n').map((text) => JSON.parse(text) as object)).toMatchObject([
      { field: 'id', line: 1, message: expect.stringContaining('a name') }, { file: line.path('folder/b.yaml'), id: 'rich', ok: true }, { field: 'seconds', line: 4 }
    ])
  })
})
