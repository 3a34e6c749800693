// The command line as it was built.
const { join } = require('node:path')
const { load } = require('./compiled.cjs')

load(join(__dirname, '../out/node/twlab.js'))
