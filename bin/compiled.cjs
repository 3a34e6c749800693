// The programs of the build, with what V8 made of them when they were built (scripts/compile.mjs): nothing is parsed and translated anew at each start. Another Node than the build's takes no notice of that,
// and compiles what it needs. Node keeps no compiled code of ES modules, so the build's are CommonJS, loaded here.
const { readFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { Script } = require('node:vm')

/** Modules by their file: each is run once. */
const modules = new Map()

/** What was compiled of a file when it was built, if it was. */
function known(file) {
  try {
    return readFileSync(`${file}.compiled`)
  } catch {
    return undefined
  }
}

/** A file of the build: as it is, or as a function of what a module finds. */
const asScript = (file) => readFileSync(file, 'utf8')
const asModule = (file) => `(function (exports, require, __filename, importModule) {${asScript(file)}\n})`

const run = (file, source) => new Script(source(file), { filename: file, cachedData: known(file) }).runInThisContext()

/** Modules of the build by their places, packages by their names. */
function load(file) {
  const before = modules.get(file)
  if (before !== undefined) return before
  const exported = {}
  modules.set(file, exported)
  const outside = createRequire(file)
  run(file, asModule)(exported, (name) => (name.startsWith('.') ? load(join(dirname(file), name)) : outside(name)), file, (name) => import(pathToFileURL(outside.resolve(name)).href))
  return exported
}

module.exports = { asScript, asModule, run, load }
