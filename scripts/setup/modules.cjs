const { createHash } = require('node:crypto')
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { rememberIfAllowed } = require('./remember.cjs')

const stampFile = (root) => join(root, 'node_modules/.cache/timewait-lab/installed')

/** Are the packages in node_modules those of package-lock.json? True also after somebody else's `npm ci`. */
function modulesAreFresh(root) {
  const wanted = lockDigest(root)
  if (read(stampFile(root)) === wanted) return true
  const installed = read(join(root, 'node_modules/.package-lock.json'))
  if (installed === undefined || !sameVersions(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')), JSON.parse(installed))) return false
  rememberIfAllowed(() => markInstalled(root))
  return true
}

function markInstalled(root) {
  mkdirSync(dirname(stampFile(root)), { recursive: true })
  writeFileSync(stampFile(root), lockDigest(root))
}

/** Each package of the lockfile is installed in its version; optional ones (of other platforms) may be missing. */
function sameVersions(lockfile, installed) {
  return Object.entries(lockfile.packages).every(([path, { version, optional, devOptional, link }]) => {
    if (path === '' || link) return true
    const found = installed.packages?.[path]
    return found === undefined ? Boolean(optional || devOptional) : found.version === version
  })
}

const lockDigest = (root) => createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex')

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

module.exports = { modulesAreFresh, markInstalled, sameVersions }
