const { existsSync } = require('node:fs')
const { join } = require('node:path')
const { buildIsFresh } = require('./build.cjs')
const { modulesAreFresh } = require('./modules.cjs')

const OLDEST_NODE = [20, 19]

/** @param version of Node, as process.versions.node */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])
}

/** An installed program has no sources: nothing is brought or built for it. */
const isInstalled = (root) => !existsSync(join(root, 'src'))

/** Can it run as it is? Asked at every start, so this loads nothing but what the answer takes. */
const isReady = (root) => isNewEnough(process.versions.node) && (isInstalled(root) || (modulesAreFresh(root) && buildIsFresh(root)))

module.exports = { isInstalled, isNewEnough, isReady }
