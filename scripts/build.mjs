// `npm run build`: the desktop app, the engine with the command line, the engine for files, what V8 makes of all that plain Node runs, and the licences; then what they were made of is noted, so that a start
// need not build again.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { markBuilt, stampOf } from './setup/build.cjs'
import { runOpenly } from './setup/run.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** They write into folders of their own, so beside each other; the licences of both come last. */
const BUNDLES = [['node_modules/electron-vite/bin/electron-vite.js', 'build'], ['node_modules/vite/bin/vite.js', 'build', '-c', 'vite.engine.config.mts'], ['node_modules/vite/bin/vite.js', 'build', '-c', 'vite.file-engine.config.mts']]
const COMPILE = ['scripts/compile.mjs']
const LICENCES = ['scripts/licences.mjs']

const run = ([script, ...args]) => runOpenly(process.execPath, [join(root, script), ...args], root)

/** @returns the exit status of the first step that failed, or 0 */
async function build() {
  const stamp = stampOf(root)
  const failed = (await Promise.all(BUNDLES.map(run))).find((status) => status !== 0) ?? (await run(COMPILE) || await run(LICENCES))
  if (failed === 0) markBuilt(root, stamp)
  return failed
}

process.exitCode = await build()
