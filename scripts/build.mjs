// `npm run build`: the desktop app, the engine with the command line, and the licences of both; then what they were made of is noted, so that a start need not build again.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { markBuilt, stampOf } from './setup/build.mjs'
import { runOpenly } from './setup/run.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const STEPS = [
  ['node_modules/electron-vite/bin/electron-vite.js', 'build'], ['node_modules/vite/bin/vite.js', 'build', '-c', 'vite.engine.config.mts'], ['scripts/licences.mjs']
]

/** @returns the exit status of the first step that failed, or 0 */
async function build() {
  const stamp = stampOf(root)
  for (const [script, ...args] of STEPS) {
    const status = await runOpenly(process.execPath, [join(root, script), ...args], root)
    if (status !== 0) return status
  }
  markBuilt(root, stamp)
  return 0
}

process.exitCode = await build()
