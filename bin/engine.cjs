// The engine for live sessions, started (never imported) by a shell.
const { join } = require('node:path')
const { load } = require('./compiled.cjs')

load(join(__dirname, '../out/node/engine.js'))
