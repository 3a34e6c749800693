// `npm run build`: the desktop app, the engine with the command line, the engine for files and what V8 makes of it, and the licences of all; then what they were made of is noted, so that a start
// need not build again.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { markBuilt, stampOf } from './setup/build.mjs'
import { runOpenly } from './setup/run.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** They write into folders of their own, so beside each other; the licences of both come last. */
const BUNDLES = [['node_modules/electron-vite/bin/electron-vite.js', 'build'], ['node_modules/vite/bin/vite.js', 'build', '-c', 'vite.engine.config.mts'], ['node_modules/vite/bin/vite.js', 'build', '-c', 'vite.file-engine.config.mts']]
const LICENCES = ['scripts/licences.mjs']

const run = ([script, ...args]) => runOpenly(process.execPath, [join(root, script), ...args], root)

/** @returns the exit status of the first step that failed, or 0 */
async function build() {
  const stamp = stampOf(root)
  const failed = (await Promise.all(BUNDLES.map(run))).find((status) => status !== 0) ?? (await prime() || await run(LICENCES))
  if (failed === 0) markBuilt(root, stamp)
  return failed
}

/** The engine for files opens the samples once; what was compiled for that is kept. */
async function prime() {
  const folder = mkdtempSync(join(tmpdir(), 'twlab-build-'))
  try {
    const samples = readdirSync(join(root, 'resources/samples')).map((name) => {
      const file = join(folder, name.replace(/\.gz$/, ''))
      writeFileSync(file, gunzipSync(readFileSync(join(root, 'resources/samples', name))))
      return file
    })
    return await run(['bin/file-engine.cjs', '--prime', ...samples])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

process.exitCode = await build()
