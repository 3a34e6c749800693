const { createHash } = require('node:crypto')
const { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { rememberIfAllowed } = require('./remember.cjs')

/** What the build is made of, and what it must have made. */
const SOURCES = ['src', 'resources', 'package.json', 'package-lock.json', 'electron.vite.config.ts', 'vite.engine.config.mts', 'vite.file-engine.config.mts', 'vite.built-in.mts', 'vite.for-starter.mts', 'bin/compiled.cjs', 'tsconfig.base.json', 'scripts/build.mjs', 'scripts/compile.mjs', 'scripts/licences.mjs']
const OUTPUTS = ['out/node/engine.js', 'out/node/twlab.js', 'out/file/engine.js', 'out/main/index.js', 'out/preload/index.js', 'out/renderer/index.html', 'out/renderer/licences.json']
const stampFile = (root) => join(root, 'out/.built.json')

/** Is the build that of the sources? Files are read only when their size or time has changed since the last look. */
function buildIsFresh(root) {
  if (!isBuilt(root)) return false
  const stamp = readStamp(root)
  if (stamp === undefined) return false
  const files = sourceFiles(root)
  if (looks(root, files) === stamp.looks) return true
  if (contents(root, files) !== stamp.contents) return false
  rememberIfAllowed(() => markBuilt(root))
  return true
}

/** Is there a build at all, of whatever sources? */
const isBuilt = (root) => OUTPUTS.every((file) => existsSync(join(root, file)))

/** The sources as they are now, by their looks (names, sizes, times) and by their contents. Of a build: taken before it begins, so that what is changed meanwhile is built next time. */
function stampOf(root) {
  const files = sourceFiles(root)
  return { looks: looks(root, files), contents: contents(root, files) }
}

/** @param stamp of the sources that the build was made of */
function markBuilt(root, stamp = stampOf(root)) {
  mkdirSync(join(root, 'out'), { recursive: true })
  writeFileSync(stampFile(root), JSON.stringify(stamp))
}

function sourceFiles(root) {
  return SOURCES.flatMap((source) => filesOf(root, source)).sort()
}

/** By hand and with plain slashes: a start looks at seven hundred files, and the library's own walk and its paths took most of that time. */
function filesOf(root, source) {
  const found = statSync(`${root}/${source}`, { throwIfNoEntry: false })
  if (found === undefined) return []
  return found.isDirectory() ? filesBelow(root, source) : [source]
}

const filesBelow = (root, folder) => readdirSync(`${root}/${folder}`, { withFileTypes: true }).flatMap((entry) => {
  const path = `${folder}/${entry.name}`
  return entry.isDirectory() ? filesBelow(root, path) : entry.isFile() ? [path] : []
})

function looks(root, files) {
  const lines = files.map((file) => {
    const { size, mtimeMs } = statSync(`${root}/${file}`)
    return `${file}\0${size}\0${mtimeMs}\0`
  })
  return createHash('sha256').update(lines.join('')).digest('hex')
}

function contents(root, files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(root, file))).update('\0')
  return hash.digest('hex')
}

function readStamp(root) {
  try {
    return JSON.parse(readFileSync(stampFile(root), 'utf8'))
  } catch {
    return undefined
  }
}

module.exports = { buildIsFresh, isBuilt, stampOf, markBuilt }
