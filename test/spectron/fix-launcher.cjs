'use strict'
// Spectron's launcher ends with `appProcess.stdin.pipe(process.stdin)`; on a Node of today standard input has no end(), and the launcher would stop with a TypeError.
if (/spectron[\\/]lib[\\/]launcher\.js$/.test(process.argv[1] || '')) {
  delete process.env.NODE_OPTIONS
  process.stdin.end = () => {}
}
