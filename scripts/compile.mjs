// Keeps what V8 makes of everything that bin/compiled.cjs starts, beside each file: all of its functions, also those that a start does not come to.
import { readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { asModule, asScript } = createRequire(import.meta.url)('../bin/compiled.cjs')

/** V8 compiles functions when they are called, unless it is told otherwise; what it was told when something was compiled must be so when that is used. */
function keep(file, source) {
  setFlagsFromString('--no-lazy')
  const script = new Script(source(file), { filename: file })
  setFlagsFromString('--lazy')
  writeFileSync(`${file}.compiled`, script.createCachedData())
}

for (const name of readdirSync(join(root, 'out/node'), { recursive: true })) if (name.endsWith('.js')) keep(join(root, 'out/node', name), asModule)
keep(join(root, 'out/file/engine.js'), asScript)
