// `npm start`: set-up when something is missing or out of date, then the window: a desktop one, or in a browser where that cannot be.
import { createRequire } from 'node:module'
import { prepare } from './setup.mjs'

try {
  await prepare({ level: 'run' })
  process.argv.splice(2, 0, 'app')
  createRequire(import.meta.url)('../bin/twlab.cjs')
} catch (error) {
  process.stderr.write(`twlab: ${error.message}\n`)
  process.exitCode = 3
}
