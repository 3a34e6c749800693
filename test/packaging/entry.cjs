'use strict'
// The packaged program on the tests' runtime: first what that runtime lacks, then the program's own beginning.
require('./electron9.cjs')
require('./out/main/index.js')
