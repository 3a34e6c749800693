// The engine for capture files, started (never imported) by a shell. As one script, not as a module in a function: its constants stay constants, whose values V8 compiles into the code.
const { dirname, join } = require('node:path')
const { asScript, load, run } = require('./compiled.cjs')

const file = join(__dirname, '../out/file/engine.js')
// What grades is a module of the other build.
Object.assign(globalThis, { require, exports, importModule: async (name) => load(join(dirname(file), name)) })
run(file, asScript)
