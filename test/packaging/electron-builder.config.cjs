'use strict'
// The product's packaging, around the tests' runtime (docs/decisions/test-runtime.md). What differs: that runtime knows no fuses, and needs its shim before the program.
const product = require('../../packaging/electron-builder.config.cjs')

module.exports = {
  ...product,
  electronVersion: '9.4.1',
  electronDist: process.env['ELECTRON_OVERRIDE_DIST_PATH'],
  electronFuses: undefined,
  directories: { ...product.directories, output: process.env['TWLAB_PACKAGED'] },
  files: [...product.files, { from: 'test/packaging', to: '.', filter: ['entry.cjs'] }, { from: 'test/e2e', to: '.', filter: ['electron9.cjs'] }],
  extraMetadata: { main: 'entry.cjs' }
}
