// Makes a checkout ready: packages, build and what the system must have, each only when it is missing or out of date. Plain Node, no packages:
// this is what runs before there are any. `node scripts/setup.mjs [run|test]`.
import { accessSync, constants, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIsFresh, isBuilt } from './setup/build.mjs'
import { install } from './setup/install.mjs'
import { withLock } from './setup/lock.mjs'
import { markInstalled, modulesAreFresh } from './setup/modules.mjs'
import { runQuietly } from './setup/run.mjs'
import { installSystemPackages } from './setup/system.mjs'
import { words } from './setup/words.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const OLDEST_NODE = [20, 19]

/** @typedef {'run' | 'test'} Level what running needs, or what the tests need in addition */

/**
 * @param {{ level: Level, root?: string, onPackages?: () => void }} options onPackages: npm's packages are there, while what the system must have is still brought and nothing is built
 * @throws Error with one line for people, when something cannot be made ready
 */
export async function prepare({ level, root = ROOT, onPackages = () => undefined }) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) throw new Error(words.oldNode(process.versions.node))
  // An installed program has no sources: it is ready as it is.
  if (!existsSync(join(root, 'src'))) return
  if (level === 'run' && modulesAreFresh(root) && buildIsFresh(root)) return
  if (!isOurs(root)) {
    if (level === 'run' && isBuilt(root)) return say(words.asItIs)
    throw new Error(words.notOurs(root))
  }
  await withLock(join(root, 'out/.setup.lock'), async () => {
    // Beside each other: an installation mostly waits for its packages. Both end before anything is said of either.
    const done = await Promise.allSettled([installSystemPackages(level), bringPackages(root, onPackages)])
    for (const each of done) if (each.status === 'rejected') throw each.reason
  })
}

async function bringPackages(root, onPackages) {
  await installModules(root)
  onPackages()
  await build(root)
}

async function build(root) {
  if (buildIsFresh(root)) return
  say(words.building)
  await runQuietly(process.execPath, ['scripts/build.mjs'], root)
}

/** What the lockfile of this folder says, unless it is there already; what may run beside it says the folder's own .npmrc and package.json. */
export async function installModules(folder) {
  if (modulesAreFresh(folder)) return
  say(words.installing)
  await install(folder)
  markInstalled(folder)
}

/** May we install and build here? */
function isOurs(root) {
  try {
    accessSync(root, constants.W_OK)
    return true
  } catch {
    return false
  }
}

const say = (text) => void process.stderr.write(`twlab: ${text}\n`)

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  prepare({ level: process.argv[2] === 'test' ? 'test' : 'run' }).catch((error) => {
    say(error.message)
    process.exitCode = 3
  })
}
