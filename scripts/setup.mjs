// Makes a checkout ready: packages, build and what the system must have, each only when it is missing or out of date. Plain Node, no packages:
// this is what runs before there are any. `node scripts/setup.mjs [run|test]`.
import { accessSync, constants } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIsFresh, isBuilt } from './setup/build.cjs'
import { install } from './setup/install.mjs'
import { withLock } from './setup/lock.mjs'
import { markInstalled, modulesAreFresh } from './setup/modules.cjs'
import { isInstalled, isNewEnough, isReady } from './setup/ready.cjs'
import { runQuietly } from './setup/run.mjs'
import { installSystemPackages } from './setup/system.mjs'
import { words } from './setup/words.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** @typedef {'run' | 'test'} Level what running needs, or what the tests need in addition */

/**
 * @param {{ level: Level, root?: string, onPackages?: () => void }} options onPackages: npm's packages are there, while what the system must have is still brought and nothing is built
 * @throws Error with one line for people, when something cannot be made ready
 */
export async function prepare({ level, root = ROOT, onPackages = () => undefined }) {
  if (!isNewEnough(process.versions.node)) throw new Error(words.oldNode(process.versions.node))
  if (isInstalled(root) || (level === 'run' && isReady(root))) return
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
