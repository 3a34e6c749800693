// `npm run build`: the desktop app, the engine with the command line, and the licences of both; then what they were made of is noted, so that a start need not build again.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { markBuilt, stampOf } from './setup/build.mjs'
import { runOpenly } from './setup/run.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** They write into folders of their own, so beside each other; the licences of both come last. */
const BUNDLES = [['node_modules/electron-vite/bin/electron-vite.js', 'build'], ['node_modules/vite/bin/vite.js', 'build', '-c', 'vite.engine.config.mts']]
const LICENCES = ['scripts/licences.mjs']

const run = ([script, ...args]) => runOpenly(process.execPath, [join(root, script), ...args], root)

/** @returns the exit status of the first step that failed, or 0 */
async function build() {
  const stamp = stampOf(root)
  const failed = (await Promise.all(BUNDLES.map(run))).find((status) => status !== 0) ?? await run(LICENCES)
  if (failed === 0) markBuilt(root, stamp)
  return failed
}

process.exitCode = await build()
