// `npm start`: set-up when something is missing or out of date, then the window: a desktop one, or in a browser where that cannot be.
import { prepare } from './setup.mjs'

try {
  await prepare({ level: 'run' })
  process.argv.splice(2, 0, 'app')
  await import('../out/node/twlab.mjs')
} catch (error) {
  process.stderr.write(`twlab: ${error.message}\n`)
  process.exitCode = 3
}
