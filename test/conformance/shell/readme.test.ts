import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'twlab-readme-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What the README and the pages on recordings tell people to type about a file that is there. */
const commands = ['README.md', 'docs/grading.md'].flatMap((page) => readFileSync(join(root, page), 'utf8').split('\n')).filter((line) => /^npx twlab (notes|open|export|grade) /.test(line)).map((line) => line.replace(/ +#.*$/, ''))

it('what the README and the page on grading have people type about recordings does what they say', () => {
  // A recording for each name they use, and the folder of hand-ins.
  mkdirSync(join(folder, 'hand-ins'))
  for (const name of ['hand-in.pcapng', 'capture.pcapng', 'hand-ins/kim.pcapng']) writeFileSync(join(folder, name), gunzipSync(readFileSync(join(root, 'resources/samples/lost-final-ack.pcapng.gz'))))
  symlinkSync(join(root, 'resources'), join(folder, 'resources'))
  expect(commands.map((line) => line.split(' ')[2])).toEqual(expect.arrayContaining(['notes', 'open', 'export', 'grade']))
  for (const line of commands) {
    const { status, stderr } = spawnSync('sh', ['-c', line.replace('npx twlab', '"$0"'), join(root, 'bin/twlab')], { cwd: folder, encoding: 'utf8', env: { ...process.env, LANG: 'C' } })
    expect({ line, status, stderr }).toMatchObject({ line, status: 0 })
  }
  expect(existsSync(join(folder, 'hand-in.html'))).toBe(true)
})
