import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asModule, asScript, load, run } from '../../bin/compiled.cjs'

let root = ''
const put = (file: string, text: string | Buffer): string => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
  return join(root, file)
}
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'twlab-compiled-'))))
afterEach(() => rmSync(root, { recursive: true }))

describe('a program of the build', () => {
  it('is a module that finds the others by their places, Node\'s own by their names, and is run once', () => {
    put('chunks/part.js', 'exports.runs = (exports.runs ?? 0) + 1; exports.name = require("node:path").basename(__filename)')
    const main = put('main.js', 'const part = require("./chunks/part.js"); require("./chunks/../chunks/part.js"); exports.part = part; exports.from = __filename')
    expect(load(main)).toEqual({ part: { runs: 1, name: 'part.js' }, from: main })
    expect(load(main)).toBe(load(main))
  })

  it('says what it says in any script', () => {
    expect(load(put('main.js', 'exports.said = "누가 기다리나 — TIME-WAIT"'))).toEqual({ said: '누가 기다리나 — TIME-WAIT' })
  })

  it('loads a package later, from where it stands itself', async () => {
    put('node_modules/later/package.json', '{"name":"later","main":"index.js"}')
    put('node_modules/later/index.js', 'exports.word = "here"')
    const loaded = load(put('main.js', 'exports.later = () => importModule("later")')) as { later: () => Promise<{ word: string }> }
    expect((await loaded.later()).word).toBe('here')
  })

  it('runs with what was compiled of it, and as well without, or with what another program left there', () => {
    const file = put('main.js', '(40 + 2)')
    expect(run(file, asScript)).toBe(42)
    put('main.js.compiled', new Script(asScript(file), { filename: file }).createCachedData())
    expect(run(file, asScript)).toBe(42)
    put('main.js.compiled', 'nothing that V8 has made')
    expect(run(file, asScript)).toBe(42)
    expect(asModule(file)).toContain('(40 + 2)')
  })
})
