// The engine for capture files, started (never imported) by a shell: one script, and beside it what V8 made of it when the program was built, so that nothing is parsed and translated anew at each start.
// Another Node than the build's takes no notice of that, and compiles what it needs.
const { readFileSync, writeFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { Script } = require('node:vm')

const file = join(__dirname, '../out/file/engine.js')
const compiled = `${file}.compiled`

/** What was compiled when the program was built, if it was. */
function known() {
  try {
    return readFileSync(compiled)
  } catch {
    return undefined
  }
}

const script = new Script(readFileSync(file, 'latin1'), { filename: file, cachedData: known() })
// `--prime`, while the program is built: what has been compiled by the end is kept.
if (process.argv.includes('--prime')) process.once('exit', (code) => code === 0 && writeFileSync(compiled, script.createCachedData()))
// As a script, not as a module in a function: its constants stay constants, whose values V8 compiles into the code.
Object.assign(globalThis, { require, exports, importModule: (name) => import(pathToFileURL(join(dirname(file), name)).href) })
script.runInThisContext()
